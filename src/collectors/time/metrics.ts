import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { toSampleValue } from '../shared/three-values.js';
import type { TimeFacts } from './schema.js';

export const timeMetricDefinitions = [
  gauge('time_synchronised', 'boolean', '1 when the clock follows a reference; no value when nobody tells.'),
  gauge('time_offset_seconds', 'seconds', 'How far the clock is ahead of its reference; negative when behind.'),
] as const;

const sample = sampler(timeMetricDefinitions);

export function timeMetrics({ synchronised, offsetSeconds }: TimeFacts): readonly Sample[] {
  return [
    sample('time_synchronised', toSampleValue(synchronised)),
    ...(offsetSeconds === null ? [] : [sample('time_offset_seconds', offsetSeconds)]),
  ];
}
