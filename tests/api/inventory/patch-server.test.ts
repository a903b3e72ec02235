import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { Reply } from '../../helpers/api-server.js';
import {
  createTestCredential,
  enrolLocal,
  itemsOf,
  SERVERS,
  startFullApi,
  type FullApi,
} from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const patch = (id: string, json: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  api.request('PATCH', `${SERVERS}/${id}`, { json, headers });

test('every field that may change does, null takes away, the version rises and the audit trail has it', async (t) => {
  const id = await enrolLocal(api, { name: 'before' });
  const jumpServerId = await enrolLocal(api, { name: 'the jump' });
  const credentialId = await createTestCredential(api);
  const change = {
    name: 'after',
    address: '192.0.2.9',
    port: 2200,
    site: 'paris',
    labels: { a: 'b' },
    credentialId,
    jumpServerId,
  };
  const reply = await patch(id, { ...change, hostKeyFingerprint: `SHA256:${'B'.repeat(43)}`, sudo: 'none' });
  t.is(reply.status, 200, reply.text);
  t.like(reply.body, { ...change, labels: { a: 'b' }, sudo: 'none', version: 2 });
  t.is(reply.headers.get('etag'), '"v2"');
  const back = await patch(id, { jumpServerId: null, hostKeyFingerprint: null, sudo: null });
  t.like(back.body, { jumpServerId: null, sudo: null, version: 3, name: 'after' });
  const entries = itemsOf(await api.request('GET', `/api/audit?action=server.changed&subjectId=${id}`));
  t.is(entries.length, 2);
  t.like(entries[0]?.['details'] as object, { changed: { ...change, sudo: 'none' } });
});

test('labels are replaced as a whole, not merged', async (t) => {
  const id = await enrolLocal(api, { name: 'labels', labels: { a: '1', b: '2' } });
  t.deepEqual((await patch(id, { labels: { c: '3' } })).body?.labels, { c: '3' });
  t.deepEqual((await patch(id, { labels: {} })).body?.labels, {});
});

test('If-Match guards against lost updates', async (t) => {
  const id = await enrolLocal(api, { name: 'guarded' });
  const etag = (await api.request('GET', `${SERVERS}/${id}`)).headers.get('etag') ?? '';
  t.is((await patch(id, { port: 2 }, { 'if-match': etag })).status, 200);
  const stale = await patch(id, { port: 3 }, { 'if-match': etag });
  isProblem(t, stale, 'precondition_failed');
  t.is(stale.body?.currentEtag, '"v2"');
  isProblem(t, await patch(id, { port: 3 }, { 'if-match': 'W/"x"' }), 'precondition_failed');
  t.is((await patch(id, { port: 3 }, { 'if-match': '*' })).status, 200);
});

test('of many changes with the same ETag exactly one is carried out', async (t) => {
  const id = await enrolLocal(api, { name: 'contended' });
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, n) => patch(id, { port: 100 + n }, { 'if-match': '"v1"' })),
  );
  t.is(replies.filter(({ status }) => status === 200).length, 1);
  t.is(replies.filter(({ status }) => status === 412).length, 7);
});

test('an empty change, unknown fields and fields that may not change are refused, all of them told', async (t) => {
  const id = await enrolLocal(api, { name: 'strict' });
  isProblem(t, await patch(id, {}), 'validation_failed');
  const reply = await patch(id, { transport: 'ssh', status: 'online', id, version: 9, port: 0 });
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['id', 'port', 'status', 'transport', 'version']);
});

test('the name of another server is refused, its own in another case is not', async (t) => {
  await enrolLocal(api, { name: 'occupied' });
  const id = await enrolLocal(api, { name: 'moving' });
  const reply = await patch(id, { name: 'OCCUPIED' });
  isProblem(t, reply, 'already_exists');
  t.deepEqual(faultyPaths(reply), ['name']);
  t.is((await patch(id, { name: 'Moving' })).body?.name, 'Moving');
});

test('references that name nothing are told together', async (t) => {
  const id = await enrolLocal(api, { name: 'refers' });
  const reply = await patch(id, { credentialId: randomUUID(), jumpServerId: randomUUID() });
  isProblem(t, reply, 'unprocessable');
  t.deepEqual(faultyPaths(reply), ['credentialId', 'jumpServerId']);
});

test('a server cannot be its own jump server, at any distance', async (t) => {
  const a = await enrolLocal(api, { name: 'loop a' });
  const b = await enrolLocal(api, { name: 'loop b', jumpServerId: a });
  const c = await enrolLocal(api, { name: 'loop c', jumpServerId: b });
  for (const jumpServerId of [a, b, c]) {
    const reply = await patch(a, { jumpServerId });
    isProblem(t, reply, 'unprocessable');
    t.deepEqual(faultyPaths(reply), ['jumpServerId']);
    t.regex(String(reply.body?.detail), /leads back/);
  }
  t.is((await patch(a.toUpperCase(), { jumpServerId: c })).status, 422);
});

test('two changes at once cannot make a loop together', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const a = await enrolLocal(api, { name: `pair a${round}` });
    const b = await enrolLocal(api, { name: `pair b${round}` });
    const replies = await Promise.all([patch(a, { jumpServerId: b }), patch(b, { jumpServerId: a })]);
    t.deepEqual(
      replies.map(({ status }) => status).sort((a, b) => a - b),
      [200, 422],
    );
  }
});

test('five jumps are taken and the sixth is refused, however the chain is put together', async (t) => {
  const chain = [await enrolLocal(api, { name: 'chain 0' })];
  for (let n = 1; n <= 5; n += 1) {
    chain.push(await enrolLocal(api, { name: `chain ${n}`, jumpServerId: chain[n - 1] }));
  }
  const json = { name: 'chain 6', address: 'h', transport: 'local', jumpServerId: chain[5] };
  const created = await api.request('POST', SERVERS, { json });
  isProblem(t, created, 'unprocessable');
  t.deepEqual(faultyPaths(created), ['jumpServerId']);
  const alone = await enrolLocal(api, { name: 'chain alone' });
  isProblem(t, await patch(alone, { jumpServerId: chain[5] }), 'unprocessable');
  // From below: the first of the chain gets a jump server, and the last one would be six jumps away.
  isProblem(t, await patch(chain[0] ?? '', { jumpServerId: alone }), 'unprocessable');
  t.is((await patch(alone, { jumpServerId: chain[4] })).status, 200);
});
