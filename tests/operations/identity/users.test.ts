import test from 'ava';
import type { CallContext } from '../../../src/operations/context.js';
import { createUser, getUser, patchUser, setUserDisabled } from '../../../src/operations/identity/users.js';
import { createToken, revokeToken } from '../../../src/operations/identity/tokens.js';
import { createLogger } from '../../../src/platform/log/logger.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;
let context: CallContext;
const services = { tokenPepper: Buffer.alloc(32, 7) };

test.before(async () => {
  db = await createTestDatabase();
  context = {
    actor: { kind: 'system', id: 'system', name: 'Millwright', role: 'admin', tokenId: null, tokenKind: null },
    correlationId: newId(),
    door: 'system',
    log: createLogger({ level: 'silent' }),
    database: db.database,
  };
});
test.after.always(() => db?.drop());

test('a user or token that is not there is not_found, whatever is asked of it', async (t) => {
  const id = newId();
  await t.throwsAsync(getUser(context, id), { name: 'not_found' });
  await t.throwsAsync(patchUser(context, { id, patch: { name: 'x' } }), { name: 'not_found' });
  await t.throwsAsync(setUserDisabled(context, { id, patch: { disabled: true } }), { name: 'not_found' });
  await t.throwsAsync(revokeToken(context, id), { name: 'not_found' });
});

test.serial('the last enabled admin stays one, whether by role or by being disabled', async (t) => {
  const only = await createUser(context, { name: 'only admin', role: 'admin' });
  await t.throwsAsync(patchUser(context, { id: only.id, patch: { role: 'viewer' } }), { name: 'unprocessable' });
  await t.throwsAsync(setUserDisabled(context, { id: only.id, patch: { disabled: true } }), { name: 'unprocessable' });
  const other = await createUser(context, { name: 'other admin', role: 'admin' });
  await setUserDisabled(context, { id: other.id, patch: { disabled: true } });
  // Who is disabled already may lose the role: no enabled admin is lost by it.
  t.is((await patchUser(context, { id: other.id, patch: { role: 'viewer' } })).role, 'viewer');
});

test('tokens are not made for who is disabled or unknown, nor for the past', async (t) => {
  const user = await createUser(context, { name: 'will be disabled', role: 'viewer' });
  const token = { userId: user.id, name: 't', kind: 'service', scopes: [] } as const;
  const past = { ...token, scopes: [], expiresAt: '2020-01-01T00:00:00Z' };
  await t.throwsAsync(createToken(context, services, past), { name: 'unprocessable' });
  await t.throwsAsync(createToken(context, services, { ...token, scopes: [], userId: newId() }), {
    name: 'unprocessable',
  });
  await setUserDisabled(context, { id: user.id, patch: { disabled: true } });
  await t.throwsAsync(createToken(context, services, { ...token, scopes: [] }), { name: 'unprocessable' });
});

test('a token narrowed by scopes makes no wider one', async (t) => {
  const user = await createUser(context, { name: 'scoped', role: 'admin' });
  const narrow: CallContext = { ...context, actor: { ...context.actor, scopes: ['inventory:read'] } };
  const token = { userId: user.id, name: 't', kind: 'service' } as const;
  await t.throwsAsync(createToken(narrow, services, { ...token, scopes: [] }), { name: 'forbidden' });
  const made = await createToken(narrow, services, { ...token, scopes: ['inventory:read'] });
  t.deepEqual(made.scopes, ['inventory:read']);
});
