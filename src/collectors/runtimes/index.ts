import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { dockerInfo, podmanSystem, podmanUser, runtimePresence } from './command.js';
import { judgeRuntimes } from './judge.js';
import { runtimesMetricDefinitions, runtimesMetrics } from './metrics.js';
import { runtimesFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'runtimes',
  summary: 'Container runtimes that are there, whether they answer, and their numbers of containers.',
  class: 'slow',
  intervalSeconds: 900,
  schema: runtimesFactsSchema,
  metricDefinitions: runtimesMetricDefinitions,
  commandDefinitions: [runtimePresence, dockerInfo, podmanSystem, podmanUser],
  commands: ({ tools, sudo }) => ({
    presence: invoke(runtimePresence),
    docker: /podman/i.test(tools['docker'] ?? '') ? undefined : invoke(dockerInfo),
    podmanSystem: sudo === 'none' ? undefined : invoke(podmanSystem),
    podmanUser: sudo === 'root' ? undefined : invoke(podmanUser),
  }),
  facts: (reports) => ({ facts: judgeRuntimes(reports) }),
  metrics: runtimesMetrics,
  watched: ({ runtimes }) =>
    Object.fromEntries(
      runtimes.flatMap(({ runtime, scope, version, up }) => {
        const name = scope === 'user' ? `${runtime}User` : runtime;
        // One that does not answer has not changed its version.
        return [...(version === null ? [] : [[`${name}Version`, version] as const]), [`${name}Up`, up] as const];
      }),
    ),
});
