import type { MeasureInput } from '../engine.js';

export interface ExpectedReplicas {
  readonly count: number;
  readonly missingSeconds: number;
}

/** A replica that is missing for so long is taken as gone on purpose. */
const FORGET_SECONDS = 86_400;

/**
 * The most replicas that were seen at once, until fewer have been there for a day. It is kept as the detail
 * `expectedReplicas`. `connected` undefined: not told this time, which changes nothing.
 */
export function expectReplicas(
  connected: number | undefined,
  { previous, elapsedSeconds }: Pick<MeasureInput, 'previous' | 'elapsedSeconds'>,
): ExpectedReplicas | undefined {
  const before = recall(previous?.details['expectedReplicas']);
  if (connected === undefined) return before;
  if (before === undefined || connected >= before.count) return { count: connected, missingSeconds: 0 };
  const missingSeconds = before.missingSeconds + (elapsedSeconds ?? 0);
  return missingSeconds > FORGET_SECONDS ? { count: connected, missingSeconds: 0 } : { ...before, missingSeconds };
}

function recall(detail: unknown): ExpectedReplicas | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  const { count, missingSeconds } = detail as Partial<Record<keyof ExpectedReplicas, unknown>>;
  return typeof count === 'number' && typeof missingSeconds === 'number' ? { count, missingSeconds } : undefined;
}
