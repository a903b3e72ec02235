import type { ActionSiteActivities } from '../../../domain/protection/actions/messages.js';
import type { ActionDependencies } from './dependencies.js';
import { followRun, verifyRun } from './follow.js';
import { launchRollback } from './launch-rollback.js';
import { launchRun, settleRun } from './launch.js';
import { replan, revalidate } from './revalidate.js';

const BEAT_MS = 4_000;

/** The steps of an action that reach its host. */
export function createActionSiteActivities(dependencies: ActionDependencies): ActionSiteActivities {
  /** A worker that is gone shows by its silence, long before a host that is slow has answered. */
  const beating = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    dependencies.heartbeat({ step });
    const beat = setInterval(() => dependencies.heartbeat({ step }), BEAT_MS);
    try {
      return await work();
    } finally {
      clearInterval(beat);
    }
  };
  return {
    revalidateAction: ({ actionId }) => beating('revalidate', () => revalidate(dependencies, actionId)),
    replanAction: ({ actionId, reasons }) => beating('replan', () => replan(dependencies, actionId, reasons)),
    launchAction: (input) => beating('launch', () => launchRun(dependencies, input)),
    launchRollback: (input) => beating('roll back', () => launchRollback(dependencies, input)),
    settleAction: (input) => beating('settle', () => settleRun(dependencies, input)),
    followAction: (input) => beating('follow', () => followRun(dependencies, input)),
    verifyAction: (input) => beating('verify', () => verifyRun(dependencies, input)),
  };
}
