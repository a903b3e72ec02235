import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, textOf } from '../rule-kinds.js';
import { verb, VM, words } from './vm-words.js';

export const PROXMOX: readonly Program[] = [
  {
    names: ['qm', 'pct'],
    style: { subcommands: 1 },
    rules: [
      helps('qm', ['--help']),
      reads({
        id: 'qm.look',
        when: {
          test: (given) =>
            /^(list|config|status|pending|listsnapshot|showcmd|cpusets|df|help|terminal|fstrim|console|wait|cloudinit|guest|agent)$/.test(
              verb(given),
            ) && !/\b(exec|set-user-password|shutdown|suspend-\w+|fsfreeze-freeze)\b/.test(words(given)),
        },
        targets: 'none',
        why: 'Shows guests.',
        matches: ['qm list', 'qm config 100', 'pct status 101', 'qm listsnapshot 100'],
        misses: ['qm destroy 100', 'pct stop 101'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'qm.destroy',
        when: {
          test: (given) =>
            /^(destroy|delsnapshot|rollback|unlink|restore|template|remote-migrate)$/.test(verb(given)) ||
            (verb(given) === 'set' && has(given, '--delete', '-delete', '-d')) ||
            (/^(move-disk|move_disk|move-volume|move_volume)$/.test(verb(given)) &&
              has(given, '--delete', '-delete')) ||
            (verb(given) === 'disk' && textOf(given.operands[0]) === 'unlink'),
        },
        targets: 'first',
        ...VM,
        why: 'Deletes the guest {target}, a disk or a snapshot of it, or writes over it.',
        matches: [
          'qm destroy 100',
          'qm destroy 100 --purge',
          'pct destroy 101 --force',
          'qm delsnapshot 100 s1',
          'qm rollback 100 s1',
          'qm set 100 --delete scsi1',
        ],
        misses: ['qm list', 'qm config 100', 'qm stop 100', 'qm snapshot 100 destroy'],
      }),
      harms('vm_destroy', 'high', {
        id: 'qm.stop',
        when: {
          test: (given, execution) =>
            /^(stop|shutdown|reboot|reset|suspend|migrate|unlock|mtunnel|sendkey|nbdstop)$/.test(verb(given)) ||
            (verb(given) === 'monitor' && !onlyAsks(execution)) ||
            /^(guest|agent) .*\b(exec|shutdown|suspend-\w+|set-user-password|passwd|fsfreeze-freeze)\b/.test(
              words(given),
            ) ||
            /^guest (exec|passwd)/.test(words(given)),
        },
        targets: 'first',
        ...VM,
        why: 'Stops or interrupts the guest {target}.',
        matches: ['qm stop 100', 'pct shutdown 101', 'qm reset 100', 'qm migrate 100 pve2', 'pct reboot 101'],
        misses: ['qm start 100', 'qm status 100', 'pct list', "qm monitor 100 <<< 'info status'"],
      }),
      adds({
        id: 'qm.add',
        when: {
          test: (given) =>
            (/^(start|create|clone|snapshot|resume|resize|rescan|importdisk|importovf|import|disk|enter|exec|mount|unmount|push|pull|console|keygen|vncproxy|rescan|fsck|cleanup|start)$/.test(
              verb(given),
            ) &&
              textOf(given.operands[0]) !== 'unlink') ||
            (/^(set|move-disk|move_disk|move-volume|move_volume)$/.test(verb(given)) &&
              !has(given, '--delete', '-delete', '-d')),
        },
        targets: 'first',
        ...VM,
        why: 'Starts or adds; undone by its opposite.',
        matches: [
          'qm start 100',
          'qm snapshot 100 before',
          'pct clone 101 201',
          'qm set 100 --memory 4096',
          'qm resize 100 scsi0 +10G',
        ],
        misses: ['qm destroy 100', 'qm list'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the guests of Proxmox.',
  },
  {
    names: [
      'pvesm',
      'pvesh',
      'pveum',
      'pvenode',
      'pvesr',
      'vzdump',
      'qmrestore',
      'pvesubscription',
      'pmxcfs',
      'proxmox-backup-manager',
      'pveversion',
      'pveperf',
      'pvereport',
    ],
    style: {
      subcommands: 2,
      valued: ['--storage', '--mode', '--compress', '--vmid', '--node', '--content', '--mailto'],
    },
    rules: [
      reads({
        id: 'pvesm.look',
        when: {
          test: (given, execution) =>
            /^(pveversion|pveperf|pvereport)$/.test(execution.program ?? '') ||
            /^(status|list|get|ls|path|scan|help|usage|nfsscan|iscsiscan|extractconfig|export|info|versions|report)$/.test(
              verb(given),
            ) ||
            /^(list|status|show|info|permissions|versions|cert-info|get)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        why: 'Shows storage and nodes.',
        matches: ['pvesm status', 'pvesh get /nodes', 'pveversion -v', 'pvesm list local'],
        misses: ['pvesm free local:vm-100-disk-0', 'pvesh delete /nodes/pve/qemu/100'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'pvesm.free',
        when: {
          test: (given) =>
            /^(free|remove|prune-backups|delete|del|wipe|rm|forget)$/.test(verb(given)) ||
            /^garbage-collection (?!status|list)/.test(words(given)) ||
            /^(delete|remove|prune|del|stopall|disable|destroy|forget|wipe)$/.test(given.subcommand[1] ?? '') ||
            /^stopall|^migrateall/.test(verb(given)) ||
            /^pvesh create .*\/(stop|shutdown|reset|reboot|suspend|stopall|migrate|rollback)$/.test(
              `pvesh ${words(given)}`,
            ) ||
            /^create .*\/(status\/(stop|shutdown|reset|reboot|suspend)|status|rollback|stopall|wipedisk)( |$)/.test(
              words(given),
            ),
        },
        targets: 'operands',
        targetKind: 'vm',
        why: 'Deletes disks, backups, storages or guests of Proxmox, or stops them.',
        matches: [
          'pvesm free local-lvm:vm-100-disk-0',
          'pvesh delete /nodes/pve/qemu/100',
          'pvesm remove backup',
          'pvesm prune-backups local --keep-last 1',
          'pvesh create /nodes/pve/qemu/100/status/stop',
          'pveum user delete bob@pve',
        ],
        misses: [
          'pvesm status',
          'pvesh get /nodes/pve/delete',
          'proxmox-backup-manager garbage-collection status store1',
        ],
      }),
      harms('vm_destroy', 'critical', {
        id: 'qmrestore.force',
        when: { test: (given, execution) => execution.program === 'qmrestore' && has(given, '--force') },
        targets: 'all_but_first',
        ...VM,
        why: 'Writes a backup over the guest {target}.',
        matches: ['qmrestore /b/vzdump-qemu-100.vma.zst 100 --force'],
        misses: ['qmrestore /b/vzdump-qemu-100.vma.zst 100'],
      }),
      harms('service_disruption', 'medium', {
        id: 'vzdump.stop',
        when: {
          test: (given, execution) =>
            execution.program === 'vzdump' && given.valuesOf('--mode').some((word) => textOf(word) === 'stop'),
        },
        targets: 'operands',
        ...VM,
        why: 'Stops {target} for the time of the backup.',
        matches: ['vzdump 100 --mode stop'],
        misses: ['vzdump 100 --mode snapshot'],
      }),
      harms('backup_destroy', 'high', {
        id: 'vzdump.prunes',
        when: {
          test: (given, execution) =>
            execution.program === 'vzdump' &&
            (has(given, '--prune-backups', '--maxfiles') ||
              (has(given, '--remove') && given.plain.some((word) => textOf(word) === '1'))),
        },
        targets: 'first',
        targetKind: 'backup',
        why: 'Deletes older backups of {target} once the new one is there.',
        matches: ['vzdump 100 --prune-backups keep-last=1', 'vzdump 100 --maxfiles 1'],
        misses: ['vzdump 100 --mode snapshot', 'vzdump --all'],
      }),
      adds({
        id: 'pvesm.add',
        when: {
          test: (given, execution) =>
            (execution.program === 'vzdump' && !given.valuesOf('--mode').some((word) => textOf(word) === 'stop')) ||
            (execution.program === 'qmrestore' && !has(given, '--force')) ||
            (/^(add|set|alloc|create|import|apiinfo|config|startall|verify|sync|user|role|acl|group|pool|task|cert|acme|enable|schedule-now)$/.test(
              verb(given),
            ) &&
              !/^(delete|remove|del|list|prune|destroy)$/.test(given.subcommand[1] ?? '') &&
              !/\/(stop|shutdown|reset|reboot|suspend|stopall|rollback|wipedisk)( |$)/.test(words(given))),
        },
        targets: 'operands',
        ...VM,
        why: 'Adds storage, a guest or a backup.',
        matches: [
          'vzdump 100 --mode snapshot --storage backup',
          'pvesm add dir backup --path /mnt/backup',
          'qmrestore /b/vzdump-qemu-100.vma.zst 100',
        ],
        misses: ['pvesm remove backup', 'pvesm status'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers Proxmox.',
  },
];

/** The monitor of QEMU is given nothing but questions. */
function onlyAsks({ stdin }: Execution): boolean {
  return stdin.kind === 'text' && stdin.text.split('\n').every((line) => /^\s*(info\b.*|help.*|q|quit|)$/.test(line));
}
