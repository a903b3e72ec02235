import test from 'ava';
import { boundRange, MAX_POINTS, planRange, TARGET_POINTS } from '../../../src/domain/series/range.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2025-11-21T10:20:00Z');
const back = (spanMs: number, stepSeconds?: number, oldestSampleMs: number | null = null) =>
  planRange({ fromMs: NOW - spanMs, toMs: NOW, stepSeconds, oldestSampleMs });

const CHOICES = [
  { span: '1 h', ms: HOUR, source: 'samples', stepSeconds: 10, fixedStep: false },
  { span: '24 h', ms: DAY, source: 'samples', stepSeconds: 120, fixedStep: false },
  { span: '2 d', ms: 2 * DAY, source: 'samples', stepSeconds: 300, fixedStep: false },
  { span: '2 d and 1 ms', ms: 2 * DAY + 1, source: 'hours', stepSeconds: 3_600, fixedStep: true },
  { span: '17 d', ms: 17 * DAY, source: 'hours', stepSeconds: 3_600, fixedStep: true },
  { span: '125 d', ms: 125 * DAY, source: 'hours', stepSeconds: 10_800, fixedStep: true },
  { span: '60 d', ms: 60 * DAY, source: 'hours', stepSeconds: 7_200, fixedStep: true },
  { span: '1 y', ms: 365 * DAY, source: 'days', stepSeconds: 86_400, fixedStep: true },
  { span: '10 y', ms: 3_650 * DAY, source: 'days', stepSeconds: 4 * 86_400, fixedStep: true },
];

for (const { span, ms, ...expected } of CHOICES) {
  test(`a range of ${span} is answered from ${expected.source}`, (t) => {
    t.deepEqual(back(ms), { ok: true, ...expected } as ReturnType<typeof back>);
  });
}

test('no range gives many more points than a chart can show', (t) => {
  for (let days = 0.01; days < 4_000; days *= 1.07) {
    const plan = back(days * DAY);
    t.true(plan.ok && (days * 86_400) / plan.stepSeconds <= TARGET_POINTS, `${days} days`);
  }
});

test('an asked-for step is kept, and answered from roll-ups only where they are exact', (t) => {
  t.like(back(17 * DAY, 300), { source: 'samples', stepSeconds: 300, fixedStep: true });
  t.like(back(17 * DAY, 7_200), { source: 'hours', stepSeconds: 7_200 });
  t.like(back(DAY, 3_600), { source: 'samples' });
  t.like(back(30 * DAY, 172_800), { source: 'days' });
  t.like(back(30 * DAY, 5_000), { source: 'samples' });
});

test('too fine a step is refused with one that works', (t) => {
  const plan = back(365 * DAY, 60);
  t.deepEqual(plan.ok ? undefined : [plan.path, plan.message.includes(String(MAX_POINTS))], ['stepSeconds', true]);
  const proposed = /step of (\d+) s/u.exec(plan.ok ? '' : plan.message)?.[1];
  t.true(back(365 * DAY, Number(proposed)).ok);
  t.false(back(365 * DAY, Number(proposed) - 1).ok);
});

test('a range that is empty, backwards or no number is refused', (t) => {
  for (const span of [0, -1, Number.NaN]) t.like(back(span), { ok: false, path: 'from' });
});

test('a range whose samples have expired is answered from roll-ups', (t) => {
  t.like(back(DAY, undefined, NOW - 2 * HOUR), { source: 'hours', stepSeconds: 3_600 });
  t.like(back(DAY, undefined, NOW - 2 * DAY), { source: 'samples' });
});

const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(0, 16));
const progress = {
  packedUntilMs: Date.parse('2025-11-20T00:00:00Z'),
  rolledUpUntilMs: Date.parse('2025-11-19T00:00:00Z'),
  oldestSampleMs: null,
};

test('samples come from packed days before the open days and from rows after', (t) => {
  const bounds = boundRange('samples', { fromMs: NOW - 3 * DAY, toMs: NOW, oldestSampleMs: null }, progress);
  t.deepEqual(iso(bounds.packed), ['2025-11-18T00:00', '2025-11-20T00:00']);
  t.deepEqual(iso(bounds.samples), ['2025-11-18T10:20', '2025-11-21T10:20']);
  t.deepEqual(iso([bounds.openFrom]), ['2025-11-20T00:00']);
});

test('roll-ups are followed by the samples that are not rolled up yet, without gap or overlap', (t) => {
  const bounds = boundRange('hours', { fromMs: NOW - 10 * DAY, toMs: NOW, oldestSampleMs: null }, progress);
  t.deepEqual(iso(bounds.rollups), ['2025-11-11T11:00', '2025-11-19T00:00']);
  t.deepEqual(iso(bounds.samples), ['2025-11-19T00:00', '2025-11-21T10:20']);
  t.deepEqual(iso(bounds.packed), ['2025-11-19T00:00', '2025-11-20T00:00']);
});

test('a range long past is answered from roll-ups alone', (t) => {
  const toMs = NOW - 30 * DAY;
  const bounds = boundRange('hours', { fromMs: toMs - 5 * DAY, toMs, oldestSampleMs: null }, progress);
  t.deepEqual(iso(bounds.rollups), ['2025-10-17T11:00', '2025-10-22T10:20']);
  t.is(bounds.samples[0].getTime(), bounds.samples[1].getTime());
  t.true(bounds.packed[1] <= bounds.packed[0] || bounds.packed[0].getTime() === bounds.packed[1].getTime());
});

test('a range within the open days looks into no packed day', (t) => {
  const bounds = boundRange('samples', { fromMs: NOW - HOUR, toMs: NOW, oldestSampleMs: null }, progress);
  t.is(bounds.packed[1].toISOString().slice(0, 10), bounds.packed[0].toISOString().slice(0, 10));
  t.is(bounds.openFrom.getTime(), NOW - HOUR);
});

test('nothing packed yet means rows only', (t) => {
  const fresh = { packedUntilMs: 0, rolledUpUntilMs: 0, oldestSampleMs: null };
  const bounds = boundRange('hours', { fromMs: NOW - 3 * DAY, toMs: NOW, oldestSampleMs: null }, fresh);
  t.deepEqual(bounds.rollups[0], bounds.rollups[1]);
  t.deepEqual(bounds.openFrom, bounds.samples[0]);
});
