import { ParseError } from '../../platform/commands/index.js';
import { counterDelta } from '../shared/counters.js';
import { CPU_STATES, type CpuTicks, type ProcStat } from '../shared/proc-stat.js';
import type { CpuFacts } from './schema.js';

/** Usage is everything but idle and waiting for disks, of the time that passed between two readings. */
export function usageBetween(before: CpuTicks, after: CpuTicks): CpuFacts['usage'] {
  const deltas = new Map<string, number>();
  let total = 0;
  for (const state of CPU_STATES) {
    // iowait is known to step back a little; that is no reset.
    const delta = Number(counterDelta(before[state], after[state]) ?? 0n);
    deltas.set(state, delta);
    total += delta;
  }
  if (total <= 0) return undefined;
  const share = (state: string): number => (100 * (deltas.get(state) ?? 0)) / total;
  return {
    usagePercent: Math.max(0, 100 - share('idle') - share('iowait')),
    ioWaitPercent: share('iowait'),
    stealPercent: share('steal'),
  };
}

/** Facts of one tick: compared with the former tick's reading, or with one a moment earlier. */
export function cpuFacts(
  first: ProcStat | undefined,
  later: ProcStat | undefined,
  previous: CpuFacts | undefined,
): CpuFacts {
  const newest = later ?? first;
  if (newest?.ticks === undefined) throw new ParseError('/proc/stat', 'there are no CPU times', '');
  const before = first !== undefined && later !== undefined ? first.ticks : earlierTicks(newest, previous);
  const usage = before === undefined ? undefined : usageBetween(before, newest.ticks);
  return {
    cores: newest.cores,
    ticks: newest.ticks,
    ...(newest.bootTimeSeconds === undefined ? {} : { bootTimeSeconds: newest.bootTimeSeconds }),
    ...(newest.contextSwitches === undefined ? {} : { contextSwitches: newest.contextSwitches }),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** The former reading, unless the host has started anew since. The boot time wanders by a second with the clock. */
function earlierTicks(newest: ProcStat, previous: CpuFacts | undefined): CpuTicks | undefined {
  if (previous === undefined || newest.ticks === undefined) return undefined;
  const rebooted = counterDelta(previous.ticks.idle, newest.ticks.idle) === undefined;
  const user = counterDelta(previous.ticks.user, newest.ticks.user) === undefined;
  return rebooted || user ? undefined : previous.ticks;
}
