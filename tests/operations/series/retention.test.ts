import test from 'ava';
import type { CallContext } from '../../../src/operations/context.js';
import { listRetention, putRetention } from '../../../src/operations/series/retention.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let home: TestDatabase;
test.before(async () => {
  home = await createTestDatabase();
});
test.after.always(() => home.drop());

function makeContext(): CallContext {
  return {
    actor: { kind: 'user', id: 'u1', name: 'Ada', role: 'admin', tokenId: null, tokenKind: 'human' },
    correlationId: 'retention-test',
    door: 'api',
    database: home.database,
  } as unknown as CallContext;
}

test('a fresh database keeps samples a year and roll-ups five', async (t) => {
  t.deepEqual(
    (await listRetention(makeContext())).filter((setting) => !setting.resourceType.includes(':')),
    [
      { resourceType: 'rollups', days: 1_825 },
      { resourceType: 'samples', days: 365 },
    ],
  );
});

test('a setting can be added and changed, and each change is in the audit trail', async (t) => {
  const context = makeContext();
  const setting = { resourceType: 'samples:containers', days: 30 };
  t.deepEqual(await putRetention(context, setting), setting);
  await putRetention(context, { ...setting, days: 60 });
  t.deepEqual((await listRetention(context)).at(-1), { ...setting, days: 60 });
  const { rows } = await home.database.pool.query(
    `select payload::jsonb -> 'details' as details from audit_entries where action = 'series.retention_changed' order by sequence`,
  );
  t.deepEqual(
    rows.map((row) => row.details),
    [
      { beforeDays: null, afterDays: 30 },
      { beforeDays: 30, afterDays: 60 },
    ],
  );
});
