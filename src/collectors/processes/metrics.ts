import type { Sample } from '../collector.js';
import { counterToNumber } from '../shared/counters.js';
import { counter, gauge, sampler } from '../shared/samples.js';
import type { ProcessesFacts } from './schema.js';

export const processesMetricDefinitions = [
  gauge('processes_total', 'count', 'Processes that exist.'),
  gauge('processes_running', 'count', 'Threads that run or could run.'),
  gauge('processes_blocked', 'count', 'Processes that wait for a disk.'),
  counter('process_forks_total', 'count', 'Processes and threads made since boot.'),
] as const;

const sample = sampler(processesMetricDefinitions);

export function processesMetrics(facts: ProcessesFacts): readonly Sample[] {
  return [
    sample('processes_total', facts.total),
    sample('processes_running', facts.running),
    sample('processes_blocked', facts.blocked),
    sample('process_forks_total', counterToNumber(facts.forks)),
  ];
}
