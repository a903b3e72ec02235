import type { MetricDefinition, Sample } from '../collector.js';

type Named<N extends string> = MetricDefinition & { readonly name: N };

export function gauge<const N extends string>(name: N, unit: string, help: string): Named<N> {
  return { name, unit, kind: 'gauge', help };
}

export function counter<const N extends string>(name: N, unit: string, help: string): Named<N> {
  return { name, unit, kind: 'counter', help };
}

/** Makes samples of the declared metrics only; a value that is no finite number becomes null, never 0. */
export function sampler<N extends string>(
  definitions: readonly Named<N>[],
): (name: N, value: number | null | undefined, labels?: Readonly<Record<string, string>>) => Sample {
  const units = new Map<string, string>(definitions.map(({ name, unit }) => [name, unit]));
  return (metric, value, labels = {}) => ({
    metric,
    labels,
    unit: units.get(metric) ?? '',
    value: value === null || value === undefined || !Number.isFinite(value) ? null : value,
  });
}
