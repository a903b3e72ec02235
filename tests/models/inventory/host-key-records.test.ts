import { randomBytes } from 'node:crypto';
import test from 'ava';
import { HostKeyModel } from '../../../src/models/inventory/host-key-model.js';
import { blockForHostKey, pinFirstKey, type SeenKey } from '../../../src/models/inventory/host-key-records.js';
import { ServerModel } from '../../../src/models/inventory/server-model.js';
import type { Transaction } from '../../../src/platform/db/database.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { computeFingerprint } from '../../../src/platform/ssh/host-key.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;

test.before(async () => {
  db = await createTestDatabase();
});
test.after.always(() => db?.drop());

async function enrol(): Promise<string> {
  const id = newId();
  await ServerModel.query(db.database.knex).insert({ id, name: id, address: 'h', transport: 'local', labels: {} });
  return id;
}

function makeKey(): SeenKey {
  const blob = randomBytes(51);
  return { algorithm: 'ssh-ed25519', blob, fingerprint: computeFingerprint(blob) };
}

const keysOf = (serverId: string) => HostKeyModel.query(db.database.knex).where({ serverId }).orderBy('state');
const transact = <T>(work: (trx: Transaction) => Promise<T>): Promise<T> => db.database.knex.transaction(work);

test('of many first contacts at once one pins its key', async (t) => {
  const id = await enrol();
  const won = await Promise.all(
    Array.from({ length: 5 }, () => transact((trx) => pinFirstKey(id, makeKey(), 'first_use', trx))),
  );
  t.is(won.filter(Boolean).length, 1);
  t.deepEqual(
    (await keysOf(id)).map(({ state, trust }) => [state, trust]),
    [['pinned', 'first_use']],
  );
});

test('a changed key blocks the server once and keeps every key it showed', async (t) => {
  const id = await enrol();
  const [first, second] = [makeKey(), makeKey()];
  t.true(await transact((trx) => blockForHostKey(id, [first, second], trx)));
  t.false(await transact((trx) => blockForHostKey(id, [first], trx)));
  const server = await ServerModel.query(db.database.knex).findById(id);
  t.is(server?.status, 'blocked');
  t.true(server?.statusReason?.includes(first.fingerprint) && server.statusReason.includes(second.fingerprint));
  t.is((await keysOf(id)).length, 2);
});

test('a host that showed no key at all is blocked as well, and a server that is gone is not', async (t) => {
  const id = await enrol();
  t.true(await transact((trx) => blockForHostKey(id, [], trx)));
  t.regex((await ServerModel.query(db.database.knex).findById(id))?.statusReason ?? '', /presented: none/);
  t.false(await transact((trx) => blockForHostKey(newId(), [makeKey()], trx)));
});

test('a key of before that comes back is one row, pinned again', async (t) => {
  const id = await enrol();
  const key = makeKey();
  await transact((trx) => blockForHostKey(id, [key], trx));
  t.true(await transact((trx) => pinFirstKey(id, key, 'given', trx)));
  t.deepEqual(
    (await keysOf(id)).map(({ state, trust }) => [state, trust]),
    [['pinned', 'given']],
  );
});
