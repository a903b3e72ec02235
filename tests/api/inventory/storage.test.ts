import test from 'ava';
import { createObservationStore } from '../../../src/activities/inventory/store-observations.js';
import type { SeriesAnswer } from '../../../src/domain/series/series.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import {
  ASLEEP,
  attribute,
  device,
  disks,
  newServerId,
  smart,
  smartOf,
  sorted,
  START,
  tick,
  type Answer,
} from '../../activities/inventory/observations-fixture.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

const STORAGE = '/api/infrastructure/storage';
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const observe = (serverId: string, minute: number, ...answers: Answer[]) =>
  createObservationStore(api.db.database).store([tick(serverId, minute, answers)]);
const pending = (raw: string) => smart({ attributes: [attribute(197, 'Current_Pending_Sector', raw)] });

async function onlyDevice(serverId: string): Promise<Record<string, unknown>> {
  const [item] = itemsOf(await api.request('GET', `${STORAGE}?serverId=${serverId}`));
  return item ?? {};
}

test('a disk is listed with its sizes as numbers, its SMART values, and the reasons of its health', async (t) => {
  const server = await enrolLocal(api, { name: 'storage one' });
  const report = smart({ wearPercent: 12, attributes: [attribute(5, 'Reallocated_Sector_Ct', '8')] });
  await observe(server, 0, disks(device('S1')), smartOf([device('S1', { smart: report })]));
  const item = await onlyDevice(server);
  t.like(item, {
    serverId: server,
    name: 'sda',
    path: '/dev/sda',
    type: 'hdd',
    model: 'ST4000DM004',
    serial: 'S1',
    sizeBytes: 4_000_787_030_016,
    health: 'warning',
    temperatureCelsius: 34,
    powerOnHours: 12_345,
    wearPercent: 12,
    staleSince: null,
    goneAt: null,
  });
  t.like(item['smart'], { source: 'smartctl', state: 'read', passed: true });
  t.regex(JSON.stringify(item['reasons']), /Reallocated_Sector_Ct/);
  const one = await api.request('GET', `${STORAGE}/${String(item['id'])}`);
  t.deepEqual(one.body, item);
});

test('lists are narrowed by server, kind, health, serial and labels, and show gone disks only when asked', async (t) => {
  const labels = { role: 'narrow' };
  const a = await enrolLocal(api, { name: 'narrow a', labels });
  const b = await enrolLocal(api, { name: 'narrow b', labels });
  await observe(a, 0, disks(device('N1'), device('N2', { name: 'sdb', type: 'ssd' })));
  await observe(b, 0, smartOf([device('N3', { smart: smart({ passed: false, exitStatus: 8 }) })]));
  await observe(a, 5, disks(device('N1')));
  const serials = async (query: string) =>
    itemsOf(await api.request('GET', `${STORAGE}?selector=role%3Dnarrow&${query}`)).map(({ serial }) => serial);
  t.deepEqual(await serials(''), ['N1', 'N3']);
  t.deepEqual(await serials('includeGone=true'), ['N1', 'N2', 'N3']);
  t.deepEqual(await serials('includeGone=true&type=ssd'), ['N2']);
  t.deepEqual(await serials('health=failing'), ['N3']);
  t.deepEqual(await serials('serial=N1'), ['N1']);
  t.deepEqual(await serials(`serverId=${b}`), ['N3']);
  isProblem(t, await api.request('GET', `${STORAGE}?health=bad`), 'validation_failed');
  isProblem(t, await api.request('GET', `${STORAGE}?selector=((`), 'validation_failed');
  isProblem(t, await api.request('GET', `${STORAGE}/${newServerId()}`), 'not_found');
});

