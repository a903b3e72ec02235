import { ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { BackupFailure } from '../../domain/containers/backups/backup.js';
import type { BackupSiteActivities } from '../../domain/containers/backups/messages.js';
import { ACTIVITY_PROFILES, siteQueue } from '../shared/activity-profiles.js';
import { causeOf, describeFailure, isUnserved } from '../shared/causes.js';

/** The steps of backups on the hosts of a site. */
export function backupSite(site: string, summary: string) {
  return proxyActivities<BackupSiteActivities>({
    ...ACTIVITY_PROFILES.archive,
    taskQueue: siteQueue(site),
    // A cancelled archive ends on the host before the workflow goes on to clean up.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary,
  });
}

/** A failure as rows show it. */
export function toBackupFailure(error: unknown): BackupFailure {
  if (isCancellation(error)) return { code: 'cancelled', message: 'The work was cancelled.', remedy: null };
  if (isUnserved(error)) {
    const remedy = 'Start a worker with TASK_QUEUE set to the site, or move the server to a served site.';
    return { code: 'site_unserved', message: 'No worker serves the server’s site.', remedy };
  }
  const cause = causeOf(error);
  if (cause instanceof ApplicationFailure) {
    return { code: cause.type ?? 'internal', message: cause.message, remedy: null };
  }
  return { code: 'internal', message: describeFailure(error), remedy: null };
}
