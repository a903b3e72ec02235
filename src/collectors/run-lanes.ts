import { setMaxListeners } from 'node:events';
import {
  type CommandResult,
  type HostCapabilities,
  type ReadOnlyInvocation,
  runBatch,
} from '../platform/commands/index.js';
import { RemoteError } from '../platform/ssh/remote-errors.js';
import type { Transport } from '../platform/ssh/transport.js';
import type { FollowUp } from './collector.js';

/** Channels at once for the second round: below any server’s MaxSessions, and gentle to a host’s disks. */
const MAX_CHANNELS = 4;
/** What one run of a channel asks: if it has to be cut off, no more than this is lost. */
const COMMANDS_PER_RUN = 8;
/** For the second round as a whole: a host full of dying disks is not worth more. */
const ROUND_LIMIT_MS = 60_000;

export interface LaneResults {
  /** By the keys of the invocations; what was not asked in time is absent. */
  readonly results: ReadonlyMap<string, CommandResult>;
  readonly channels: readonly (readonly CommandResult[])[];
}

interface LaneRequest {
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs follow-ups in a few channels at once; those of one lane stay in one channel, in order. A channel that is lost
 * costs what it was running; what it had not come to is asked once more. Rejects only on abort by the request's signal.
 */
export async function runLanes(
  transport: Transport,
  request: LaneRequest,
  followUps: readonly FollowUp[],
  limitMs: number = ROUND_LIMIT_MS,
): Promise<LaneResults> {
  if (followUps.length === 0) return { results: new Map(), channels: [] };
  const results = new Map<string, CommandResult>();
  const channels: (readonly CommandResult[])[] = [];
  const limit = AbortSignal.timeout(limitMs);
  const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]);
  // Each channel listens a few times; ten is where Node suspects a leak.
  setMaxListeners(100, signal);
  const runChannel = async (commands: readonly ReadOnlyInvocation[]): Promise<void> => {
    for (let at = 0; at < commands.length && !signal.aborted; at += COMMANDS_PER_RUN) {
      const part = commands.slice(at, at + COMMANDS_PER_RUN);
      const batch = await runBatch(transport, { ...request, commands: part, signal }).catch(tolerate);
      if (batch === undefined) return;
      channels.push(batch.results);
      for (const result of batch.results) results.set(result.key, result);
      if (batch.interruption !== null) return;
    }
  };
  await Promise.all(shareOut(followUps, MAX_CHANNELS).map(runChannel));
  assertNotCancelled(request);
  // What was running when its channel broke is not asked again: it may be what broke it.
  const left = followUps.filter(({ invocation }) => (results.get(invocation.key)?.status ?? 'not_run') === 'not_run');
  await Promise.all(shareOut(left, 1).map(runChannel));
  assertNotCancelled(request);
  return { results, channels };
}

function assertNotCancelled({ signal }: LaneRequest): void {
  if (signal?.aborted !== true) return;
  throw new RemoteError('cancelled', 'The collection was cancelled; what it had begun was killed.', {
    mayHaveRun: true,
  });
}

/** A channel that did not even begin, or was cut off at the limit: its commands count as not run. */
function tolerate(error: unknown): undefined {
  if (error instanceof RemoteError) return undefined;
  throw error;
}

/** Lanes spread over channels, longest first; one question is asked once, whoever asks. */
function shareOut(followUps: readonly FollowUp[], count: number): ReadOnlyInvocation[][] {
  const lanes = new Map<string, Map<string, ReadOnlyInvocation>>();
  for (const { lane, invocation } of followUps) {
    const members = lanes.get(lane) ?? new Map<string, ReadOnlyInvocation>();
    lanes.set(lane, members.set(invocation.key, invocation));
  }
  const groups: ReadOnlyInvocation[][] = Array.from({ length: Math.min(count, lanes.size) }, () => []);
  for (const members of [...lanes.values()].toSorted((a, b) => b.size - a.size)) {
    const smallest = groups.reduce((least, group) => (group.length < least.length ? group : least));
    smallest.push(...members.values());
  }
  return groups;
}
