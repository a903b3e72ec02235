import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { counterToNumber } from '../shared/counters.js';
import { procStat } from '../shared/proc-stat.js';
import { processCount, processTop } from './command.js';
import { processesMetricDefinitions, processesMetrics } from './metrics.js';
import { processesFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'processes',
  summary: 'How many processes there are, run or wait for a disk, and the largest ones.',
  class: 'fast',
  intervalSeconds: 300,
  schema: processesFactsSchema,
  metricDefinitions: processesMetricDefinitions,
  commandDefinitions: [procStat, processCount, processTop],
  commands: () => ({ stat: invoke(procStat), count: invoke(processCount), top: invoke(processTop) }),
  facts: ({ stat, count, top }) => ({
    facts: {
      total: count,
      running: counterToNumber(stat?.running) ?? undefined,
      blocked: counterToNumber(stat?.blocked) ?? undefined,
      forks: stat?.forks,
      top: [...(top ?? [])],
    },
  }),
  metrics: processesMetrics,
});
