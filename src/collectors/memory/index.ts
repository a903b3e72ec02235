import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { procMeminfo } from './command.js';
import { memoryMetricDefinitions, memoryMetrics } from './metrics.js';
import { memoryFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'memory',
  summary: 'Memory and swap.',
  class: 'fast',
  intervalSeconds: 300,
  schema: memoryFactsSchema,
  metricDefinitions: memoryMetricDefinitions,
  commandDefinitions: [procMeminfo],
  commands: () => ({ file: invoke(procMeminfo) }),
  facts: ({ file }) => ({ facts: file }),
  metrics: memoryMetrics,
});
