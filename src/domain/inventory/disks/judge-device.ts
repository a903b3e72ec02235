import type { DeviceHealth, DeviceType, SmartReport } from '../storage-device.js';
import type { DeviceMemory } from './device-memory.js';
import { hasEvidence } from './evidence.js';
import { type HealthReason, rankOf, worstOf } from './health-reason.js';
import { judgeCounters } from './judge-counters.js';
import { judgeStates } from './judge-states.js';
import { readCounters } from './read-counters.js';
import { rememberCounters } from './remember-counter.js';
import type { ThresholdOverrides } from './threshold-overrides.js';

export { acceptBaseline, type AcceptInput } from './accept-baseline.js';
export { DeviceMemory, NO_MEMORY } from './device-memory.js';
export { HealthReason } from './health-reason.js';
export { ThresholdOverrides } from './threshold-overrides.js';

const MAX_REASONS = 64;
const DAY_MS = 86_400_000;
/** A good verdict about a device that cannot be read is believed for so long; a bad one for ever. */
const GOOD_NEWS_DAYS = 7;

export interface JudgeInput {
  /** null: SMART was not asked for; the former verdict stays. */
  readonly report: SmartReport | null;
  readonly type: DeviceType;
  readonly memory: DeviceMemory;
  /** When the report was made. */
  readonly at: Date;
  readonly overrides?: ThresholdOverrides | undefined;
}

export interface DeviceVerdict {
  readonly health: DeviceHealth;
  /** The worst first. */
  readonly reasons: readonly HealthReason[];
  /** To be given back with the next report of the same device. */
  readonly memory: DeviceMemory;
}

/**
 * What a report means for the health of a disk, by what is remembered of it. Pure: the same input gives the same
 * verdict, and a repeated one changes nothing.
 *
 * `healthy` needs positive evidence: the drive's own PASSED, or a health counter or flag that could be read, with
 * nothing wrong. Without any it is the former verdict, or `unknown`. Virtual disks are always `unknown`: what an
 * emulator says of wear is invented.
 */
export function judgeDevice({ report, type, memory, at, overrides = {} }: JudgeInput): DeviceVerdict {
  if (type === 'virtual') return { health: 'unknown', reasons: [], memory };
  if (report === null) return { ...formerOf(memory, overrides), memory };
  if (report.state === 'asleep') return keepFormer({ memory, at, overrides }, 'asleep');
  if (report.state === 'unavailable') return judgeUnavailable(report, { memory, at, overrides });
  const counters = rememberCounters(memory, readCounters(report, Object.keys(overrides)), at);
  const found = [...judgeStates(report, overrides), ...judgeCounters({ counters, report, at, overrides })];
  const remembered = { ...memory, counters };
  if (!hasEvidence(report)) return withFormer({ memory: remembered, at, overrides }, found, 'no_health_data');
  const reasons = inOrder(found);
  const health = worstOf(reasons) ?? 'healthy';
  return { health, reasons, memory: { ...remembered, last: { health, reasons, readAt: at.toISOString() } } };
}

interface Background {
  readonly memory: DeviceMemory;
  readonly at: Date;
  readonly overrides: ThresholdOverrides;
}

/** Could not be read, but the device’s own verdict may have come through; exit bits of a failed open say nothing. */
function judgeUnavailable(report: SmartReport, background: Background): DeviceVerdict {
  const found = judgeStates({ ...report, exitStatus: null }, background.overrides);
  return withFormer(background, found, 'unavailable');
}

type StaleCode = 'asleep' | 'unavailable' | 'no_health_data';

const STALE: Readonly<Record<StaleCode, string>> = {
  asleep: 'The disk is asleep and was left alone',
  unavailable: 'The disk could not be read',
  no_health_data: 'The answer says nothing about health',
};

/** Bad news without any good: it counts beside the former verdict, and does not clear it. */
function withFormer(background: Background, found: readonly HealthReason[], code: StaleCode): DeviceVerdict {
  if (worstOf(found) === undefined) return keepFormer(background, code);
  const { memory, at, overrides } = background;
  const isNew = (reason: HealthReason): boolean =>
    !found.some((other) => other.code === reason.code && other.attribute === reason.attribute);
  const reasons = inOrder([...found, ...formerOf(memory, overrides).reasons.filter(isNew)]);
  const health = worstOf(reasons) ?? 'unknown';
  return { health, reasons, memory: { ...memory, last: { health, reasons, readAt: at.toISOString() } } };
}

function keepFormer({ memory, at, overrides }: Background, code: StaleCode): DeviceVerdict {
  const { health, reasons } = formerOf(memory, overrides);
  const readAt = memory.last?.readAt;
  const since = readAt === undefined ? 'nothing is known of it yet' : `the verdict is stale since ${readAt}`;
  const stale: HealthReason = {
    severity: 'info',
    code,
    attribute: null,
    message: `${STALE[code]}; ${since}.`,
    source: 'absence is not failure, and a sleeping disk is not woken',
  };
  const ageMs = readAt === undefined ? 0 : at.getTime() - Date.parse(readAt);
  const isTooOld = code !== 'asleep' && health === 'healthy' && ageMs > GOOD_NEWS_DAYS * DAY_MS;
  return { health: isTooOld ? 'unknown' : health, reasons: inOrder([...reasons, stale]), memory };
}

/** The remembered verdict, without what is ignored since. */
function formerOf(
  { last }: DeviceMemory,
  overrides: ThresholdOverrides,
): { health: DeviceHealth; reasons: readonly HealthReason[] } {
  if (last === undefined) return { health: 'unknown', reasons: [] };
  const reasons = last.reasons.filter(({ attribute }) => attribute === null || overrides[attribute]?.ignore !== true);
  if (reasons.length === last.reasons.length || last.health === 'unknown') return { health: last.health, reasons };
  return { health: worstOf(reasons) ?? 'healthy', reasons };
}

function inOrder(reasons: readonly HealthReason[]): HealthReason[] {
  return reasons.toSorted((a, b) => rankOf(b.severity) - rankOf(a.severity)).slice(0, MAX_REASONS);
}
