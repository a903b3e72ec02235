import type { ActionType } from '../../detect/action-types.js';
import type { Severity } from '../../detect/finding.js';
import type { Rule } from '../program.js';
import { harms } from '../rule-kinds.js';
import { words } from './cluster-words.js';

interface Order {
  readonly id: string;
  readonly line: RegExp;
  readonly option?: string;
  readonly programs?: RegExp;
  readonly type: ActionType;
  readonly severity: Severity;
  readonly why: string;
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

/** Orders of Ceph whose verb alone sounds harmless: it is what they set that counts. */
const ORDERS: readonly Order[] = [
  {
    id: 'ceph.pauses',
    line: /^osd set (pause|full|pausewr|pauserd)( |$)/,
    type: 'service_disruption',
    severity: 'high',
    why: 'Stops every read and write of the cluster until it is unset.',
    matches: ['ceph osd set pause'],
    misses: ['ceph osd unset pause', 'ceph osd set noout', 'ceph osd set noscrub'],
  },
  {
    id: 'ceph.holds_back',
    line: /^osd (set|set-group) (noup|noin|norecover|nobackfill|norebalance|nosnaptrim)( |$)|^(osd set-(full|backfillfull|nearfull)-ratio|mds fail|mgr fail|fs fail|fs set [^ ]+ (down|joinable|cluster_down|max_mds))( |$)/,
    type: 'service_disruption',
    severity: 'medium',
    why: 'Keeps the cluster from repairing itself, or takes a daemon away.',
    matches: ['ceph osd set norecover', 'ceph osd set-full-ratio 0.5', 'ceph mds fail 0'],
    misses: ['ceph osd unset norecover', 'ceph osd set noout', 'ceph fs status'],
  },
  {
    id: 'ceph.fewer_copies',
    line: /^osd pool set [^ ]+ (size|min_size) [01]( |$)|^osd pool set [^ ]+ nodelete (false|0)/,
    type: 'orchestrator_delete',
    severity: 'high',
    why: 'Keeps fewer copies of what is in the pool: the next fault loses it.',
    matches: ['ceph osd pool set rbd size 1 --yes-i-really-mean-it'],
    misses: ['ceph osd pool set rbd size 3', 'ceph osd pool get rbd size'],
  },
  {
    id: 'ceph.allows_deletes',
    line: /^(config set|tell|config-key set) .*(mon_allow_pool_(delete|size_one)|mon-allow-pool-delete).*( true| 1|=true)( |$)|^tell [^ ]+ injectargs .*pool.delete/,
    type: 'orchestrator_delete',
    severity: 'medium',
    why: 'Allows that pools are deleted, or kept only once.',
    matches: ['ceph config set mon mon_allow_pool_delete true'],
    misses: ['ceph config set mon mon_allow_pool_delete false', 'ceph config get mon mon_allow_pool_delete'],
  },
  {
    id: 'pcs.unguarded',
    programs: /^(pcs|crm)$/,
    line: /^property( set)? .*(stonith-enabled=(false|0|off)|no-quorum-policy=(ignore|freeze)|maintenance-mode=(true|1|on)|stop-all-resources=(true|1|on))|^configure (erase|load replace|delete)/,
    type: 'service_disruption',
    severity: 'high',
    why: 'Takes away what guards the cluster against two members that both write.',
    matches: ['pcs property set stonith-enabled=false', 'crm configure erase'],
    misses: ['pcs property config', 'pcs property set stonith-enabled=true'],
  },
  {
    id: 'rbd.shrinks',
    line: /^resize( |$)/,
    option: '--allow-shrink',
    type: 'orchestrator_delete',
    severity: 'high',
    why: 'Cuts off the end of an image with what is there.',
    matches: ['rbd resize vms/web --size 10G --allow-shrink'],
    misses: ['rbd resize vms/web --size 100G'],
  },
  {
    id: 'rbd.unmaps',
    line: /^(unmap|device unmap|nbd unmap)( |$)/,
    type: 'service_disruption',
    severity: 'medium',
    why: 'Takes the device away from those who use it.',
    matches: ['rbd unmap -o force /dev/rbd0', 'rbd unmap /dev/rbd0'],
    misses: ['rbd map vms/web', 'rbd showmapped'],
  },
  {
    id: 'rados.writes',
    line: /^(put|append|setxattr|rmxattr|setomapval|rmomapkey|clearomap|cleanup)( |$)/,
    type: 'data_overwrite',
    severity: 'medium',
    why: 'Writes over an object of the pool.',
    matches: ['rados -p rbd put obj1 /tmp/new'],
    misses: ['rados -p rbd get obj1 /tmp/a', 'rados -p rbd ls'],
  },
];

const CEPH = /^(ceph|rbd|rados)$/;

export const CEPH_RULES: readonly Rule[] = ORDERS.map(
  ({ id, line, option, programs = CEPH, type, severity, why, matches, misses }) =>
    harms(type, severity, {
      id,
      when: {
        ...(option === undefined ? {} : { anyOption: [option] }),
        test: (given, execution) => programs.test(execution.program ?? '') && line.test(words(given)),
      },
      targets: 'none',
      targetKind: 'cluster',
      targetClass: 'critical',
      why,
      matches,
      misses,
    }),
);
