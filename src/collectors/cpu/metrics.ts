import type { Sample } from '../collector.js';
import { counterToNumber } from '../shared/counters.js';
import { counter, gauge, sampler } from '../shared/samples.js';
import type { CpuFacts } from './schema.js';

export const cpuMetricDefinitions = [
  gauge('cpu_usage_percent', 'percent', 'Share of CPU time that was neither idle nor waiting for disks.'),
  gauge('cpu_iowait_percent', 'percent', 'Share of CPU time spent waiting for disks.'),
  gauge('cpu_steal_percent', 'percent', 'Share of CPU time the hypervisor gave to others.'),
  gauge('cpu_count', 'count', 'CPUs that are online.'),
  counter('context_switches_total', 'count', 'Context switches since boot.'),
] as const;

const sample = sampler(cpuMetricDefinitions);

export function cpuMetrics(facts: CpuFacts): readonly Sample[] {
  return [
    sample('cpu_usage_percent', facts.usage?.usagePercent),
    sample('cpu_iowait_percent', facts.usage?.ioWaitPercent),
    sample('cpu_steal_percent', facts.usage?.stealPercent),
    sample('cpu_count', facts.cores === 0 ? null : facts.cores),
    sample('context_switches_total', counterToNumber(facts.contextSwitches)),
  ];
}
