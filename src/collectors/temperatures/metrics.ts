import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { TemperaturesFacts } from './schema.js';

export const temperaturesMetricDefinitions = [
  gauge('temperature_celsius', 'celsius', 'Temperature of a sensor; no value when its reading cannot be true.'),
  gauge('temperature_critical_celsius', 'celsius', 'Critical limit that the chip itself states.'),
] as const;

const sample = sampler(temperaturesMetricDefinitions);

export function temperaturesMetrics({ sensors }: TemperaturesFacts): readonly Sample[] {
  return sensors.flatMap(({ id, celsius, criticalCelsius }) => [
    sample('temperature_celsius', celsius, { sensor: id }),
    ...(criticalCelsius === null ? [] : [sample('temperature_critical_celsius', criticalCelsius, { sensor: id })]),
  ]);
}
