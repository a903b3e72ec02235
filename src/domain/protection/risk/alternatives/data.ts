import type { Finding } from '../../detect/finding.js';
import { isSnapshot } from '../lookups.js';
import type { AlternativeRule } from './alternative-rule.js';

/** For what puts data at stake. */
export const DATA_ALTERNATIVES: readonly AlternativeRule[] = [
  {
    types: ['filesystem_delete', 'sync_delete'],
    kinds: ['path'],
    text: 'See first what would go, and how much it is.',
    command: 'du -sh -- {target}',
  },
  {
    types: ['filesystem_delete'],
    kinds: ['path'],
    text: 'List every entry that would go.',
    command: 'find {target} -xdev -print',
  },
  {
    types: ['data_overwrite', 'config_overwrite'],
    kinds: ['path'],
    when: isNoDevice,
    text: 'Keep a copy beside it first.',
    command: 'cp -a -n -- {target} {target}.before',
  },
  {
    types: ['disk_format', 'partition_change', 'data_overwrite'],
    kinds: ['device'],
    text: 'See what is on the device and where it is used.',
    command: 'lsblk -o NAME,SIZE,TYPE,FSTYPE,LABEL,MOUNTPOINT {target}',
  },
  {
    types: ['disk_format', 'partition_change'],
    kinds: ['device'],
    text: 'List signatures only: without -a nothing is wiped.',
    command: 'wipefs {target}',
  },
  {
    types: ['partition_change'],
    kinds: ['device'],
    text: 'Write the table down before it changes.',
    command: 'sfdisk --dump {target}',
  },
  {
    types: ['raid_lvm_change'],
    kinds: ['array', 'device'],
    text: 'See how the array stands, and what it consists of.',
    command: 'mdadm --detail {target}',
  },
  {
    types: ['raid_lvm_change'],
    kinds: ['volume_group', 'logical_volume'],
    text: 'See what is there before it changes.',
    command: 'lvs -a -o +devices {group}',
  },
  {
    types: ['raid_lvm_change'],
    kinds: ['volume_group', 'logical_volume'],
    text: 'Save the metadata of the volume group first.',
    command: 'vgcfgbackup {group}',
  },
  { types: ['zfs_pool_change'], kinds: ['pool'], text: 'See how the pool stands.', command: 'zpool status -v {name}' },
  {
    types: ['zfs_dataset_destroy'],
    kinds: ['dataset', 'snapshot'],
    text: 'Preview it: nothing is destroyed with -n.',
    command: 'zfs destroy -nv {target}',
  },
  {
    types: ['zfs_dataset_destroy'],
    kinds: ['dataset'],
    when: (finding) => !isSnapshot(finding),
    text: 'See what lies below it, and its snapshots.',
    command: 'zfs list -r -t all {target}',
  },
  {
    types: ['zfs_dataset_destroy'],
    kinds: ['dataset', 'snapshot'],
    when: isSnapshot,
    text: 'Keep the snapshot from being destroyed until that is decided.',
    command: 'zfs hold keep {target}',
  },
  {
    types: ['btrfs_change'],
    kinds: ['path', 'dataset'],
    text: 'See the subvolumes first.',
    command: 'btrfs subvolume list {target}',
  },
  { types: ['unraid_array'], text: 'See how array, parity and disks stand first.', command: 'cat /proc/mdstat' },
  {
    types: ['database_destroy'],
    kinds: ['database'],
    when: usesPostgres,
    text: 'Dump it first.',
    command: 'pg_dump -Fc -f /var/tmp/before.dump {target}',
  },
  {
    types: ['database_destroy'],
    kinds: ['table'],
    when: usesPostgres,
    text: 'Dump the table first.',
    command: 'pg_dump -Fc -t {target} -f /var/tmp/before.dump',
  },
  {
    types: ['database_destroy'],
    kinds: ['database', 'table'],
    when: usesMysql,
    text: 'Dump it first.',
    command: 'mysqldump --single-transaction --result-file=/var/tmp/before.sql {target}',
  },
  { types: ['credential_removal'], kinds: ['path'], text: 'See what it is first.', command: 'ls -la -- {target}' },
  {
    types: ['permission_change'],
    kinds: ['path'],
    text: 'Write the present rights down: `setfacl --restore` puts them back.',
    command: 'getfacl -R -- {target}',
  },
  { types: ['audit_tamper'], kinds: ['log', 'path'], text: 'See how much it is.', command: 'du -sh -- {target}' },
  { types: ['audit_tamper'], text: 'See how much the journal takes.', command: 'journalctl --disk-usage' },
  { types: ['backup_destroy'], kinds: ['path'], text: 'See what would go first.', command: 'ls -la -- {target}' },
  {
    types: ['backup_destroy'],
    when: ({ decoded }) => /^restic\b/.test(decoded),
    text: 'See which snapshots there are.',
    command: 'restic snapshots',
  },
  {
    types: ['backup_destroy'],
    when: ({ decoded }) => /^borg\b/.test(decoded),
    text: 'See which archives there are.',
    command: 'borg list',
  },
  {
    types: ['sync_delete'],
    text: 'Run it with --dry-run first, then with --backup-dir or --max-delete.',
    command: null,
  },
];

function isNoDevice({ target }: Finding): boolean {
  return !target.startsWith('/dev/');
}

function usesPostgres({ decoded }: Finding): boolean {
  return /^(psql|dropdb|pg_)/.test(decoded);
}

function usesMysql({ decoded }: Finding): boolean {
  return /^(mysql|mariadb)/.test(decoded);
}
