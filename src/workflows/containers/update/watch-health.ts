import { condition } from '@temporalio/workflow';
import type { HealthLook, UpdateInput } from '../../../domain/containers/updates/messages.js';
import type { Journal } from './journal.js';
import type { SiteActivities } from './update-activities.js';

interface Watching extends UpdateInput {
  readonly site: SiteActivities;
  readonly journal: Journal;
}

const STEPS = { candidate: 'validate', original: 'rollback_validate' } as const;

/**
 * Looks until the containers are proved healthy or have failed; the time between the looks is a timer of Temporal, so
 * that the window goes on after any crash. A wish to go back ends the watch of a candidate.
 */
export async function watchHealth(
  { updateId, site, journal }: Watching,
  { subject }: { readonly subject: 'candidate' | 'original' },
): Promise<Pick<HealthLook, 'verdict' | 'code' | 'reason'>> {
  const isWished = (): boolean => subject === 'candidate' && journal.wish !== null;
  return journal.run(STEPS[subject], async () => {
    for (;;) {
      const look = await site.back.lookAtHealth({ updateId, subject });
      journal.note([look.reason]);
      if (look.verdict !== 'waiting') return look;
      if (isWished()) return { verdict: 'failed', code: 'asked_back', reason: 'A person asked for the old container.' };
      const pauseMs = Math.max(200, look.nextLookMs ?? 1_000);
      await condition(isWished, pauseMs, { summary: 'Next look' });
    }
  });
}
