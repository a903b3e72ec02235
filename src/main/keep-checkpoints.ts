import { createCheckpointSigner } from '../platform/audit/checkpoint.js';
import { exportCheckpoint } from '../platform/audit/export-checkpoint.js';
import { readAuditHead } from '../platform/audit/read.js';
import type { Workers } from '../platform/temporal/worker.js';
import { keepRepeating } from './keep-repeating.js';
import type { Services } from './open-services.js';

const LOOK_EVERY_MS = 5_000;
/** Where entry follows entry: a year of it is still a file that can be read as a whole. */
const APART_MS = 30_000;

type Needs = Pick<Services, 'database' | 'keyring' | 'checkpointFile' | 'log'>;

/**
 * Workers that also sign where the audit chain ends: within seconds of an entry, at most every half a minute, and
 * when they stop. A tail that was cut shows from the last checkpoint on: what is younger could be cut unseen.
 */
export function withCheckpoints(services: Needs, workers: Workers): Workers {
  const signer = createCheckpointSigner(services.keyring);
  let signed = { hash: '', atMs: 0 };
  const sign = async (apartMs: number): Promise<void> => {
    try {
      const head = await readAuditHead(services.database.pool);
      if (head === undefined || head.hash === signed.hash || Date.now() - signed.atMs < apartMs) return;
      await exportCheckpoint({ database: services.database, signer, file: services.checkpointFile });
      signed = { hash: head.hash, atMs: Date.now() };
    } catch (error) {
      services.log.warn({ err: error }, 'the end of the audit chain could not be signed; tried again later');
    }
  };
  const signing = keepRepeating(LOOK_EVERY_MS, () => sign(APART_MS));
  return {
    ...workers,
    async stop() {
      await signing.stop();
      await workers.stop();
      await sign(0);
    },
  };
}
