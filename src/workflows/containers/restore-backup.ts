import { CancellationScope, isCancellation, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { BackupFailure, BackupTask } from '../../domain/containers/backups/backup.js';
import type { BackupEngineActivities, BackupInput, OpenedBackup } from '../../domain/containers/backups/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { awaitApproval } from '../shared/await-approval.js';
import { listenForDecisions } from '../shared/decision-inbox.js';
import { backupSite, toBackupFailure } from './backup-steps.js';

const engine = proxyActivities<BackupEngineActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

/** A container that was started stays up this long before its former data is let go. */
const STABLE_MS = 10_000;

type State = BackupTask['state'];

/**
 * Restores the volumes of a container once people have agreed: stop, set the present contents aside, restore, start,
 * look. When anything fails after the stop, the former contents are put back and the container is started as before.
 */
export async function restoreBackup({ backupId }: BackupInput): Promise<{ readonly state: State }> {
  const inbox = listenForDecisions();
  const { workflowId } = workflowInfo();
  const opened = await engine.openBackupTask({ backupId, workflowId, kind: 'restore' });
  try {
    const { approvalId } = opened;
    if (approvalId !== null) {
      const { outcome, planHash } = await awaitApproval({ approvalId, inbox });
      if (outcome !== 'approved') return await end(backupId, outcome === 'withdrawn' ? 'cancelled' : outcome);
      await engine.beginRestore({ backupId, planHash });
    }
    await restore(opened);
    return await end(backupId, 'completed');
  } catch (error) {
    const state = isCancellation(error) ? 'cancelled' : 'failed';
    const needsAttention = error instanceof UndoFailed;
    const failure = needsAttention ? error.failure : toBackupFailure(error);
    await CancellationScope.nonCancellable(() => engine.endBackupTask({ backupId, state, failure, needsAttention }));
    if (state === 'cancelled') throw error;
    return { state };
  }
}

async function end(backupId: string, state: State): Promise<{ readonly state: State }> {
  await engine.endBackupTask({ backupId, state });
  return { state };
}

async function restore({ backupId, site }: OpenedBackup): Promise<void> {
  const on = (summary: string) => backupSite(site, summary);
  const { running } = await on('Verify the backup').prepareRestore({ backupId });
  try {
    if (running) await on('Stop the container').stopForBackup({ backupId });
    await on('Restore the volumes').restoreStoredVolumes({ backupId });
    if (running) {
      await on('Start the container').startAfterBackup({ backupId });
      await sleep(STABLE_MS, { summary: 'See whether it stays up' });
      await on('Look at the container').checkRestored({ backupId });
    }
  } catch (error) {
    await CancellationScope.nonCancellable(() => undo({ backupId, site, running }, error));
    throw error;
  }
  // From here on there is no way back: a cancellation that comes now comes too late.
  await CancellationScope.nonCancellable(() => on('Let the former contents go').commitRestored({ backupId }));
}

interface Undo {
  readonly backupId: string;
  readonly site: string;
  readonly running: boolean;
}

/** Both causes reach the row: why it failed, and why it could not be undone. */
class UndoFailed extends Error {
  constructor(readonly failure: BackupFailure) {
    super(failure.message);
  }
}

async function undo({ backupId, site, running }: Undo, cause: unknown): Promise<void> {
  const on = (summary: string) => backupSite(site, summary);
  try {
    if (running) await on('Stop the container').stopForBackup({ backupId });
    await on('Put the former contents back').undoRestored({ backupId });
    if (running) await on('Start the container').startAfterBackup({ backupId });
  } catch (error) {
    const { code, message, remedy } = toBackupFailure(cause);
    const left = `The former state could not be put back: ${toBackupFailure(error).message}`;
    throw new UndoFailed({ code, message: `${message} ${left}`, remedy });
  }
}
