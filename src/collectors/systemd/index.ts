import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../collector.js';
import { failedUnits } from './command.js';
import { systemdMetricDefinitions, systemdMetrics } from './metrics.js';
import { systemdFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'systemd',
  summary: 'Units that have failed.',
  class: 'fast',
  intervalSeconds: 300,
  schema: systemdFactsSchema,
  metricDefinitions: systemdMetricDefinitions,
  commandDefinitions: [failedUnits],
  commands: () => ({ units: invoke(failedUnits) }),
  facts: ({ units }) => ({ facts: units === undefined ? undefined : { failed: [...units] } }),
  metrics: systemdMetrics,
});