test('pages of any size hold each disk exactly once', async (t) => {
  const server = await enrolLocal(api, { name: 'paged' });
  const items = Array.from({ length: 45 }, (_, n) => device(`P${n}`, { name: `sd${n % 2 === 0 ? 'A' : 'a'}${n}` }));
  await observe(server, 0, disks(...items));
  for (const limit of [1, 7, 44, 45, 500]) {
    const paged = await readAllPages(api, `${STORAGE}?serverId=${server}&limit=${limit}`);
    t.deepEqual(sorted(paged.map(({ serial }) => serial)), sorted(items.map(({ serial }) => serial)));
    t.is(new Set(paged.map(({ id }) => id)).size, 45);
  }
});

test('a sleeping disk shows its last values with the time since when they are stale', async (t) => {
  const server = await enrolLocal(api, { name: 'sleeper' });
  await observe(server, 0, smartOf([device('Z1', { smart: smart() })]));
  await observe(server, 30, smartOf([device('Z1', { smart: ASLEEP })]));
  t.like(await onlyDevice(server), {
    health: 'healthy',
    temperatureCelsius: 34,
    smartCollectedAt: new Date(START).toISOString(),
    staleSince: new Date(START + 30 * 60_000).toISOString(),
    smart: { state: 'asleep', reason: 'the disk sleeps' },
  });
});

test('an accepted baseline ends a verdict until the counter grows again, and leaves an audit entry', async (t) => {
  const server = await enrolLocal(api, { name: 'baseline' });
  await observe(server, 0, smartOf([device('B1', { smart: pending('0') })]));
  await observe(server, 30, smartOf([device('B1', { smart: pending('16') })]));
  const { id, health } = await onlyDevice(server);
  t.is(health, 'failing');
  const accept = (json: unknown) => api.request('POST', `${STORAGE}/${String(id)}/baseline`, { json });
  const unknown = await accept({ attribute: '5' });
  isProblem(t, unknown, 'unprocessable');
  t.deepEqual(faultyPaths(unknown), ['attribute']);
  const accepted = await accept({ attribute: '197' });
  t.is(accepted.status, 200);
  t.is(accepted.body?.health, 'healthy');
  const later = async (minute: number, raw: string) => {
    await observe(server, minute, smartOf([device('B1', { smart: pending(raw) })]));
    return (await onlyDevice(server))['health'];
  };
  // The baseline is accepted now; these ticks come after it.
  const now = Math.ceil((Date.now() - START) / 60_000) + 60;
  t.is(await later(now, '16'), 'healthy');
  t.is(await later(now + 30, '17'), 'failing');
  const { pool } = api.db.database;
  const entries = await readAuditPage(pool, { action: 'storage_device.baseline_accepted' }, { limit: 50 });
  const own = entries.map(({ payload }) => JSON.parse(payload)).filter(({ subject }) => subject.id === id);
  t.deepEqual(
    own.map(({ details }) => details),
    [{ attribute: '197' }],
  );
  const changes = itemsOf(
    await api.request('GET', `/api/infrastructure/changes?serverId=${server}&since=2026-01-01T00:00:00Z`),
  );
  t.true(changes.some(({ field, before, after }) => field === 'health' && before === 'failing' && after === 'healthy'));
});

test('a sleeping disk’s baseline can be accepted too; a disk that was never read has none', async (t) => {
  const server = await enrolLocal(api, { name: 'asleep baseline' });
  await observe(server, 0, smartOf([device('B2', { smart: pending('3') })]));
  await observe(server, 30, smartOf([device('B2', { smart: ASLEEP })]));
  const { id, health } = await onlyDevice(server);
  t.is(health, 'warning');
  const accepted = await api.request('POST', `${STORAGE}/${String(id)}/baseline`, { json: {} });
  t.not(accepted.body?.health, 'warning');
  const bare = await enrolLocal(api, { name: 'never read' });
  await observe(bare, 0, disks(device('B3')));
  const other = String((await onlyDevice(bare))['id']);
  isProblem(t, await api.request('POST', `${STORAGE}/${other}/baseline`, { json: {} }), 'unprocessable');
});

