import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { procLoadavg } from './command.js';
import { loadMetricDefinitions, loadMetrics } from './metrics.js';
import { loadFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'load',
  summary: 'Load averages and threads.',
  class: 'fast',
  intervalSeconds: 300,
  schema: loadFactsSchema,
  metricDefinitions: loadMetricDefinitions,
  commandDefinitions: [procLoadavg],
  commands: () => ({ file: invoke(procLoadavg) }),
  facts: ({ file }) => ({ facts: file }),
  metrics: loadMetrics,
});
