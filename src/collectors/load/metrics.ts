import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { LoadFacts } from './schema.js';

export const loadMetricDefinitions = [
  gauge('load1', '', 'Load average of the last minute.'),
  gauge('load5', '', 'Load average of the last 5 minutes.'),
  gauge('load15', '', 'Load average of the last 15 minutes.'),
  gauge('threads_total', 'count', 'Threads that exist.'),
] as const;

const sample = sampler(loadMetricDefinitions);

export function loadMetrics(facts: LoadFacts): readonly Sample[] {
  return [
    sample('load1', facts.load1),
    sample('load5', facts.load5),
    sample('load15', facts.load15),
    sample('threads_total', facts.threads),
  ];
}
