import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { procStat } from '../shared/proc-stat.js';
import { procStatLater } from './command.js';
import { cpuMetricDefinitions, cpuMetrics } from './metrics.js';
import { cpuFacts } from './parser.js';
import { cpuFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'cpu',
  summary: 'CPU usage, time lost to disks and to the hypervisor.',
  class: 'fast',
  intervalSeconds: 300,
  schema: cpuFactsSchema,
  metricDefinitions: cpuMetricDefinitions,
  commandDefinitions: [procStat, procStatLater],
  commands: (_host, previous) => ({
    stat: invoke(procStat),
    later: previous === undefined ? invoke(procStatLater) : undefined,
  }),
  facts: ({ stat, later }, previous) => ({ facts: cpuFacts(stat, later, previous) }),
  metrics: cpuMetrics,
});
