import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { filesystems } from './command.js';
import { filesystemMetricDefinitions, filesystemMetrics } from './metrics.js';
import { filesystemFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'filesystem',
  summary: 'Space and inodes of local filesystems.',
  class: 'fast',
  intervalSeconds: 300,
  schema: filesystemFactsSchema,
  metricDefinitions: filesystemMetricDefinitions,
  commandDefinitions: [filesystems],
  commands: () => ({ all: invoke(filesystems) }),
  facts: ({ all }) => ({ facts: all }),
  metrics: filesystemMetrics,
});
