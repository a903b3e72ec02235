import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { crashedServices, failedUnits } from './command.js';
import { systemdMetricDefinitions, systemdMetrics } from './metrics.js';
import { systemdFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'systemd',
  summary: 'Units and services that have failed.',
  class: 'fast',
  intervalSeconds: 300,
  schema: systemdFactsSchema,
  metricDefinitions: systemdMetricDefinitions,
  commandDefinitions: [failedUnits, crashedServices],
  commands: ({ tools }) => ({
    units: invoke(failedUnits),
    crashed: 'rc-status' in tools ? invoke(crashedServices) : undefined,
  }),
  facts: ({ units, crashed }) => {
    const failed = units ?? crashed;
    return { facts: failed === undefined ? undefined : { failed: [...failed] } };
  },
  metrics: systemdMetrics,
  watched: ({ failed }) => ({ failedUnits: failed.length }),
});
