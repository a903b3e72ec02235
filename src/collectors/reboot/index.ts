import { invoke } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import { needrestart, needsRestarting, rebootSigns } from './command.js';
import { judgeReboot, keepVerdict } from './judge.js';
import { rebootMetricDefinitions, rebootMetrics } from './metrics.js';
import { rebootFactsSchema, type ToolVerdict } from './schema.js';

const TOOLS = [needsRestarting, needrestart] as const;

export const collector = defineCollector({
  name: 'reboot',
  summary: 'Whether the host needs a reboot.',
  class: 'fast',
  intervalSeconds: 300,
  schema: rebootFactsSchema,
  metricDefinitions: rebootMetricDefinitions,
  commandDefinitions: [rebootSigns, ...TOOLS],
  commands: ({ tools }) => ({
    signs: invoke(rebootSigns, { stamp: TOOLS.some((command) => command.tools.every((tool) => tool in tools)) }),
  }),
  // These start an interpreter and read the whole package database: only when that or the boot has changed.
  followUps: ({ signs }, { tools }, previous): Record<string, FollowUp> => {
    const command = TOOLS.find((each) => each.tools.every((tool) => tool in tools));
    if (command === undefined || signs?.stamp === undefined || previous?.asked?.stamp === signs.stamp) return {};
    return { asked: { invocation: invoke(command), lane: 'packages' } };
  },
  facts: ({ signs }, previous, answers) => {
    if (signs === undefined) return { facts: undefined };
    const fresh = answers.get('asked')?.value as ToolVerdict | undefined;
    return { facts: judgeReboot(signs, keepVerdict(signs.stamp, fresh, previous)) };
  },
  metrics: rebootMetrics,
  watched: ({ required }) => ({ rebootRequired: required }),
});
