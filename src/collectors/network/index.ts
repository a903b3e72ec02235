import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { procNetDev } from './command.js';
import { networkMetricDefinitions, networkMetrics } from './metrics.js';
import { networkFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'network',
  summary: 'Traffic, errors and drops of each network interface.',
  class: 'fast',
  intervalSeconds: 300,
  schema: networkFactsSchema,
  metricDefinitions: networkMetricDefinitions,
  commandDefinitions: [procNetDev],
  commands: () => ({ file: invoke(procNetDev) }),
  facts: ({ file }) => ({ facts: file }),
  metrics: networkMetrics,
});
