import type { ActionType } from '../detect/action-types.js';
import type { Plan } from '../plan.js';
import { isHeld, type Judged } from './judged.js';
import { findBackup } from './live-rules.js';

export interface RollbackRow {
  readonly possible: boolean;
  readonly text: string;
}

const none = (text: string): RollbackRow => ({ possible: false, text });
const by = (text: string): RollbackRow => ({ possible: true, text });

/** How each type is taken back; where nothing on the host does it, that is said plainly. */
export const ROLLBACKS: Readonly<Record<ActionType, RollbackRow>> = {
  filesystem_delete: none('None: deleted files come back from a snapshot or a backup only.'),
  data_overwrite: none('None: what was written over comes back from a copy only.'),
  disk_format: none('None: at best the header or the partition table, from a copy made before.'),
  partition_change: none(
    'None without a copy of the table (`sfdisk --dump`) made before; then `sfdisk DEVICE < COPY`.',
  ),
  raid_lvm_change: none(
    'None for superblocks that were zeroed; for LVM `vgcfgrestore`, as long as nothing wrote to the space.',
  ),
  zfs_pool_change: none('None to rely on: `zpool import -D` while the devices are untouched.'),
  zfs_dataset_destroy: none('None on this pool: `zfs receive` from a replica.'),
  btrfs_change: none('None, but from a snapshot or a backup.'),
  unraid_array: by('Start the array again; disks that were assigned anew rebuild.'),
  container_remove: by(
    'Make the container again from its compose file or its recorded settings; what it wrote outside volumes is lost.',
  ),
  container_volume_delete: none('None: a volume comes back from an archive only.'),
  container_prune: none('None for volumes; images are pulled again, networks made again.'),
  container_change: by('Start the container again, or update it back to its former settings.'),
  orchestrator_delete: by(
    'Apply the manifests again (`kubectl apply -f`); data of deleted volume claims does not come back.',
  ),
  database_destroy: none('None: restore from a dump.'),
  service_disruption: by('Start the unit again (`systemctl start`) and look at its health.'),
  process_kill: by('Start the service of the process again; what it had not written is lost.'),
  power_state: by('Power the host on by its console, IPMI or hypervisor.'),
  network_lockout: by('The timer that takes the change back; without one the console of the host.'),
  package_removal: by('Install the recorded versions again; settings that were purged come back from a backup only.'),
  user_account: by('Make the account again with the same ids; its home comes back from an archive only.'),
  credential_removal: none('None: a key that was removed is issued and distributed anew.'),
  permission_change: none('None without `getfacl -R` made before; then `setfacl --restore`.'),
  scheduled_task_removal: none('None without a copy of the table (`crontab -l`) made before.'),
  config_overwrite: none('None without a copy: the former version from the backup or the history of the file.'),
  boot_change: by('Start the former entry by the boot menu on the console.'),
  security_disable: by('Switch it on again, best by a timer set before.'),
  audit_tamper: none('None: evidence that is removed is gone.'),
  backup_destroy: none('None.'),
  sync_delete: none('None, but from the directory of `--backup-dir`, where it was given.'),
  vm_destroy: none('None: restore the guest from its backup.'),
  wsl_distro_destroy: none('None: `wsl --import` from an export made before.'),
  vcs_discard: by('`git reflog`, for what was committed once; work that never was is lost.'),
  iac_destroy: none('None: applying again makes new resources; the data in the old ones is lost.'),
  opaque_execution: none('Unknown, as long as nobody knows what it does.'),
  reversible_change: by('Take the step back: remove what was added, or put the former value in its place.'),
};

/** The whole: possible only where every part is; a verified backup of the target is one. */
export function planRollback(judged: readonly Judged[]): Plan['rollback'] {
  const held = judged.filter(({ finding }) => isHeld(finding));
  const parts = (held.length === 0 ? judged : held).map((one) => {
    const backup = isHeld(one.finding) ? findBackup(one) : undefined;
    if (backup === undefined) return ROLLBACKS[one.finding.type];
    return by(
      `Restore ${backup.of} from the backup of ${backup.at} (verified ${backup.verifiedAt ?? 'never'}): POST /api/containers/backups/${backup.id}/restore.`,
    );
  });
  if (parts.length === 0) return { possible: true, text: 'Nothing to take back: it only reads.' };
  const texts = [...new Set(parts.map(({ text }) => text))];
  return { possible: parts.every(({ possible }) => possible), text: texts.slice(0, 10).join(' ') };
}