test('thresholds of a disk are judged by at once, kept through collections, and audited', async (t) => {
  const server = await enrolLocal(api, { name: 'thresholds' });
  await observe(server, 0, smartOf([device('T1', { smart: pending('4') })]));
  const { id } = await onlyDevice(server);
  const put = (thresholds: unknown) =>
    api.request('PUT', `${STORAGE}/${String(id)}/thresholds`, { json: { thresholds } });
  const changed = await put({ '197': { warningAbove: '10' } });
  t.is(changed.body?.health, 'healthy');
  await observe(server, 30, smartOf([device('T1', { smart: { ...pending('4'), temperatureCelsius: 40 } })]));
  t.like(await onlyDevice(server), { health: 'healthy', thresholds: { '197': { warningAbove: '10' } } });
  t.is((await put({})).body?.health, 'warning');
  isProblem(t, await put({ '197': { warningAbove: 'much' } }), 'validation_failed');
  isProblem(t, await put({ 'a b': {} }), 'validation_failed');
  const entries = await readAuditPage(
    api.db.database.pool,
    { action: 'storage_device.thresholds_changed' },
    { limit: 50 },
  );
  t.is(entries.filter(({ payload }) => payload.includes(String(id))).length, 2);
});

test('the history of attributes is that of this disk, whatever it was called', async (t) => {
  const server = await enrolLocal(api, { name: 'attributes' });
  await observe(server, 0, disks(device('A1'), device('A2', { name: 'sdb' })));
  const items = itemsOf(await api.request('GET', `${STORAGE}?serverId=${server}`));
  const id = String(items.find(({ serial }) => serial === 'A1')?.['id']);
  const sample = (serial: string, number: string, value: number) => ({
    metric: 'smart_attribute_raw',
    labels: { device: serial, id: number, name: number === '5' ? 'Reallocated_Sector_Ct' : 'Other' },
    unit: 'count',
    value,
  });
  const base = Date.now() - 3_600_000;
  await ingestSamples(
    api.db.database.pool,
    [0, 1].map((n) => ({
      serverId: server,
      group: 'smart',
      at: new Date(base + n * 1_800_000).toISOString(),
      samples: [
        sample('A1', '5', n),
        sample('A1', '9', 100),
        sample('A2', '5', 50),
        { metric: 'disk_read_bytes_total', labels: { device: 'A1' }, unit: 'bytes', value: 1 },
      ],
    })),
  );
  const read = async (query: string) => {
    const reply = await api.request(
      'GET',
      `${STORAGE}/${id}/attributes?from=${new Date(base - 1).toISOString()}${query}`,
    );
    const { series } = reply.body as unknown as SeriesAnswer;
    return series.map(({ labels, points }) => [labels['id'], points.map(([, value]) => value)]);
  };
  t.deepEqual(await read(''), [
    ['5', [0, 1]],
    ['9', [100, 100]],
  ]);
  t.deepEqual(await read('&attribute=5'), [['5', [0, 1]]]);
  t.deepEqual(await read('&attribute=Reallocated_Sector_Ct'), [['5', [0, 1]]]);
  t.deepEqual(await read('&attribute=none'), []);
});

test('viewers read and do not change', async (t) => {
  const server = await enrolLocal(api, { name: 'roles' });
  await observe(server, 0, smartOf([device('R1', { smart: pending('4') })]));
  const { id } = await onlyDevice(server);
  const { token } = await createTestUser(api, { name: 'looker', role: 'viewer' });
  const operator = await createTestUser(api, { name: 'doer', role: 'operator' });
  t.is((await api.request('GET', STORAGE, { token })).status, 200);
  const baseline = `${STORAGE}/${String(id)}/baseline`;
  isProblem(t, await api.request('POST', baseline, { token, json: {} }), 'forbidden');
  t.is((await api.request('POST', baseline, { token: operator.token, json: {} })).status, 200);
});
