import type { SmartReport } from '../storage-device.js';
import { COUNTER_RULES, type CounterCondition, type CounterRule } from './counter-rules.js';
import { COUNTERS, type CounterRow } from './counters.js';
import type { CounterMemory, DeviceMemory } from './device-memory.js';
import type { HealthReason } from './health-reason.js';
import { printable } from './printable.js';
import { attributesNamedBy, isMeant } from './read-counters.js';
import { lastSeen, riseWithin } from './remember-counter.js';
import type { ThresholdOverride, ThresholdOverrides } from './threshold-overrides.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A counter that was not in any report for so long is not spoken of any more. */
const FORGOTTEN_AFTER_DAYS = 30;

export interface CounterInput {
  readonly counters: DeviceMemory['counters'];
  /** For the names; counters that it lacks count with their last value, so that a partial answer clears nothing. */
  readonly report: SmartReport;
  readonly at: Date;
  readonly overrides: ThresholdOverrides;
}

/** The reasons that lie in counters and how they grew. */
export function judgeCounters({ counters, report, at, overrides }: CounterInput): HealthReason[] {
  return [...COUNTERS, ...attributesNamedBy(Object.keys(overrides))].flatMap((row) => {
    const memory = counters[row.key];
    const override = overrides[row.key] ?? {};
    if (memory === undefined || override.ignore === true) return [];
    if (at.getTime() - lastSeen(memory).getTime() > FORGOTTEN_AFTER_DAYS * DAY_MS) return [];
    const met = rulesFor(row.key, override).filter(({ when }) => isMet(when, memory, at));
    return met.map((rule) => tell(rule, nameOf(row, report), memory));
  });
}

/** The table's rules for a counter, with what an override puts in their place. */
function rulesFor(key: string, { warningAbove, failingAbove, growthDays }: ThresholdOverride): CounterRule[] {
  const own = {
    counter: key,
    code: 'limit_exceeded',
    meaning: 'the limit that was set for this device',
    source: 'override',
  };
  const rules: CounterRule[] = COUNTER_RULES.filter(({ counter }) => counter === key).flatMap((rule) => {
    if ('above' in rule.when && rule.severity === 'warning' && warningAbove !== undefined) return [];
    if (!('grownWithinDays' in rule.when) || growthDays === undefined) return [rule];
    return growthDays === 0 ? [] : [{ ...rule, when: { grownWithinDays: growthDays } }];
  });
  if (warningAbove !== undefined) rules.push({ ...own, severity: 'warning', when: { above: BigInt(warningAbove) } });
  if (failingAbove !== undefined) rules.push({ ...own, severity: 'failing', when: { above: BigInt(failingAbove) } });
  return rules;
}

function isMet(when: CounterCondition, memory: CounterMemory, at: Date): boolean {
  if ('above' in when) {
    const accepted = memory.acceptedAt === null ? -1n : BigInt(memory.baseline);
    const value = BigInt(memory.value);
    return value > when.above && value > accepted;
  }
  if ('grownWithinDays' in when) {
    if (memory.increasedAt === null) return false;
    return at.getTime() - Date.parse(memory.increasedAt) <= when.grownWithinDays * DAY_MS;
  }
  return riseWithin(memory, when.withinHours * HOUR_MS, at) >= when.atLeast;
}

function tell(
  { counter, code, severity, when, meaning, source }: CounterRule,
  name: string,
  memory: CounterMemory,
): HealthReason {
  const { value, baseline, firstSeenAt, increasedAt, previous } = memory;
  const said =
    'above' in when
      ? `${name} is ${value}${baseline === value ? '' : `, was ${baseline} on ${dayOf(firstSeenAt)}`}`
      : `${name} rose from ${previous ?? baseline} to ${value} by ${increasedAt ?? firstSeenAt}`;
  return { severity, code, attribute: counter, message: `${said}: ${meaning}.`, source };
}

/** By the drive's own name where the report has it. */
function nameOf({ key, title, place }: CounterRow, { attributes }: SmartReport): string {
  if (!('attribute' in place)) return title;
  const names = attributes.filter((attribute) => isMeant(attribute, place)).map(({ name }) => printable(name));
  const [first = title] = names.toSorted();
  return `${first} (attribute ${key})`;
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
