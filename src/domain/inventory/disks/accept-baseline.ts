import type { CounterMemory, DeviceMemory } from './device-memory.js';
import { worstOf } from './health-reason.js';

export interface AcceptInput {
  /** A key of the memory’s counters; all when absent. One that is not there changes nothing. */
  readonly counter?: string | undefined;
  readonly at: Date;
  readonly by: string;
}

/** What is told of counters, as against flags that bear the same attribute. */
const COUNTER_CODES: ReadonlySet<string> = new Set([
  'counter_not_zero',
  'counter_growing',
  'counter_growing_fast',
  'command_timeouts',
  'interface_errors',
  'error_log_growing',
  'limit_exceeded',
]);

/**
 * The memory after a person took the present values for known: they, and the growth up to now, are no reason any more;
 * growth from now on is. The remembered verdict loses those reasons at once, for disks that sleep.
 */
export function acceptBaseline(memory: DeviceMemory, { counter, at, by }: AcceptInput): DeviceMemory {
  const isChosen = (key: string): boolean =>
    Object.hasOwn(memory.counters, key) && (counter === undefined || counter === key);
  const counters = Object.fromEntries(
    Object.entries(memory.counters).map(([key, known]) => [key, isChosen(key) ? accept(known, at, by) : known]),
  );
  const { last } = memory;
  if (last === undefined) return { ...memory, counters };
  const reasons = last.reasons.filter(
    ({ attribute, code }) => attribute === null || !isChosen(attribute) || !COUNTER_CODES.has(code),
  );
  const health = last.health === 'unknown' ? 'unknown' : (worstOf(reasons) ?? 'healthy');
  return { ...memory, counters, last: { ...last, health, reasons } };
}

function accept(known: CounterMemory, at: Date, by: string): CounterMemory {
  return {
    ...known,
    baseline: known.value,
    increasedAt: null,
    previous: null,
    acceptedAt: at.toISOString(),
    acceptedBy: by,
    recent: known.recent.slice(-1).map((point) => ({ ...point, value: known.value })),
  };
}
