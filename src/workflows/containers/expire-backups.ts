import { ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { BackupEngineActivities } from '../../domain/containers/backups/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { backupSite, toBackupFailure } from './backup-steps.js';

const engine = proxyActivities<BackupEngineActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

/** Removes backups whose time is over from their hosts; one that cannot be removed now is tried again tomorrow. */
export async function expireBackups(): Promise<{ readonly removed: number }> {
  const { backups } = await engine.listExpiredBackups();
  const failures: string[] = [];
  for (const { backupId, site } of backups) {
    try {
      await backupSite(site, `Remove backup ${backupId}`).removeExpiredBackup({ backupId });
    } catch (error) {
      if (isCancellation(error)) throw error;
      failures.push(`${backupId}: ${toBackupFailure(error).message}`);
    }
  }
  if (failures.length > 0) throw ApplicationFailure.nonRetryable(failures.join('; '), 'backups_not_removed');
  return { removed: backups.length };
}
