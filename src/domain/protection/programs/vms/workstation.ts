import type { Program } from '../program.js';
import { adds, harms, helps, reads, textOf, textsOf } from '../rule-kinds.js';
import { verb, VM } from './vm-words.js';

export const WORKSTATION: readonly Program[] = [
  {
    names: ['vboxmanage', 'vboxheadless', 'VBoxManage'],
    style: { subcommands: 1, valued: ['--type', '--name', '--storagectl', '--medium', '--ostype', '--basefolder'] },
    rules: [
      reads({
        id: 'vboxmanage.look',
        when: { subcommand: ['list|showvminfo|showmediuminfo|showhdinfo|getextradata|metrics|guestproperty|help'] },
        targets: 'none',
        why: 'Shows machines.',
        matches: ['VBoxManage list vms', 'vboxmanage showvminfo unregistervm'],
        misses: ['vboxmanage unregistervm web --delete'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'vboxmanage.destroy',
        when: {
          test: (given) =>
            /^(unregistervm|closemedium|discardstate)$/.test(verb(given)) ||
            (verb(given) === 'snapshot' && /^(delete|restore|restorecurrent)$/.test(textOf(given.operands[1]))),
        },
        targets: 'first',
        ...VM,
        why: 'Deletes {target}, a disk or a snapshot of it.',
        matches: [
          'vboxmanage unregistervm web --delete',
          'vboxmanage snapshot web delete s1',
          'vboxmanage closemedium disk a.vdi --delete',
        ],
        misses: ['vboxmanage list vms', 'vboxmanage snapshot web take delete'],
      }),
      harms('vm_destroy', 'high', {
        id: 'vboxmanage.stop',
        when: {
          test: (given) =>
            verb(given) === 'controlvm' &&
            !/^(resume|screenshotpng|keyboardputstring|vrde)$/.test(textOf(given.operands[1])),
        },
        targets: 'first',
        ...VM,
        why: 'Stops or changes {target} while it runs.',
        matches: ['vboxmanage controlvm web poweroff', 'vboxmanage controlvm web acpipowerbutton'],
        misses: ['vboxmanage startvm web', 'vboxmanage showvminfo controlvm'],
      }),
      adds({
        id: 'vboxmanage.add',
        when: {
          test: (given) =>
            /^(startvm|createvm|clonevm|clonemedium|clonehd|createmedium|createhd|import|export|registervm|modifyvm|storageattach|storagectl|hostonlyif|natnetwork|sharedfolder|setproperty|setextradata|extpack|modifymedium|modifyhd|mediumproperty|guestcontrol|adoptstate|movevm|unattended)$/.test(
              verb(given),
            ) ||
            (verb(given) === 'snapshot' && /^(take|list|edit|showvminfo)$/.test(textOf(given.operands[1]))) ||
            (verb(given) === 'controlvm' && textOf(given.operands[1]) === 'resume'),
        },
        targets: 'first',
        ...VM,
        why: 'Makes or starts a machine.',
        matches: ['vboxmanage startvm web --type headless', 'vboxmanage snapshot web take before'],
        misses: ['vboxmanage unregistervm web'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers virtual machines.',
  },
  {
    names: ['vagrant'],
    style: {
      subcommands: 2,
      valued: ['--provider', '-c', '--command', '--provision-with', '--base', '--output', '--name', '--box-version'],
    },
    rules: [
      helps('vagrant', ['--help', '-h', '--version', '-v']),
      reads({
        id: 'vagrant.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            /^(status|global-status|validate|version|port|ssh-config|list-commands|help|winrm-config|outdated)$/.test(
              verb(given),
            ) ||
            /^(list|outdated)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        why: 'Shows machines.',
        matches: ['vagrant status', 'vagrant box list', 'vagrant global-status'],
        misses: ['vagrant destroy -f', 'vagrant box remove x'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'vagrant.destroy',
        when: {
          test: (given) =>
            /^(destroy)$/.test(verb(given)) ||
            /^(remove|prune|restore|pop|delete|uninstall|expunge)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'operands',
        ...VM,
        why: 'Deletes the machine {target} and its disks, or a snapshot.',
        matches: [
          'vagrant destroy -f',
          'vagrant snapshot delete s1',
          'vagrant snapshot restore s1',
          'vagrant box remove ubuntu/jammy64',
        ],
        misses: ['vagrant status', 'vagrant up'],
      }),
      harms('vm_destroy', 'high', {
        id: 'vagrant.halt',
        when: { subcommand: ['halt|suspend|reload'] },
        targets: (given) => textsOf(given.plain.slice(1)),
        ...VM,
        why: 'Stops {target}.',
        matches: ['vagrant halt', 'vagrant reload web'],
        misses: ['vagrant up', 'vagrant status'],
      }),
      adds({
        id: 'vagrant.up',
        when: {
          test: (given) =>
            /^(up|init|resume|provision|ssh|rsync|rsync-auto|package|upload|powershell|rdp|share|login|cloud|autocomplete|winrm)$/.test(
              verb(given),
            ) || /^(add|update|repackage|save|push|install|repair)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        ...VM,
        why: 'Makes or starts a machine.',
        matches: ['vagrant up', 'vagrant snapshot save s1', 'vagrant box add x'],
        misses: ['vagrant destroy'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Makes virtual machines for development.',
  },
];
