import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { ContainerSiteProgress } from '../../domain/containers/job-messages.js';

/** An activity gives back what is left after this, so that its workflow shows how far it is. */
const SLICE_MS = 60_000;
const HEARTBEAT_MS = 5_000;

export interface Slice {
  readonly signal: AbortSignal;
  /** No new item is begun any more. */
  isOver(): boolean;
  count(ok: boolean): void;
}

/** Works within one slice of time, with heartbeats. `work` counts what it settles. */
export async function workForSlice(
  total: number,
  work: (slice: Slice) => Promise<void>,
): Promise<ContainerSiteProgress> {
  const counts = { succeeded: 0, failed: 0 };
  const endsAt = Date.now() + SLICE_MS;
  const signal = cancellationSignal();
  const beat = setInterval(() => heartbeat(counts), HEARTBEAT_MS);
  try {
    await work({
      signal,
      isOver: () => signal.aborted || Date.now() >= endsAt,
      count: (ok) => {
        counts[ok ? 'succeeded' : 'failed'] += 1;
      },
    });
  } finally {
    clearInterval(beat);
  }
  signal.throwIfAborted();
  return { ...counts, pending: total - counts.succeeded - counts.failed };
}
