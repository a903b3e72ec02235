import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { procUptime } from './command.js';
import { uptimeMetricDefinitions, uptimeMetrics } from './metrics.js';
import { uptimeFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'uptime',
  summary: 'Time since boot.',
  class: 'fast',
  intervalSeconds: 300,
  schema: uptimeFactsSchema,
  metricDefinitions: uptimeMetricDefinitions,
  commandDefinitions: [procUptime],
  commands: () => ({ file: invoke(procUptime) }),
  facts: ({ file }) => ({ facts: file }),
  metrics: uptimeMetrics,
});
