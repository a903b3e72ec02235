import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { toSampleValue } from '../shared/three-values.js';
import type { RuntimesFacts } from './schema.js';

export const runtimesMetricDefinitions = [
  gauge('container_runtime_up', 'boolean', '1 when the container runtime answers or listens.'),
  gauge('container_runtime_containers_running', 'count', 'Containers of the runtime that run.'),
  gauge('container_runtime_containers_stopped', 'count', 'Containers of the runtime that do not run.'),
] as const;

const sample = sampler(runtimesMetricDefinitions);

export function runtimesMetrics({ runtimes }: RuntimesFacts): readonly Sample[] {
  return runtimes.flatMap(({ runtime, scope, up, running, stopped }) => {
    const labels = { runtime, scope };
    return [
      sample('container_runtime_up', toSampleValue(up), labels),
      ...(running === null ? [] : [sample('container_runtime_containers_running', running, labels)]),
      ...(stopped === null ? [] : [sample('container_runtime_containers_stopped', stopped, labels)]),
    ];
  });
}
