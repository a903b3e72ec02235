import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { unraidArray } from './command.js';
import { unraidMetricDefinitions, unraidMetrics } from './metrics.js';
import { unraidFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'unraid',
  summary: 'Unraid’s array: its state, its disks, parity checks.',
  class: 'fast',
  intervalSeconds: 300,
  schema: unraidFactsSchema,
  metricDefinitions: unraidMetricDefinitions,
  commandDefinitions: [unraidArray],
  commands: () => ({ array: invoke(unraidArray) }),
  facts: ({ array }) => ({ facts: array }),
  metrics: unraidMetrics,
  watched: ({ arrayState, degraded, parity }) => ({
    arrayState,
    arrayDegraded: degraded,
    parityAction: parity.action,
    parityErrors: parity.errors,
  }),
});
