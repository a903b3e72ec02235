import type { Measurement } from '../engine.js';

export interface RateInput {
  readonly current: Readonly<Record<string, number | null | undefined>>;
  readonly previous: Measurement | undefined;
  /** Name of the value that counts the seconds since the server started. */
  readonly uptimeName: string;
  /** Between the two collections by our clock; used when the server does not tell its uptime. */
  readonly elapsedSeconds: number | undefined;
}

/**
 * How fast counters move, per second. The server's own uptime is the clock, so that a late or missed collection does
 * not distort a rate; when it went backwards the server was restarted and there is no rate. A counter that went
 * backwards by itself was reset (`FLUSH STATUS`) and has none either.
 */
export function rateReader(input: RateInput): (name: string) => number | undefined {
  const seconds = secondsBetween(input);
  return (name) => {
    const before = input.previous?.values[name];
    const now = input.current[name];
    if (seconds === undefined || typeof before !== 'number' || typeof now !== 'number' || now < before)
      return undefined;
    return (now - before) / seconds;
  };
}

function secondsBetween({ current, previous, uptimeName, elapsedSeconds }: RateInput): number | undefined {
  const before = previous?.values[uptimeName];
  const now = current[uptimeName];
  const seconds = typeof before === 'number' && typeof now === 'number' ? now - before : elapsedSeconds;
  return seconds !== undefined && seconds > 0 ? seconds : undefined;
}
