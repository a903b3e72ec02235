import type { CmdletRow } from './kinds.js';

export const DISK_CMDLETS: readonly CmdletRow[] = [
  {
    names: 'format-volume',
    type: 'disk_format',
    severity: 'critical',
    kind: 'device',
    why: 'Makes a new file system: what is on the volume is lost.',
  },
  {
    names: 'clear-disk initialize-disk reset-physicaldisk',
    type: 'partition_change',
    severity: 'critical',
    kind: 'device',
    why: 'Deletes the partitions of a disk with their data.',
  },
  {
    names: 'remove-partition resize-partition set-disk set-partition',
    type: 'partition_change',
    severity: 'critical',
    kind: 'device',
    why: 'Deletes or changes a partition.',
  },
  {
    names:
      'remove-virtualdisk remove-storagepool remove-physicaldisk disconnect-virtualdisk remove-volume remove-storagetier',
    type: 'raid_lvm_change',
    severity: 'critical',
    kind: 'device',
    why: 'Takes storage away with what is on it.',
  },
  {
    names: 'dismount-volume remove-partitionaccesspath dismount-diskimage dismount-vhd',
    type: 'service_disruption',
    severity: 'medium',
    kind: 'device',
    why: 'Takes a volume away from those who use it.',
  },
  {
    names: 'disable-bitlocker remove-bitlockerkeyprotector clear-bitlockerautounlock',
    type: 'security_disable',
    severity: 'high',
    kind: 'device',
    why: 'Takes the encryption of a volume, or a key of it, away.',
  },
  {
    names: 'clear-filestoragetier',
    type: 'data_overwrite',
    severity: 'medium',
    kind: 'device',
    why: 'Changes where data is kept.',
  },
];
