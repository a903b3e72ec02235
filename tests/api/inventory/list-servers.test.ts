import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import {
  createTestCredential,
  enrolLocal,
  itemsOf,
  readAllPages,
  SERVERS,
  startFullApi,
  type FullApi,
} from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

let api: FullApi;

test.before(async () => {
  api = await startFullApi();
  const credentialId = await createTestCredential(api);
  const fleet: Record<string, unknown>[] = [
    { name: 'db1', site: 'berlin', labels: { role: 'db', env: 'prod', tier: 'a' } },
    { name: 'db2', site: 'berlin', labels: { role: 'db', env: 'test', tier: 'b' } },
    { name: 'web1', site: 'paris', labels: { role: 'web', env: 'prod', gpu: '' } },
    { name: 'web2', site: 'paris', labels: { role: 'web' } },
    { name: 'bare', site: 'berlin' },
  ];
  for (const server of fleet) await enrolLocal(api, server);
  await api.request('POST', SERVERS, {
    json: { name: 'far', address: '192.0.2.1', credentialId, labels: { old: '1' } },
  });
  await api.db.database.pool.query(`update servers set status = 'offline' where name = 'web2'`);
});
test.after.always(() => api?.stop());

async function namesBy(query: Record<string, string>): Promise<unknown[]> {
  const reply = await api.request('GET', `${SERVERS}?${new URLSearchParams(query).toString()}`);
  if (reply.status !== 200) throw new Error(reply.text);
  return itemsOf(reply).map(({ name }) => name);
}

// Selector → the names it means, in order.
const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  '': ['bare', 'db1', 'db2', 'far', 'web1', 'web2'],
  ' , ': ['bare', 'db1', 'db2', 'far', 'web1', 'web2'],
  'role=db': ['db1', 'db2'],
  'role==db': ['db1', 'db2'],
  'role=db,env=prod': ['db1'],
  'role!=db': ['bare', 'far', 'web1', 'web2'],
  'role!=db,site=paris': ['web1', 'web2'],
  'site=berlin,env!=test': ['bare', 'db1'],
  'env!=test,role=db,tier!=b': ['db1'],
  'tier in (a, b)': ['db1', 'db2'],
  'tier notin (a)': ['bare', 'db2', 'far', 'web1', 'web2'],
  'tier notin (a,b),role': ['web1', 'web2'],
  gpu: ['web1'],
  '!gpu': ['bare', 'db1', 'db2', 'far', 'web2'],
  'gpu=': ['web1'],
  'status=offline': ['web2'],
  'status!=offline,site=paris': ['web1'],
  'name in (db1,far)': ['db1', 'far'],
  'transport=ssh': ['far'],
  site: ['bare', 'db1', 'db2', 'far', 'web1', 'web2'],
  '!site': [],
  'toString=x': [],
  '!constructor': ['bare', 'db1', 'db2', 'far', 'web1', 'web2'],
};

for (const [selector, expected] of Object.entries(SELECTORS)) {
  test(`the selector "${selector}" means what it says`, async (t) => {
    t.deepEqual(await namesBy({ selector }), [...expected]);
  });
}

test('filters hold together', async (t) => {
  t.deepEqual(await namesBy({ site: 'paris', status: 'unknown' }), ['web1']);
  t.deepEqual(await namesBy({ site: 'paris', selector: 'env!=prod' }), ['web2']);
  t.deepEqual(await namesBy({ site: 'nowhere' }), []);
});

const HOSTILE = [
  "role='db' or 1=1",
  "x';drop table servers;--",
  'role=db)',
  'role in (db',
  'role in ()',
  '=db',
  '!',
  'a=b=c',
  'role=%',
  'röle=db',
  '$1=x',
  'a\\b=c',
  Array.from({ length: 33 }, (_, n) => `k${n}=v`).join(','),
  '('.repeat(900),
];

test('hostile selectors are refused as the parameter they stand in, and hurt nothing', async (t) => {
  for (const selector of HOSTILE) {
    const reply = await api.request('GET', `${SERVERS}?${new URLSearchParams({ selector }).toString()}`);
    isProblem(t, reply, 'validation_failed');
    t.deepEqual(faultyPaths(reply), ['selector'], selector);
  }
  t.is((await namesBy({})).length, 6);
});

test('unknown and malformed parameters are all told', async (t) => {
  const reply = await api.request('GET', `${SERVERS}?limit=0&status=weird&color=red&cursor=`);
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['color', 'cursor', 'limit', 'status']);
  for (const limit of ['501', '1e2', '0x10', '', ' 5', '1.5']) {
    isProblem(t, await api.request('GET', `${SERVERS}?limit=${encodeURIComponent(limit)}`), 'validation_failed');
  }
});

test('a cursor is good for the filters it was given out with, and for nothing else', async (t) => {
  const first = await api.request('GET', `${SERVERS}?limit=2&site=berlin`);
  const cursor = encodeURIComponent(String(first.body?.nextCursor));
  t.is((await api.request('GET', `${SERVERS}?limit=1&site=berlin&cursor=${cursor}`)).status, 200);
  isProblem(t, await api.request('GET', `${SERVERS}?site=paris&cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', `/api/users?cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', `${SERVERS}?cursor=AAAA`), 'bad_cursor');
});

test('a viewer may read', async (t) => {
  const viewer = await createTestUser(api, { name: 'list viewer', role: 'viewer' });
  t.is((await api.request('GET', SERVERS, { token: viewer.token })).status, 200);
  isProblem(t, await api.request('GET', SERVERS, { token: null }), 'unauthenticated');
});

test('items have the same fields as a single server', async (t) => {
  const [item] = itemsOf(await api.request('GET', `${SERVERS}?limit=1`));
  t.deepEqual(item, (await api.request('GET', `${SERVERS}/${String(item?.id)}`)).body ?? undefined);
});

test('all pages together are the list', async (t) => {
  for (const limit of [1, 2, 5, 6, 7]) {
    const names = (await readAllPages(api, `${SERVERS}?limit=${limit}`)).map(({ name }) => String(name));
    t.deepEqual(names, ['bare', 'db1', 'db2', 'far', 'web1', 'web2']);
  }
});
