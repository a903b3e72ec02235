import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createAuditActivities } from '../../../src/activities/audit/audit-activities.js';
import { createCheckpointSigner } from '../../../src/platform/audit/checkpoint.js';
import { exportCheckpoint } from '../../../src/platform/audit/export-checkpoint.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { createTestDatabase } from '../../helpers/database.js';
import { fillChain, tamper } from '../../platform/audit/chain-fixture.js';

test('the nightly verification counts, heartbeats, and ends badly when the chain was tampered with', async (t) => {
  const own = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'mw-audit-activity-'));
  t.teardown(async () => {
    await own.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const { database } = own;
  const keyring = createKeyring(generateRootKey());
  const checkpointFile = join(folder, 'checkpoints.jsonl');
  let beats = 0;
  const heartbeat = (): void => {
    beats += 1;
  };
  const activities = createAuditActivities({ database, keyring, checkpointFile, heartbeat });
  await fillChain(own, 4_500);
  await exportCheckpoint({ database, signer: createCheckpointSigner(keyring), file: checkpointFile });
  t.deepEqual(await activities.verifyAuditChain(), { checked: 4_500, checkpoints: 1 });
  t.is(beats, 3);
  await tamper(own, 'delete from audit_entries where sequence > 4000');
  const error = await t.throwsAsync(activities.verifyAuditChain(), { instanceOf: MillwrightError });
  t.is(error.code, 'audit_chain_broken');
  t.like(error.members, { firstBroken: 4_001, reason: 'tail_missing' });
  t.false(error.definition.retryable);
});
