import { reconcileSchedule } from '../operations/collection/control-schedule.js';
import { resumeOpenRuns } from '../operations/collection/resume-runs.js';
import { reconcileBackupExpiry, resumeBackups } from '../operations/containers/backups/start-backup-workflow.js';
import { reconcileContainerSchedules, resumeContainerJobs } from '../operations/containers/schedule-jobs.js';
import { resumeUpdates } from '../operations/containers/updates/resume-updates.js';
import { resumeActions } from '../operations/protection/actions/start-action.js';
import { reconcileUpkeep } from '../operations/upkeep/reconcile-upkeep.js';
import { registerSearchAttributes } from '../platform/temporal/connection.js';
import type { Services } from './open-services.js';

/** Makes Temporal match the database: search attributes, schedules, runs that were opened and never started. */
export async function reconcile({ database, temporal, log }: Services): Promise<void> {
  const registered = await registerSearchAttributes(temporal);
  if (registered.length > 0) log.info({ registered }, 'search attributes registered');
  await reconcileSchedule(database, temporal);
  await reconcileContainerSchedules(temporal);
  await reconcileBackupExpiry(temporal);
  await reconcileUpkeep(temporal);
  const resumed = await resumeOpenRuns(database, temporal);
  await resumeContainerJobs(database, temporal);
  await resumeUpdates(database, temporal);
  await resumeActions(database, temporal);
  await resumeBackups(database, temporal);
  if (resumed > 0) log.info({ resumed }, 'collection runs started that an earlier process had opened');
}
