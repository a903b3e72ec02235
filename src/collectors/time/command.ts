import { z } from 'zod';
import { defineCommand, type HostCapabilities } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parseChronyTracking, parseNtpPeers, parseTimedatectl, parseTimesyncStatus } from './parser.js';

const nothing = { effect: 'read_only', args: z.strictObject({}), example: {} } as const;

/** `show` and `timesync-status` came with 239. */
function knowsShow({ tools }: HostCapabilities): boolean {
  return Number(/\b(\d{3})\b/.exec(tools['systemctl'] ?? '')?.[1] ?? 0) >= 239;
}

export const chronyTracking = defineCommand({
  ...nothing,
  id: 'time.chrony',
  summary: 'Offset and state of chrony, as comma-separated values.',
  tools: ['chronyc'],
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['chronyc', '-n', '-c', 'tracking'],
  parse: parseChronyTracking,
});

export const ntpPeers = defineCommand({
  ...nothing,
  id: 'time.ntp_peers',
  summary: 'Peers of ntpd and their offsets.',
  tools: ['ntpq'],
  acceptedExitCodes: ANY_EXIT_CODE,
  timeout: 'normal',
  argv: () => ['ntpq', '-pn'],
  parse: parseNtpPeers,
});

export const timedatectl = defineCommand({
  ...nothing,
  id: 'time.timedatectl',
  summary: 'Whether the clock is synchronised, as systemd sees it.',
  tools: ['timedatectl'],
  timeout: 'normal',
  argv: (_args, host) => ['timedatectl', knowsShow(host) ? 'show' : 'status'],
  parse: parseTimedatectl,
});

export const timesyncStatus = defineCommand({
  ...nothing,
  id: 'time.timesyncd',
  summary: 'Offset and server of systemd-timesyncd.',
  tools: ['timedatectl'],
  timeout: 'normal',
  // Fails where another daemon keeps the clock.
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: (_args, host) => (knowsShow(host) ? ['timedatectl', 'timesync-status'] : undefined),
  parse: parseTimesyncStatus,
});
