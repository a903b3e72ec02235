import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { VirtualisationFacts } from './schema.js';

export const virtualisationMetricDefinitions = [
  gauge('guests_running', 'count', 'Virtual machines or system containers that run.'),
  gauge('guests_stopped', 'count', 'Virtual machines or system containers that do not run.'),
] as const;

const sample = sampler(virtualisationMetricDefinitions);

export function virtualisationMetrics({ managers }: VirtualisationFacts): readonly Sample[] {
  return managers.flatMap(({ manager, running, stopped }) => [
    sample('guests_running', running, { manager }),
    sample('guests_stopped', stopped, { manager }),
  ]);
}
