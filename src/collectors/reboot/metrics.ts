import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { toSampleValue } from '../shared/three-values.js';
import type { RebootFacts } from './schema.js';

export const rebootMetricDefinitions = [
  gauge('reboot_required', 'boolean', '1 when the host asks for a reboot; no value when nothing there tells.'),
] as const;

const sample = sampler(rebootMetricDefinitions);

export function rebootMetrics({ required }: RebootFacts): readonly Sample[] {
  return [sample('reboot_required', toSampleValue(required))];
}
