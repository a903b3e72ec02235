import type { ActionType } from '../detect/action-types.js';

/** The verb that is typed: what is done, in one word. */
const VERBS: Readonly<Record<ActionType, string>> = {
  filesystem_delete: 'DELETE',
  data_overwrite: 'OVERWRITE',
  disk_format: 'FORMAT',
  partition_change: 'REPARTITION',
  raid_lvm_change: 'CHANGE',
  zfs_pool_change: 'DESTROY',
  zfs_dataset_destroy: 'DESTROY',
  btrfs_change: 'CHANGE',
  unraid_array: 'CHANGE',
  container_remove: 'REMOVE',
  container_volume_delete: 'DELETE',
  container_prune: 'PRUNE',
  container_change: 'CHANGE',
  orchestrator_delete: 'DELETE',
  database_destroy: 'DESTROY',
  service_disruption: 'STOP',
  process_kill: 'KILL',
  power_state: 'POWER',
  network_lockout: 'CUT',
  package_removal: 'REMOVE',
  user_account: 'CHANGE',
  credential_removal: 'REMOVE',
  permission_change: 'CHANGE',
  scheduled_task_removal: 'REMOVE',
  config_overwrite: 'OVERWRITE',
  boot_change: 'CHANGE',
  security_disable: 'DISABLE',
  audit_tamper: 'ERASE',
  backup_destroy: 'DESTROY',
  sync_delete: 'DELETE',
  vm_destroy: 'DESTROY',
  wsl_distro_destroy: 'DESTROY',
  vcs_discard: 'DISCARD',
  iac_destroy: 'DESTROY',
  opaque_execution: 'RUN',
  reversible_change: 'CHANGE',
};

const MAX_TARGET = 80;

/** `<VERB> <target> ON <host>`: typing the host is what catches the wrong machine. */
export function composeActionPhrase(
  worst: { readonly type: ActionType; readonly target: string } | undefined,
  serverName: string,
): string {
  const verb = VERBS[worst?.type ?? 'opaque_execution'];
  // What cannot be typed as one short line is left out; the host and the random part stay.
  const target =
    worst !== undefined && /^[\x21-\x7e]{1,80}$/.test(worst.target) ? worst.target.slice(0, MAX_TARGET) : 'IT';
  return `${verb} ${target} ON ${serverName}`;
}
