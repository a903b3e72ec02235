import test from 'ava';
import { createObservationStore } from '../../../src/activities/inventory/store-observations.js';
import { createCredentialLookup } from '../../../src/operations/inventory/resources/database-credentials.js';
import {
  database,
  member,
  newServerId,
  pool,
  pools,
  tick,
  type Answer,
} from '../../activities/inventory/observations-fixture.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { isProblem } from '../../helpers/problem-assertions.js';
import { dumpEverything } from '../../operations/credentials/credentials-fixture.js';

const POOLS = '/api/infrastructure/pools';
const DATABASES = '/api/infrastructure/databases';
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const observe = (serverId: string, minute: number, ...answers: Answer[]) =>
  createObservationStore(api.db.database).store([tick(serverId, minute, answers)]);
const databases = (...items: ReturnType<typeof database>[]): Answer => ({
  collector: 'databases',
  observations: { databases: { items, complete: true } },
});

test('pools are listed with members, sizes as numbers, and the tool’s own word, narrowed by type and health', async (t) => {
  const server = await enrolLocal(api, { name: 'pools' });
  const degraded = pool('tank', {
    state: 'DEGRADED',
    health: 'degraded',
    reasons: ['/dev/sdb is FAULTED'],
    members: [member('/dev/sda'), { ...member('/dev/sdb', 'FAULTED'), readErrors: '18446744073709551615' }],
    findings: [{ severity: 'warning', code: 'scrub_old', message: 'the last scrub is 40 days old' }],
  });
  const md = pool('md0', { identity: 'md:1', type: 'mdraid' });
  await observe(server, 0, pools(degraded), {
    collector: 'md',
    observations: { pools: { items: [md], complete: true, types: ['mdraid'] } },
  });
  const read = async (query: string) => itemsOf(await api.request('GET', `${POOLS}?serverId=${server}&${query}`));
  const [item] = await read('health=degraded');
  t.like(item, {
    name: 'tank',
    type: 'zfs',
    state: 'DEGRADED',
    health: 'degraded',
    reasons: ['/dev/sdb is FAULTED'],
    sizeBytes: 8_000_000_000_000,
    usedBytes: 1_000_000_000_000,
    goneAt: null,
  });
  const members = (item?.['members'] ?? []) as object[];
  t.like(members[1], {
    path: '/dev/sdb',
    state: 'FAULTED',
    readErrors: Number('18446744073709551615'),
  });
  t.deepEqual(
    (await read('type=mdraid')).map(({ name }) => name),
    ['md0'],
  );
  t.deepEqual(
    (await read('')).map(({ name }) => name),
    ['md0', 'tank'],
  );
  const one = await api.request('GET', `${POOLS}/${String(item?.['id'])}`);
  t.deepEqual(one.body, item);
  isProblem(t, await api.request('GET', `${POOLS}/${newServerId()}`), 'not_found');
});

test('databases are listed by engine and status, and their login goes in and never comes out', async (t) => {
  const server = await enrolLocal(api, { name: 'databases' });
  const redis = database(6379, { identity: 'redis:6379', engine: 'redis', status: 'login_required', version: null });
  await observe(server, 0, databases(database(5432), redis));
  const read = async (query: string) => itemsOf(await api.request('GET', `${DATABASES}?serverId=${server}&${query}`));
  t.deepEqual(
    (await read('engine=redis')).map(({ status }) => status),
    ['login_required'],
  );
  const [item] = await read('status=online');
  t.like(item, {
    engine: 'postgresql',
    version: '16.4',
    address: '127.0.0.1',
    port: 5432,
    containerId: null,
    status: 'online',
    hasCredential: false,
  });
  const path = `${DATABASES}/${String(item?.['id'])}`;
  const password = 'pässword \\ with "signs"';
  const given = await api.request('PATCH', path, { json: { credential: { user: 'monitor', password } } });
  t.is(given.body?.hasCredential, true);
  t.false(given.text.includes('monitor'));
  t.false((await dumpEverything(api.db)).includes(password));
  const credentialOf = createCredentialLookup(api.db.database, api.keyring)(server);
  t.deepEqual(await credentialOf('postgresql:5432'), { user: 'monitor', password });
  t.is(await credentialOf('redis:6379'), undefined);
  t.is(await createCredentialLookup(api.db.database, api.keyring)(newServerId())('postgresql:5432'), undefined);
  // A later collection leaves it alone.
  await observe(server, 5, databases(database(5432, { version: '17.0' }), redis));
  t.deepEqual(await credentialOf('postgresql:5432'), { user: 'monitor', password });
  t.is((await api.request('GET', path)).body?.hasCredential, true);
  const audit = await api.request('GET', '/api/audit?action=database.credential_set');
  t.is(itemsOf(audit).length, 1);
  t.false(audit.text.includes('pässword'));
  t.false(JSON.stringify(api.logLines).includes('pässword'));
  t.is((await api.request('PATCH', path, { json: { credential: null } })).body?.hasCredential, false);
  t.is(await credentialOf('postgresql:5432'), undefined);
});

test('a login is given by an admin, whole, to a database that exists', async (t) => {
  const server = await enrolLocal(api, { name: 'logins' });
  await observe(server, 0, databases(database(5433)));
  const [item] = itemsOf(await api.request('GET', `${DATABASES}?serverId=${server}`));
  const patch = (json: unknown, token?: string, id = String(item?.['id'])) =>
    api.request('PATCH', `${DATABASES}/${id}`, { json, ...(token === undefined ? {} : { token }) });
  const credential = { user: 'u', password: 'p' };
  const { token } = await createTestUser(api, { name: 'no admin', role: 'operator' });
  isProblem(t, await patch({ credential }, token), 'forbidden');
  isProblem(t, await patch({ credential }, undefined, newServerId()), 'not_found');
  for (const bad of [{}, { credential: { user: 'u' } }, { credential: { user: 'u', password: 'a\nb' } }, { other: 1 }])
    isProblem(t, await patch(bad), 'validation_failed');
});
