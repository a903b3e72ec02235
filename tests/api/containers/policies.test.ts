import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

const POLICIES = '/api/containers/policies';
const WINDOWS = '/api/containers/maintenance-windows';
const RULE = { cron: '0 2 * * *', timezone: 'Europe/Berlin', durationMinutes: 60 };
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const post = (path: string, json: unknown) => api.request('POST', path, { json });
const patch = (path: string, json: unknown) => api.request('PATCH', path, { json });

async function create(json: Record<string, unknown>): Promise<string> {
  const reply = await post(POLICIES, json);
  if (reply.status !== 201) throw new Error(reply.text);
  return String(reply.body?.id);
}

async function createWindow(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const reply = await post(WINDOWS, { name, rule: RULE, ...fields });
  if (reply.status !== 201) throw new Error(reply.text);
  return String(reply.body?.id);
}

/** A container on a server of its own, as a discovery would have stored it. */
async function addContainer(name: string, labels: Record<string, string> = {}): Promise<string> {
  const { knex } = api.db.database;
  const serverId = await enrolLocal(api, { name: `srv-${name}`, site: 'lab' });
  const [hostId, id] = [randomUUID(), randomUUID()];
  await knex('container_hosts').insert({ id: hostId, serverId, runtime: 'docker', socketPath: `/run/${name}.sock` });
  await knex('containers').insert({
    id,
    hostId,
    runtimeId: 'a'.repeat(64),
    name,
    imageReference: 'nginx:1.27',
    imageId: 'sha256:1',
    state: 'running',
    health: 'none',
    labels: JSON.stringify(labels),
    composeProject: 'shop',
  });
  return id;
}

test('a policy of the contract answers 201 with what was given, and no more', async (t) => {
  const given = {
    name: 'contract',
    selector: 'project=nobody',
    strategy: 'semver',
    constraint: '^1.2',
    approval: 'risk',
    backup: { image: true, volumes: false },
    health: { stabilitySeconds: 5, timeoutSeconds: 60, probes: [{ type: 'http', port: 80 }] },
    rollback: { automatic: true, restoreVolumes: false },
  };
  const reply = await post(POLICIES, given);
  t.is(reply.status, 201, reply.text);
  const probes = [{ type: 'http', port: 80, path: '/', scheme: 'http', timeoutSeconds: 5 }];
  t.like(reply.body, { ...given, priority: 0, version: 1, health: { ...given.health, probes } });
  t.false('maintenanceWindowId' in (reply.body ?? {}));
  t.is(reply.headers.get('location'), `${POLICIES}/${String(reply.body?.id)}`);
  t.deepEqual((await api.request('GET', `${POLICIES}/${String(reply.body?.id)}`)).body, reply.body);
  t.true((await readAllPages(api, `${POLICIES}?limit=1`)).some((item) => item.name === 'contract'));
});

test('a selector, constraint or pattern that nobody can read is 422 with its place', async (t) => {
  const selector = await post(POLICIES, { name: 'bad-1', selector: 'a=b,((' });
  isProblem(t, selector, 'unprocessable');
  t.deepEqual(faultyPaths(selector), ['selector']);
  t.regex(selector.text, /character 5/);
  const range = await post(POLICIES, { name: 'bad-2', selector: '', strategy: 'semver', constraint: 'x y' });
  t.deepEqual([range.status, faultyPaths(range)], [422, ['constraint']]);
  const pattern = await post(POLICIES, { name: 'bad-3', selector: '', strategy: 'pattern', constraint: '(' });
  t.deepEqual([pattern.status, faultyPaths(pattern)], [422, ['constraint']]);
  const unknown = await post(POLICIES, { name: 'bad-4', selector: '', maintenanceWindowId: randomUUID() });
  t.deepEqual([unknown.status, faultyPaths(unknown)], [422, ['maintenanceWindowId']]);
  t.is((await post(POLICIES, { name: 'bad-5', selector: '', aproval: 'never' })).status, 400);
  const id = await create({ name: 'good-1', selector: '', approval: 'always', priority: -999_999 });
  const changed = await patch(`${POLICIES}/${id}`, { strategy: 'pattern' });
  t.deepEqual([changed.status, faultyPaths(changed)], [422, ['constraint']]);
});

