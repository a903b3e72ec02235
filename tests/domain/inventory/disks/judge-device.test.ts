import test from 'ava';
import {
  acceptBaseline,
  DeviceMemory,
  judgeDevice,
  NO_MEMORY,
} from '../../../../src/domain/inventory/disks/judge-device.js';
import type { DeviceVerdict } from '../../../../src/domain/inventory/disks/judge-device.js';
import type { SmartReport } from '../../../../src/domain/inventory/storage-device.js';
import type { Case } from './case.js';
import { COUNTER_CASES } from './counter-cases.js';
import { PROTOCOL_CASES } from './protocol-cases.js';
import { STATE_CASES } from './state-cases.js';
import { ata, attribute, nvme, reportOf } from './reports.js';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const HOUR_MS = 3_600_000;

const at = (hours: number): Date => new Date(START + hours * HOUR_MS);

function judgeAll({
  reports,
  hoursBetween = 1,
  type = 'hdd',
  overrides,
}: Omit<Case, 'title' | 'expected'>): DeviceVerdict {
  let verdict: DeviceVerdict = { health: 'unknown', reasons: [], memory: NO_MEMORY };
  for (const [index, report] of reports.entries()) {
    const memory = DeviceMemory.parse(JSON.parse(JSON.stringify(verdict.memory)));
    verdict = judgeDevice({ report, type, memory, at: at(index * hoursBetween), overrides });
  }
  return verdict;
}

function judge(report: SmartReport | null, memory: DeviceMemory, hours: number): DeviceVerdict {
  return judgeDevice({ report, type: 'hdd', memory, at: at(hours) });
}

for (const each of [...STATE_CASES, ...COUNTER_CASES, ...PROTOCOL_CASES]) {
  test(`${each.title}: ${each.expected}`, (t) => {
    const { health, reasons } = judgeAll(each);
    t.is(health, each.expected, JSON.stringify(reasons, null, 1));
    if (each.code !== undefined)
      t.true(
        reasons.some(({ code }) => code === each.code),
        JSON.stringify(reasons),
      );
    const { names } = each;
    if (names !== undefined)
      t.true(
        reasons.some(({ message }) => names.test(message)),
        JSON.stringify(reasons),
      );
    if (health === 'warning' || health === 'failing') t.true(reasons.some(({ severity }) => severity === health));
  });
}

test('the worst reason stands first', (t) => {
  const { reasons } = judgeAll({ reports: [ata({ 5: 3 }, { exitStatus: 64 + 8, passed: false })] });
  t.deepEqual(
    reasons.map(({ severity }) => severity),
    ['failing', 'warning', 'info'],
  );
});

test('bits that repeat what an attribute says are told once, by its name', (t) => {
  const failing = { ...ata({}, { exitStatus: 16 }), attributes: [attribute(5, 0, { failed: 'now' })] };
  t.deepEqual(
    judge(failing, NO_MEMORY, 0).reasons.map(({ code }) => code),
    ['attribute_failing_now'],
  );
});

test('what was not asked for leaves verdict and memory as they were', (t) => {
  const first = judge(ata({ 5: 1 }), NO_MEMORY, 0);
  const second = judge(null, first.memory, 1);
  t.deepEqual(second, { health: 'warning', reasons: first.reasons, memory: first.memory });
  t.is(judge(null, NO_MEMORY, 0).health, 'unknown');
});

test('a sleeping disk keeps its memory, so that growth during sleep is seen afterwards', (t) => {
  const first = judge(ata({ 5: 1 }), NO_MEMORY, 0);
  const asleep = judge(reportOf({ state: 'asleep' }), first.memory, 1);
  t.is(asleep.memory, first.memory);
  t.is(judge(ata({ 5: 2 }), asleep.memory, 2).health, 'failing');
});

test('a repeated judgement changes nothing', (t) => {
  const first = judge(ata({ 5: 1, 199: 4 }), NO_MEMORY, 0);
  t.deepEqual(judge(ata({ 5: 1, 199: 4 }), first.memory, 0), first);
});

test('an answer that comes late is taken as of the last one', (t) => {
  const first = judge(ata({ 188: 10 }), NO_MEMORY, 5);
  const late = judge(ata({ 188: 12 }), first.memory, 1);
  t.is(late.memory.counters['188']?.recent.at(-1)?.at, at(5).toISOString());
});

test('an accepted value is silent, and its growth is not', (t) => {
  const old = judge(ata({ 5: 24 }), NO_MEMORY, 0);
  t.is(old.health, 'warning');
  const accepted = acceptBaseline(old.memory, { counter: '5', at: at(1), by: 'ada' });
  t.is(judge(ata({ 5: 24 }), accepted, 2).health, 'healthy');
  const grown = judge(ata({ 5: 25 }), accepted, 2);
  t.is(grown.health, 'failing');
  // A month later the increase is history, but nobody accepted it.
  t.is(judge(ata({ 5: 25 }), grown.memory, 24 * 40).health, 'warning');
});

