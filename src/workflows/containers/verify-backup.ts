import { CancellationScope, isCancellation, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { BackupEngineActivities, BackupInput } from '../../domain/containers/backups/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { backupSite, toBackupFailure } from './backup-steps.js';

const engine = proxyActivities<BackupEngineActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

/** Checksums and a test restore of a backup. Damage is a result; the row says what was found. */
export async function verifyBackup({ backupId }: BackupInput): Promise<{ readonly ok: boolean }> {
  const { workflowId } = workflowInfo();
  const { site } = await engine.openBackupTask({ backupId, workflowId, kind: 'verify' });
  try {
    const { ok } = await backupSite(site, 'Verify by a test restore').verifyStoredBackup({ backupId });
    await engine.endBackupTask({ backupId, state: 'completed' });
    return { ok };
  } catch (error) {
    const state = isCancellation(error) ? 'cancelled' : 'failed';
    await CancellationScope.nonCancellable(() =>
      engine.endBackupTask({ backupId, state, failure: toBackupFailure(error) }),
    );
    throw error;
  }
}
