import type { CacheManager } from '../platform/cache/cache-manager.js';
import {
  type BatchResult,
  type CommandResult,
  type HostCapabilities,
  type ReadOnlyInvocation,
  runBatch,
  runCachedBatch,
} from '../platform/commands/index.js';
import { RemoteError } from '../platform/ssh/remote-errors.js';
import type { Transport } from '../platform/ssh/transport.js';
import type { Collected, Collector } from './collector.js';
import { failureOf, type CollectorFailure } from './failures.js';

export interface CollectHostRequest {
  readonly collectors: readonly Collector[];
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the last collection of this host gave, by collector; `elapsedSeconds` ago. */
  readonly previous?:
    | { readonly facts: Readonly<Record<string, unknown>>; readonly elapsedSeconds: number }
    | undefined;
  readonly cache?: { readonly cache: CacheManager; readonly scope: string } | undefined;
}

export interface HostCollection {
  readonly collected: readonly Collected[];
  /** Of the host as a whole (collector '') and of its collectors; one cause is told once. */
  readonly failures: readonly CollectorFailure[];
  /** For the command log: every command once, in the order it ran. */
  readonly commands: readonly CommandResult[];
  readonly batch: BatchResult;
}

/**
 * Collects one host in one run of one script. Collectors that ask for the same command share its answer.
 *
 * Rejects with a RemoteError only when the host gave nothing at all (see `runBatch`).
 */
export async function collectHost(transport: Transport, request: CollectHostRequest): Promise<HostCollection> {
  const { collectors, host, previous, sudoPassword, signal, cache } = request;
  const plans = collectors.map((collector) => ({
    collector,
    previous: previous?.facts[collector.name],
    plan: collector.plan(host, previous?.facts[collector.name]),
  }));
  const unique = new Map<string, ReadOnlyInvocation>();
  for (const { plan } of plans) for (const invocation of Object.values(plan)) unique.set(invocation.key, invocation);
  const batchRequest = { commands: [...unique.values()], host, sudoPassword, signal };
  const batch =
    cache === undefined
      ? await runBatch(transport, batchRequest)
      : await runCachedBatch(transport, batchRequest, cache);
  const results = new Map(batch.results.map((result) => [result.key, result]));
  const collected = plans.map((entry) =>
    entry.collector.collect({
      plan: entry.plan,
      results,
      previous: entry.previous,
      elapsedSeconds: previous?.elapsedSeconds,
    }),
  );
  return { collected, failures: failuresOf(collected, batch, unique), commands: batch.results, batch };
}

/** An interrupted run is one failure, of the host: what its commands lost by it is not told again. */
function failuresOf(
  collected: readonly Collected[],
  batch: BatchResult,
  unique: ReadonlyMap<string, ReadOnlyInvocation>,
): CollectorFailure[] {
  const own = collected.flatMap(({ failures }) => failures);
  if (batch.interruption !== null) {
    const { errorClass } = batch.interruption;
    const others = own.filter((failure) => failure.class !== errorClass && failure.class !== 'connection_lost');
    return [failureOf('', batch.interruption), ...others];
  }
  return [...own, ...toolless(batch, unique)];
}

/** A tool that is taken for granted (`cat`, `sh`) is not there: no missing capability but a host that is not usable. */
function toolless(batch: BatchResult, unique: ReadonlyMap<string, ReadOnlyInvocation>): CollectorFailure[] {
  const ids = batch.results
    .filter(({ errorClass, key }) => errorClass === 'command_not_found' && unique.get(key)?.facts.tools.length === 0)
    .map(({ id }) => id);
  if (ids.length === 0) return [];
  const message = `The host lacks the basic tools of these commands: ${ids.join(', ')}.`;
  return [failureOf('', new RemoteError('command_not_found', message))];
}
