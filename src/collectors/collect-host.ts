import { setMaxListeners } from 'node:events';
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
import type { Collected, Collector, FollowUp, MeasureAccess, Plan, Reading } from './collector.js';
import { failureOf, type CollectorFailure } from './failures.js';
import { runLanes } from './run-lanes.js';

export interface CollectHostRequest {
  readonly collectors: readonly Collector[];
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the last collection of this host gave, by collector. */
  readonly previous?: (collector: string) => { readonly facts: unknown; readonly elapsedSeconds: number } | undefined;
  /** The login for a database by its identity. */
  readonly credentialOf?: MeasureAccess['credentialOf'] | undefined;
  readonly cache?: { readonly cache: CacheManager; readonly scope: string } | undefined;
}

export interface HostCollection {
  readonly collected: readonly Collected[];
  /** Of the host as a whole (collector '') and of its collectors; one cause is told once. */
  readonly failures: readonly CollectorFailure[];
  /** For the command log: every command once, by channel, in the order it ran. */
  readonly channels: readonly (readonly CommandResult[])[];
  readonly batch: BatchResult;
}

/** For the sessions of one collector with one host. */
const MEASURE_LIMIT_MS = 75_000;

interface Entry {
  readonly collector: Collector;
  readonly elapsedSeconds: number | undefined;
  readonly reading: Reading;
  readonly followUps: Readonly<Record<string, FollowUp>>;
}

/**
 * Collects one host: one script for everything that is known to be asked, then, in a few channels at once, what the
 * answers lead to (each disk, each pool), then the sessions of collectors that need some. Collectors that ask for the
 * same command share its answer.
 *
 * Rejects with a RemoteError only when the host gave nothing at all (see `runBatch`), and on abort by `signal`.
 */
export async function collectHost(transport: Transport, request: CollectHostRequest): Promise<HostCollection> {
  const plans = planAll(request);
  const unique = new Map<string, ReadOnlyInvocation>();
  for (const { plan } of plans) for (const invocation of Object.values(plan)) unique.set(invocation.key, invocation);
  const batch = await runFirstRound(transport, request, [...unique.values()]);
  const entries = readAll(plans, batch, request);
  const further = await runLanes(
    transport,
    request,
    entries.flatMap(({ followUps }) => Object.values(followUps)),
  );
  const channels: (readonly CommandResult[])[] = [batch.results, ...further.channels];
  const run: MeasureAccess['run'] = async (invocations) => {
    const { host, sudoPassword, signal } = request;
    const more = await runBatch(transport, { commands: [...invocations], host, sudoPassword, signal });
    channels.push(more.results);
    return more.results;
  };
  const collected = await Promise.all(
    entries.map(async (entry) =>
      entry.collector.finish(entry.reading, {
        followUps: entry.followUps,
        results: further.results,
        elapsedSeconds: entry.elapsedSeconds,
        // Without a whole first round there is no trusting what it seems to say about sockets.
        openAccess: batch.interruption === null ? () => accessOf(transport, request, run, entry) : undefined,
      }),
    ),
  );
  if (request.signal?.aborted === true)
    throw new RemoteError('cancelled', 'The collection was cancelled.', { mayHaveRun: true });
  return { collected, failures: failuresOf(collected, batch, unique), channels, batch };
}

interface Planned {
  readonly collector: Collector;
  readonly last: { readonly facts: unknown; readonly elapsedSeconds: number } | undefined;
  readonly plan: Plan;
}

function planAll({ collectors, host, previous }: CollectHostRequest): Planned[] {
  return collectors.map((collector) => {
    const last = previous?.(collector.name);
    return { collector, last, plan: collector.plan(host, last?.facts) };
  });
}

/** A run that broke off leads nowhere: what it did not tell is not asked. */
function readAll(plans: readonly Planned[], batch: BatchResult, { host }: CollectHostRequest): Entry[] {
  const results = new Map(batch.results.map((result) => [result.key, result]));
  return plans.map(({ collector, last, plan }) => {
    const reading = collector.read({ plan, results, previous: last?.facts });
    const followUps = batch.interruption === null ? collector.followUps(reading, host) : {};
    return { collector, elapsedSeconds: last?.elapsedSeconds, reading, followUps };
  });
}

async function runFirstRound(
  transport: Transport,
  { host, sudoPassword, signal, cache }: CollectHostRequest,
  commands: readonly ReadOnlyInvocation[],
): Promise<BatchResult> {
  const batchRequest = { commands, host, sudoPassword, signal };
  return cache === undefined ? runBatch(transport, batchRequest) : runCachedBatch(transport, batchRequest, cache);
}

function accessOf(
  transport: Transport,
  request: CollectHostRequest,
  run: MeasureAccess['run'],
  { elapsedSeconds }: Entry,
): MeasureAccess {
  const signal = AbortSignal.any([
    ...(request.signal === undefined ? [] : [request.signal]),
    AbortSignal.timeout(MEASURE_LIMIT_MS),
  ]);
  // A session listens a few times; ten is where Node suspects a leak.
  setMaxListeners(100, signal);
  return {
    open: async (target) => transport.open(target),
    run,
    credentialOf: request.credentialOf ?? (async () => undefined),
    elapsedSeconds,
    signal,
  };
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
