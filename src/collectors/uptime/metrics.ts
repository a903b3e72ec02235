import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { UptimeFacts } from './schema.js';

export const uptimeMetricDefinitions = [gauge('uptime_seconds', 'seconds', 'Time since boot.')] as const;

const sample = sampler(uptimeMetricDefinitions);

export function uptimeMetrics(facts: UptimeFacts): readonly Sample[] {
  return [sample('uptime_seconds', facts.uptimeSeconds)];
}
