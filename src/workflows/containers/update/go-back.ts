import type { FinishInput, UpdateInput } from '../../../domain/containers/updates/messages.js';
import { causeOf } from '../../shared/causes.js';
import type { Journal } from './journal.js';
import type { SiteActivities } from './update-activities.js';
import { watchHealth } from './watch-health.js';

type Ending = Omit<FinishInput, 'updateId'>;

interface Work extends UpdateInput {
  readonly site: SiteActivities;
  readonly journal: Journal;
}

/** The old container back in its place and proved well; otherwise a person has to look, and learns both causes. */
export async function goBack(work: Work, cause: Ending): Promise<Ending> {
  const { updateId, site, journal } = work;
  try {
    await journal.run('rollback', () => site.back.rollBackUpdate({ updateId }));
    const verdict = await watchHealth(work, { subject: 'original' });
    if (verdict.verdict === 'healthy') return { ...cause, state: 'rolled_back' };
    return { ...cause, state: 'failed', needsAttention: true, rollback: verdict.reason };
  } catch (error) {
    return { ...cause, state: 'failed', needsAttention: true, rollback: describe(error) };
  }
}

/** Nothing was stopped yet: what was prepared goes, and the run ends as it was about to. */
export async function leaveAsItWas(work: Work, ending: Ending): Promise<Ending> {
  const { updateId, site, journal } = work;
  try {
    await journal.run('clean_up', () => site.back.cleanUpUpdate({ updateId }));
    return ending;
  } catch (error) {
    return { ...ending, needsAttention: true, rollback: describe(error) };
  }
}

function describe(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error ? cause.message : String(cause);
}
