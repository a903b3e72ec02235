import { z } from 'zod';

/** What an act does, by kind; docs/domains/protection.md has a line on each. */
export const ACTION_TYPES = [
  'filesystem_delete',
  'data_overwrite',
  'disk_format',
  'partition_change',
  'raid_lvm_change',
  'zfs_pool_change',
  'zfs_dataset_destroy',
  'btrfs_change',
  'unraid_array',
  'container_remove',
  'container_volume_delete',
  'container_prune',
  'container_change',
  'orchestrator_delete',
  'database_destroy',
  'service_disruption',
  'process_kill',
  'power_state',
  'network_lockout',
  'package_removal',
  'user_account',
  'credential_removal',
  'permission_change',
  'scheduled_task_removal',
  'config_overwrite',
  'boot_change',
  'security_disable',
  'audit_tamper',
  'backup_destroy',
  'sync_delete',
  'vm_destroy',
  'wsl_distro_destroy',
  'vcs_discard',
  'iac_destroy',
  'opaque_execution',
  /** What only adds, or is undone by a known step: an installed package, a started service, a new file. */
  'reversible_change',
] as const;
export const ActionType = z.enum(ACTION_TYPES).meta({ id: 'ActionType' });
export type ActionType = z.infer<typeof ActionType>;