test('accepting takes growth up to now for known', (t) => {
  const first = judge(ata(), NO_MEMORY, 0);
  const grown = judge(ata({ 197: 8 }), first.memory, 1);
  t.is(grown.health, 'failing');
  const accepted = acceptBaseline(grown.memory, { at: at(2), by: 'ada' });
  t.is(judge(ata({ 197: 8 }), accepted, 3).health, 'healthy');
  t.like(accepted.counters['197'], {
    baseline: '8',
    acceptedAt: at(2).toISOString(),
    acceptedBy: 'ada',
    increasedAt: null,
  });
});

test('accepting one counter leaves the others', (t) => {
  const old = judge(ata({ 5: 24, 197: 1 }), NO_MEMORY, 0);
  const accepted = acceptBaseline(old.memory, { counter: '5', at: at(1), by: 'ada' });
  const { health, reasons } = judge(ata({ 5: 24, 197: 1 }), accepted, 2);
  t.is(health, 'warning');
  t.deepEqual(
    reasons.map(({ attribute: key }) => key),
    ['197'],
  );
  t.deepEqual(acceptBaseline(old.memory, { counter: 'constructor', at: at(1), by: 'ada' }), old.memory);
});

test('an accepted value that fell stays accepted, and begins anew', (t) => {
  const accepted = acceptBaseline(judge(ata({ 5: 24 }), NO_MEMORY, 0).memory, { at: at(1), by: 'ada' });
  const fallen = judge(ata({ 5: 4 }), accepted, 2);
  t.is(fallen.health, 'healthy');
  t.is(judge(ata({ 5: 5 }), fallen.memory, 3).health, 'failing');
});

test('accepting is seen at once on a sleeping disk', (t) => {
  const old = judge(ata({ 5: 24 }), NO_MEMORY, 0);
  const accepted = acceptBaseline(old.memory, { at: at(1), by: 'ada' });
  t.is(judge(reportOf({ state: 'asleep' }), accepted, 2).health, 'healthy');
  const failing = judge(ata({ 5: 24 }, { passed: false }), NO_MEMORY, 0);
  const still = acceptBaseline(failing.memory, { at: at(1), by: 'ada' });
  t.is(judge(reportOf({ state: 'asleep' }), still, 2).health, 'failing');
});

test('ignoring is seen at once on a sleeping disk', (t) => {
  const { memory } = judge(ata({ 5: 24 }), NO_MEMORY, 0);
  const input = { report: reportOf({ state: 'asleep' }), type: 'hdd', memory, at: at(1) } as const;
  t.is(judgeDevice({ ...input, overrides: { 5: { ignore: true } } }).health, 'healthy');
});

test('steady growth is rated over its whole course, however often it is looked at', (t) => {
  let memory: DeviceMemory = NO_MEMORY;
  // Two time-outs a minute, seen every minute: 120 an hour.
  const healths = Array.from({ length: 90 }, (_each, minute) => {
    const verdict = judge(ata({ 188: 2 * minute }), memory, minute / 60);
    memory = verdict.memory;
    return verdict.health;
  });
  t.is(healths[40], 'healthy');
  t.is(healths.at(-1), 'warning');
  t.true((memory.counters['188']?.recent.length ?? 0) <= 64);
});

test('a rate clears by itself', (t) => {
  const first = judge(ata({ 199: 0 }), NO_MEMORY, 0);
  const risen = judge(ata({ 199: 50 }), first.memory, 1);
  t.is(risen.health, 'warning');
  t.is(judge(ata({ 199: 50 }), risen.memory, 24 * 11).health, 'healthy');
});

test('the memory of a counter that rises for ever stays small', (t) => {
  let memory: DeviceMemory = NO_MEMORY;
  for (let hours = 0; hours < 2000; hours += 1) memory = judge(ata({ 199: hours }), memory, hours).memory;
  t.true(JSON.stringify(memory).length < 16_384, String(JSON.stringify(memory).length));
});

test('names from a host are shown bounded and printable', (t) => {
  const evil = { ...ata(), attributes: [attribute(5, 7, { name: `\u001b[31m${'x'.repeat(5000)}` })] };
  const { reasons } = judge(evil, NO_MEMORY, 0);
  t.true(reasons.every(({ message }) => message.length < 300 && !message.includes('\u001b')));
});

test('a passed verdict of NVMe clears when the heat is gone', (t) => {
  const hot = judge(nvme({ criticalWarning: 2 }), NO_MEMORY, 0);
  t.is(hot.health, 'warning');
  t.is(judge(nvme(), hot.memory, 1).health, 'healthy');
});
