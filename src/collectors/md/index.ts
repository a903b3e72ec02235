import { observeMdArray } from '../../domain/inventory/pools/md-observation.js';
import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { distinctPools } from '../shared/pool-identity.js';
import { askMdadm } from './ask-mdadm.js';
import { mdSysfs, mdadmDetail, mdadmScan, mdstat } from './command.js';
import { learnMd } from './facts.js';
import { mdMetricDefinitions, mdMetrics } from './metrics.js';
import { planMd } from './plan.js';
import { mdFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'md',
  summary: 'Software RAID of the kernel: state, slots, members, rebuild and check.',
  class: 'fast',
  intervalSeconds: 300,
  schema: mdFactsSchema,
  metricDefinitions: mdMetricDefinitions,
  commandDefinitions: [mdstat, mdSysfs, mdadmDetail, mdadmScan],
  commands: () => ({ stat: invoke(mdstat) }),
  followUps: ({ stat }, host, previous) => (stat === undefined ? {} : planMd(stat, host, previous)),
  facts: learnMd,
  measures: ({ sinceScan }) => sinceScan === 0,
  measure: askMdadm,
  metrics: mdMetrics,
  observations: ({ arrays, complete }) => ({
    pools: { types: ['mdraid'], complete, items: distinctPools(arrays.map(observeMdArray)) },
  }),
});
