import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { temperatures } from './command.js';
import { temperaturesMetricDefinitions, temperaturesMetrics } from './metrics.js';
import { temperaturesFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'temperatures',
  summary: 'Temperatures of CPUs, boards and NVMe disks; those of other disks are SMART’s.',
  class: 'fast',
  intervalSeconds: 300,
  schema: temperaturesFactsSchema,
  metricDefinitions: temperaturesMetricDefinitions,
  commandDefinitions: [temperatures],
  commands: () => ({ all: invoke(temperatures) }),
  facts: ({ all }) => ({ facts: all }),
  metrics: temperaturesMetrics,
});
