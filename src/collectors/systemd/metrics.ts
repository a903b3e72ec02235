import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { SystemdFacts } from './schema.js';

export const systemdMetricDefinitions = [gauge('systemd_failed_units', 'count', 'Units that have failed.')] as const;

const sample = sampler(systemdMetricDefinitions);

export function systemdMetrics(facts: SystemdFacts): readonly Sample[] {
  return [sample('systemd_failed_units', facts.failed.length)];
}
