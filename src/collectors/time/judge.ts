import type { ClockState, SystemdClock, TimeFacts } from './schema.js';

export interface ClockReports {
  readonly chrony?: ClockState | undefined;
  readonly ntp?: ClockState | undefined;
  readonly timesyncd?: ClockState | undefined;
  readonly systemd?: SystemdClock | undefined;
}

/** The daemon that keeps the clock knows best; the kernel's flag, which systemd shows, lags behind it. */
export function judgeClock({ chrony, ntp, timesyncd, systemd }: ClockReports): TimeFacts | undefined {
  const common = { serviceEnabled: systemd?.serviceEnabled ?? null, timeZone: systemd?.timeZone ?? null };
  for (const [source, clock] of [
    ['chrony', chrony],
    ['ntp', ntp],
  ] as const) {
    if (hasSpoken(clock)) return { source, ...clock, ...common };
  }
  if (systemd === undefined) return undefined;
  const { offsetSeconds = null, stratum = null, server = null } = timesyncd ?? {};
  const source = server === null && offsetSeconds === null ? 'systemd' : 'timesyncd';
  return { source, synchronised: systemd.synchronised, offsetSeconds, stratum, server, ...common };
}

/** A daemon that is installed and does not run says nothing. */
export function hasSpoken(clock: ClockState | undefined): clock is ClockState {
  return clock !== undefined && clock.synchronised !== null;
}