test('a policy is changed field by field, by its version, and deleted', async (t) => {
  const id = await create({ name: 'change', selector: 'project=none', approval: 'always', backup: { volumes: true } });
  const changed = await api.request('PATCH', `${POLICIES}/${id}`, {
    json: { backup: { image: false }, approval: null, priority: 7 },
    headers: { 'if-match': '"v1"' },
  });
  t.is(changed.status, 200, changed.text);
  t.like(changed.body, { backup: { image: false, volumes: true }, priority: 7, version: 2 });
  t.false('approval' in (changed.body ?? {}));
  const stale = await api.request('PATCH', `${POLICIES}/${id}`, {
    json: { priority: 8 },
    headers: { 'if-match': '"v1"' },
  });
  isProblem(t, stale, 'precondition_failed');
  isProblem(t, await post(POLICIES, { name: 'CHANGE', selector: '' }), 'already_exists');
  t.is((await api.request('DELETE', `${POLICIES}/${id}`)).status, 204);
  isProblem(t, await api.request('GET', `${POLICIES}/${id}`), 'not_found');
  const actions = itemsOf(await api.request('GET', `/api/audit?subjectId=${id}`)).map((entry) => String(entry.action));
  t.deepEqual(new Set(actions), new Set(['update_policy.created', 'update_policy.changed', 'update_policy.deleted']));
});

test('only an admin writes policies and windows', async (t) => {
  const { token } = await createTestUser(api, { name: 'op', role: 'operator' });
  for (const [path, json] of [
    [POLICIES, { name: 'x', selector: '' }],
    [WINDOWS, { name: 'x', rule: RULE }],
  ] as const) {
    isProblem(t, await api.request('POST', path, { json, token }), 'forbidden');
    t.is((await api.request('GET', path, { token })).status, 200);
  }
});

test('a window in use is 409, and so is making it a blackout', async (t) => {
  const windowId = await createWindow('used');
  const id = await create({ name: 'uses', selector: 'project=none', maintenanceWindowId: windowId });
  t.like((await api.request('GET', `${POLICIES}/${id}`)).body, { maintenanceWindowId: windowId });
  const refused = await api.request('DELETE', `${WINDOWS}/${windowId}`);
  isProblem(t, refused, 'in_use');
  t.regex(refused.text, /\\"uses\\"/);
  isProblem(t, await patch(`${WINDOWS}/${windowId}`, { blackout: true }), 'in_use');
  t.is((await patch(`${POLICIES}/${id}`, { maintenanceWindowId: null })).status, 200);
  t.is((await api.request('DELETE', `${WINDOWS}/${windowId}`)).status, 204);
  const blackoutId = await createWindow('freeze', { rule: { ...RULE, cron: '0 0 1 1 *' }, blackout: true });
  const bad = await post(POLICIES, { name: 'waits for a freeze', selector: '', maintenanceWindowId: blackoutId });
  t.deepEqual([bad.status, faultyPaths(bad)], [422, ['maintenanceWindowId']]);
  t.is((await api.request('DELETE', `${WINDOWS}/${blackoutId}`)).status, 204);
});

test('the effective policy of a container says where each field comes from', async (t) => {
  const containerId = await addContainer('eff', { 'io.millwright.update.approval': 'never', team: 'eff' });
  const id = await create({
    name: 'eff',
    selector: 'team=eff,server=srv-eff,site=lab,image=nginx',
    backup: { volumes: true },
  });
  const reply = await api.request('GET', `/api/containers/containers/${containerId}/effective-policy`);
  t.is(reply.status, 200, reply.text);
  t.like(reply.body, { rules: { backup: { image: true, volumes: true } }, matched: [{ id, name: 'eff' }] } as never);
  const body = reply.body as {
    sources: { field: string; from: object }[];
    ignored: { from: { kind: string }; why: string }[];
  };
  t.deepEqual(body.sources.find(({ field }) => field === 'backup.volumes')?.from, { kind: 'policy', id, name: 'eff' });
  t.regex(body.ignored.find(({ from }) => from.kind === 'label')?.why ?? '', /may only tighten/);
  isProblem(t, await api.request('GET', `/api/containers/containers/${randomUUID()}/effective-policy`), 'not_found');
});
