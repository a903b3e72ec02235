import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { btrfsCommands, btrfsMounts, mountedFilesystems } from './command.js';
import { toBtrfsFacts } from './facts.js';
import { furtherQuestions, isPrivileged } from './follow-ups.js';
import { btrfsMetricDefinitions, btrfsMetrics } from './metrics.js';
import { observeBtrfs } from './observe.js';
import { btrfsFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'btrfs',
  summary: 'Mounted Btrfs filesystems: devices, errors, chunk space, scrubs.',
  class: 'fast',
  intervalSeconds: 300,
  schema: btrfsFactsSchema,
  metricDefinitions: btrfsMetricDefinitions,
  commandDefinitions: btrfsCommands,
  commands: (host) => ({
    shown: invoke(mountedFilesystems, { privileged: isPrivileged(host) }),
    mounts: host.tools['btrfs'] === undefined ? undefined : invoke(btrfsMounts),
  }),
  followUps: furtherQuestions,
  facts: (first, previous, answers) => toBtrfsFacts({ first, answers, previous, nowMs: Date.now() }),
  metrics: btrfsMetrics,
  observations: (facts) => observeBtrfs(facts, Date.now()),
});
