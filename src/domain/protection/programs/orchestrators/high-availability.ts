import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, helps, reads } from '../rule-kinds.js';
import { CEPH_RULES } from './ceph-rules.js';
import { words } from './cluster-words.js';

export const HIGH_AVAILABILITY: readonly Program[] = [
  {
    names: [
      'pcs',
      'crm',
      'crm_resource',
      'crm_node',
      'crm_standby',
      'stonith_admin',
      'fence_node',
      'pvecm',
      'ha-manager',
      'pveceph',
      'ceph',
      'rados',
      'rbd',
      'cephadm',
      'corosync-cfgtool',
      'gluster',
    ],
    style: {
      subcommands: 3,
      valued: [
        '-n',
        '--name',
        '-c',
        '--conf',
        '-p',
        '--pool',
        '-k',
        '--keyring',
        '-i',
        '--id',
        '--cluster',
        '-f',
        '--format',
        '--mode',
        '-r',
        '--resource',
        '-N',
        '--node',
      ],
    },
    rules: [
      helps('pcs', ['--help', '-h', '--version']),
      reads({
        id: 'pcs.look',
        when: {
          test: (given, execution) =>
            (given.plain.length === 0 && !has(given, '-k', '-R', '-B', '-b')) ||
            /^(status|health|df|report|versions?|-s|-w|log|fsid|quorum_status|features|time-sync-status|ls|lspools|info|role|cstate|dstate|dump|sh-.*|help|list)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (given.subcommand.some((word) =>
              /^(status|show|ls|list|config|dump|tree|df|stat|get|info|tree|metadata|describe|nodes|safe-to-destroy|ok-to-stop|ok-to-add-offline|ok-to-rm|blocked-by|ls-new|autoscale-status|showmapped|ps|du|perf|diff|children|snap-ls|query|heal-info)$/.test(
                word,
              ),
            ) &&
              !DESTROYS.test(acts(given)) &&
              execution.program !== 'fence_node'),
        },
        targets: 'none',
        why: 'Shows the cluster.',
        matches: [
          'pcs status',
          'pvecm status',
          'ceph -s',
          'ceph osd tree',
          'ceph health detail',
          'rbd ls tank',
          'gluster volume info',
          'ceph osd df',
          'ceph osd ok-to-stop 3',
          'ceph osd safe-to-destroy osd.3',
          'rbd trash ls --all vms',
          'ceph crash ls-new',
        ],
        misses: ['ceph osd out 3', 'pvecm delnode pve2', 'gluster volume delete v1'],
      }),
      harms('orchestrator_delete', 'critical', {
        id: 'pcs.destroy',
        when: {
          test: (given, execution) =>
            DESTROYS.test(acts(given)) ||
            execution.program === 'fence_node' ||
            (/^(crm_resource|crm_standby|crm_node|stonith_admin|corosync-cfgtool)$/.test(execution.program ?? '') &&
              has(
                given,
                '-C',
                '--cleanup',
                '-D',
                '--delete',
                '-R',
                '--remove',
                '-F',
                '--fence',
                '-B',
                '--reboot',
                '--ban',
                '--force-stop',
                '-M',
                '--move',
                '-v',
                '-H',
                '-k',
              )),
        },
        targets: 'operands',
        targetKind: 'cluster',
        targetClass: 'critical',
        why: 'Takes nodes, disks, pools or resources out of the cluster, or stops them.',
        matches: [
          'pcs cluster destroy',
          'pvecm delnode pve2',
          'ceph osd purge 3 --yes-i-really-mean-it',
          'ceph osd pool delete rbd rbd --yes-i-really-really-mean-it',
          'rbd rm tank/vm-1',
          'gluster volume delete v1',
          'ceph osd out 3',
          'rados rmpool rbd rbd --yes-i-really-really-mean-it',
          'pcs resource disable web',
        ],
        misses: ['ceph osd tree', 'pvecm status', 'rbd info tank/rm', 'ceph osd in 3'],
      }),
      adds({
        id: 'pcs.add',
        when: {
          test: (given) =>
            !DESTROYS.test(acts(given)) &&
            /\b(create|add|start|enable|in|set|unset|unmanage|manage|cleanup|refresh|auth|setup|join|attach|map|snap create|scrub|deep-scrub|repair|heal|up|primary|connect|adjust|export|cp|clone|flatten|protect|resume-io|resume-sync|verify|probe|start|import|expected|updatecerts|init|bench|rebalance|reweight-by-utilization|pg|mgr|balancer|crush|config|orch|fs|auth|mon|cp|resize|mirror)\b/.test(
              words(given),
            ),
        },
        targets: 'operands',
        targetKind: 'cluster',
        targetClass: 'ordinary',
        why: 'Adds to the cluster.',
        matches: [
          'ceph osd in 3',
          'pcs resource enable web',
          'rbd snap create tank/vm@a',
          'ceph osd deep-scrub 3',
          'ceph osd set noout',
        ],
        misses: ['ceph osd out 3', 'pcs resource disable web'],
      }),
      ...CEPH_RULES,
    ],
    otherwise: 'opaque',
    why: 'Steers a cluster of hosts.',
  },
];

/** Questions that are called like the act that they are asked before. */
const ASKED = /\b(safe-to-destroy|ok-to-(stop|rm)|trash (ls|list))\b/g;
const acts = (given: Arguments): string => words(given).replaceAll(ASKED, 'asks');

const DESTROYS =
  /\b(destroy(ed)?|delete|del|delnode|remove|rm|rmpool|purge|out|down|stop|disable|standby|fence|move|ban|offline|lost|zap|wipe-device|rm-cluster|invalidate(-remote)?|disconnect|secondary|wipe-md|create-md|detach|kill|fail|force-create-pg|reset|unprotect|trash|rollback|restore|migrate|replace-brick|remove-brick|drain|reweight|evict|suspend-io|truncate|crush remove|new-current-uuid|leave|rmsnap|rbd-rm|volume stop|quota remove|maintenance|noup|apply-layout)\b/;
