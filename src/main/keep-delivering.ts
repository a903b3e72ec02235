import { deliverDecisions } from '../operations/protection/deliver-decisions.js';
import type { Workers } from '../platform/temporal/worker.js';
import { keepRepeating } from './keep-repeating.js';
import type { Services } from './open-services.js';

const EVERY_MS = 15_000;

type Needs = Pick<Services, 'database' | 'temporal' | 'log'>;

/**
 * Workers that also tell waiting workflows, again and again, of decisions that they have not heard of: Temporal may
 * have been away when they were made. One indexed query when there is nothing to tell.
 */
export function withDelivery(services: Needs, workers: Workers): Workers {
  const delivering = keepRepeating(EVERY_MS, () => deliver(services));
  return {
    ...workers,
    async stop() {
      await delivering.stop();
      await workers.stop();
    },
  };
}

async function deliver({ database, temporal, log }: Needs): Promise<void> {
  try {
    const { signalled, unclaimed, expired } = await deliverDecisions(database, temporal);
    if (signalled + unclaimed + expired > 0) log.info({ signalled, unclaimed, expired }, 'decisions delivered');
  } catch (error) {
    log.warn({ err: error }, 'decisions could not be delivered; tried again later');
  }
}
