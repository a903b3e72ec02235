import type { Program } from '../program.js';
import { adds, harms, has, helps, reads } from '../rule-kinds.js';
import { verb, VM, words } from './vm-words.js';

export const HYPERVISORS: readonly Program[] = [
  {
    names: [
      'xl',
      'xe',
      'govc',
      'multipass',
      'esxcli',
      'vim-cmd',
      'vmrun',
      'prlctl',
      'limactl',
      'lxc-destroy',
      'lxc-stop',
      'lxc-start',
      'lxc-ls',
      'lxc-info',
      'lxc-create',
      'lxc-attach',
      'lxc-snapshot',
      'lxd',
      'machinectl',
      'virt-install',
      'virt-clone',
      'orb',
      'tart',
      'hcp',
      'bhyvectl',
      'vm',
      'iocage',
      'bastille',
      'vmadm',
      'firecracker',
      'cloud-hypervisor',
      'homestead',
    ],
    style: { subcommands: 2, valued: ['-n', '--name', '-vm', '-u', '-k', '--vm', '-T'] },
    rules: [
      helps('xl', ['--help', '-h', '--version']),
      reads({
        id: 'xl.look',
        when: {
          test: (given, execution) =>
            /^(lxc-ls|lxc-info)$/.test(execution.program ?? '') ||
            ((/^(list|ls|info|status|version|top|uptime|dmesg|vcpu-list|about|find|networks|aliases|get|help|show|image-status|inspect|vm-list|host-list|sr-list|list-images|logs)$/.test(
              verb(given),
            ) ||
              /[./_-](info|ls|list|list-all|get|getallvms|summary|show|power\.getstate)$|^(list|get|getallvms)$/.test(
                verb(given),
              ) ||
              /^(list|get|getallvms)$/.test(given.subcommand[1] ?? '')) &&
              !ENDS.test(words(given))) ||
            (execution.program === 'bhyvectl' &&
              [...given.options].every((option) => /^--(vm|get-.*)$/.test(option))) ||
            (given.plain.length === 0 && /^(xl|multipass|machinectl|vm|orb|limactl)$/.test(execution.program ?? '')),
        },
        targets: 'none',
        why: 'Shows machines.',
        matches: ['xl list', 'multipass list', 'govc vm.info web', 'machinectl list', 'limactl list'],
        misses: ['xl destroy web', 'multipass delete web', 'govc vm.destroy web'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'xl.destroy',
        when: {
          test: (given, execution) =>
            /^(lxc-destroy)$/.test(execution.program ?? '') ||
            (execution.program === 'bhyvectl' && has(given, '--destroy', '--force-reset', '--force-poweroff')) ||
            /\b(destroy|delete|purge|remove|vm\.destroy|datastore\.rm|rm|snapshot\.remove|snapshot\.revert|unregister|deletevm|deletesnapshot|reverttosnapshot|vm-destroy|vm-uninstall|sr-destroy|sr-forget|vdi-destroy|snapshot-destroy|snapshot-revert|clean|clean-all|factory-reset|vmsvc\/destroy|vmsvc\/unregister|vmsvc\/snapshot\.(remove|removeall|revert)|prune|restore|object\.destroy|host-forget|pool-eject|rollback)\b/.test(
              words(given),
            ),
        },
        targets: 'operands',
        ...VM,
        why: 'Deletes {target} with its disks or snapshots, or ends it at once.',
        matches: [
          'xl destroy web',
          'multipass delete --purge web',
          'govc vm.destroy web',
          'lxc-destroy -n web',
          'machinectl remove web',
          'limactl delete -f default',
          'vim-cmd vmsvc/destroy 12',
          'xe vm-destroy uuid=x',
          'vim-cmd vmsvc/snapshot.removeall 12',
          'bhyvectl --destroy --vm=web',
        ],
        misses: ['xl list', 'multipass list', 'multipass info web'],
      }),
      harms('vm_destroy', 'high', {
        id: 'xl.stop',
        when: {
          test: (given, execution) =>
            /^(lxc-stop)$/.test(execution.program ?? '') ||
            /\b(shutdown|reboot|stop|suspend|pause|poweroff|terminate|kill|reset|vm-shutdown|vm-reboot|vm-suspend|hard-reboot|vmsvc\/power\.(off|shutdown|reset|reboot|suspend)|migrate|save|host\.shutdown|host\.maintenance\.enter|restart|vm-reset-powerstate|host-disable|host-reboot|disable|unmount|evict)\b/.test(
              words(given),
            ) ||
            (/vm\.power/.test(words(given)) && has(given, '-off', '-reset', '-s', '-r', '-suspend', '-o')),
        },
        targets: 'operands',
        ...VM,
        why: 'Stops or interrupts {target}.',
        matches: [
          'xl shutdown web',
          'multipass stop web',
          'lxc-stop -n web',
          'machinectl poweroff web',
          'govc vm.power -off web',
        ],
        misses: ['xl list', 'multipass start web'],
      }),
      adds({
        id: 'xl.add',
        when: {
          test: (given, execution) =>
            /^(lxc-start|lxc-create|lxc-attach|lxc-snapshot|virt-install|virt-clone)$/.test(execution.program ?? '') ||
            (!ENDS.test(words(given)) &&
              /\b(create|start|launch|init|clone|snapshot|unpause|resume|shell|exec|mount|umount|transfer|alias|set|login|enable|copy-to|copy-from|import-.*|pull-.*|vm\.create|vm\.clone|snapshot\.create|vm-start|vm-snapshot|console|install|run|edit|block-attach|network-attach|mem-set|vcpu-set|bind|import|export|vm\.power|copy)\b/.test(
                words(given),
              )),
        },
        targets: 'none',
        ...VM,
        why: 'Makes or starts a machine.',
        matches: [
          'xl create web.cfg',
          'multipass launch --name web',
          'lxc-start -n web',
          'machinectl start web',
          'multipass start web',
        ],
        misses: ['xl destroy web', 'xl list'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers virtual machines.',
  },
];

const ENDS =
  /\b(destroy|delete|purge|remove|rm|stop|shutdown|reboot|kill|reset|poweroff|unregister|prune|revert|terminate|suspend|restore|pause)\b/;
