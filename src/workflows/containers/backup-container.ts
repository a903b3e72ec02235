import { CancellationScope, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type {
  BackupCounts,
  BackupEngineActivities,
  BackupInput,
  OpenedBackup,
} from '../../domain/containers/backups/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { backupSite, toBackupFailure } from './backup-steps.js';

const engine = proxyActivities<BackupEngineActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

/**
 * One backup on demand: settings and image, then the volumes, verified by a test restore. A container that is to be
 * stopped for it is started again whatever happens in between.
 */
export async function backupContainer({ backupId }: BackupInput): Promise<BackupCounts> {
  const opened = await engine.openBackup({ backupId, workflowId: workflowInfo().workflowId });
  try {
    const counts = await makeBackup(opened);
    setCurrentDetails(`**Backup of ${opened.title}**\n- [x] ${counts.volumes} volume(s), ${counts.sizeBytes} bytes`);
    return counts;
  } catch (error) {
    await CancellationScope.nonCancellable(() => giveUp(opened, error));
    throw error;
  }
}

async function makeBackup(opened: OpenedBackup): Promise<BackupCounts> {
  const { backupId, site, title, stop } = opened;
  const on = (summary: string) => backupSite(site, summary);
  setCurrentDetails(`**Backup of ${title}**\n- [ ] settings and image`);
  const prepared = await on('Keep settings and image').prepareBackup({ backupId });
  const stops = stop && prepared.running && prepared.volumes > 0;
  setCurrentDetails(`**Backup of ${title}**\n- [x] settings and image\n- [ ] ${prepared.volumes} volume(s)`);
  const counts = await storeVolumes(opened, stops);
  // The container runs again meanwhile: a test restore may take as long as the archive did.
  await on('Verify by a test restore').proveBackup({ backupId });
  return counts;
}

async function storeVolumes({ backupId, site }: OpenedBackup, stops: boolean): Promise<BackupCounts> {
  const on = (summary: string) => backupSite(site, summary);
  try {
    if (stops) await on('Stop the container').stopForBackup({ backupId });
    return await on('Archive the volumes').storeVolumes({ backupId });
  } finally {
    if (stops) {
      await CancellationScope.nonCancellable(() => on('Start the container again').startAfterBackup({ backupId }));
    }
  }
}

async function giveUp({ backupId, site }: OpenedBackup, error: unknown): Promise<void> {
  const failure = toBackupFailure(error);
  try {
    await backupSite(site, 'Remove what was begun').discardBackup({ backupId });
    await engine.failBackup({ backupId, failure });
  } catch (left) {
    // Both causes stay: what failed, and why something of it may still lie on the host.
    const message = `${failure.message} What was begun could not be removed: ${toBackupFailure(left).message}`;
    await engine.failBackup({ backupId, failure: { ...failure, message } });
  }
}
