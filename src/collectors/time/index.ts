import { invoke } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import { chronyTracking, ntpPeers, timedatectl, timesyncStatus } from './command.js';
import { hasSpoken, judgeClock } from './judge.js';
import { timeMetricDefinitions, timeMetrics } from './metrics.js';
import { timeFactsSchema, type ClockState } from './schema.js';

export const collector = defineCollector({
  name: 'time',
  summary: 'Whether the clock is synchronised, and how far off it is.',
  class: 'slow',
  intervalSeconds: 900,
  schema: timeFactsSchema,
  metricDefinitions: timeMetricDefinitions,
  commandDefinitions: [chronyTracking, ntpPeers, timedatectl, timesyncStatus],
  commands: ({ tools }) => ({
    chrony: 'chronyc' in tools ? invoke(chronyTracking) : undefined,
    ntp: 'ntpq' in tools ? invoke(ntpPeers) : undefined,
    systemd: invoke(timedatectl),
  }),
  // Asking it starts timesyncd where it may be started: only where it is switched on and nobody else has answered.
  followUps: ({ chrony, ntp, systemd }): Record<string, FollowUp> => {
    if (hasSpoken(chrony) || hasSpoken(ntp) || systemd?.serviceEnabled !== true) return {};
    return { timesyncd: { invocation: invoke(timesyncStatus), lane: 'time' } };
  },
  facts: ({ chrony, ntp, systemd }, _previous, answers) => {
    const timesyncd = answers.get('timesyncd')?.value as ClockState | undefined;
    return { facts: judgeClock({ chrony, ntp, systemd, timesyncd }) };
  },
  metrics: timeMetrics,
  watched: ({ synchronised }) => ({ timeSynchronised: synchronised }),
});
