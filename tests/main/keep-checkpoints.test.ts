import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { pino } from 'pino';
import { withCheckpoints } from '../../src/main/keep-checkpoints.js';
import { readCheckpointFile } from '../../src/platform/audit/checkpoint-file.js';
import { createKeyring } from '../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../src/platform/crypto/root-key.js';
import { createTestDatabase } from '../helpers/database.js';
import { waitUntil } from '../helpers/wait-until.js';
import { fillChain } from '../platform/audit/chain-fixture.js';

test('the end of the chain is signed when workers start, and once more when they stop', async (t) => {
  const own = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'mw-checkpoints-'));
  t.teardown(async () => {
    await own.drop();
    await rm(folder, { recursive: true, force: true });
  });
  await fillChain(own, 3);
  const checkpointFile = join(folder, 'checkpoints.jsonl');
  const signed = async () => (await readCheckpointFile(checkpointFile)).checkpoints.map(({ sequence }) => sequence);
  let stopped = false;
  const workers = withCheckpoints(
    {
      database: own.database,
      keyring: createKeyring(generateRootKey()),
      checkpointFile,
      log: pino({ enabled: false }),
    },
    {
      finished: Promise.resolve(),
      isRunning: () => !stopped,
      stop: async () => {
        stopped = true;
      },
    },
  );
  await waitUntil(async () => (await signed()).length > 0);
  t.deepEqual(await signed(), [3]);
  await fillChain(own, 2);
  await workers.stop();
  t.true(stopped);
  t.deepEqual(await signed(), [3, 5]);
});
