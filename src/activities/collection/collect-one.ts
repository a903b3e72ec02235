import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import { collectHost } from '../../collectors/collect-host.js';
import type { Collected, Collector, MeasureAccess } from '../../collectors/collector.js';
import { failureOf } from '../../collectors/failures.js';
import { detectHost } from '../../collectors/profile/detect-host.js';
import type { HostCapabilities } from '../../platform/commands/index.js';
import { sudoFailure, sudoProblemOf, withSudoSetting } from '../../platform/commands/sudo-setting.js';
import type { HostHandle } from '../../platform/ssh/host-access.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Transport } from '../../platform/ssh/transport.js';
import type { HostAgenda, LastRun } from './due.js';
import {
  hostFailure,
  judgeStatus,
  type CollectedFacts,
  type DetectedHost,
  type HostOutcome,
  type SampleGroup,
} from './host-outcome.js';

/** What the last collection of each host gave, by collector, for rates; of this process only. */
export type FactsMemory = LRUCache<string, ReadonlyMap<string, LastRun>>;

export function createFactsMemory(): FactsMemory {
  return new LRUCache<string, ReadonlyMap<string, LastRun>>({ max: 5_000 });
}

export interface CollectOneOptions {
  readonly agenda: HostAgenda;
  readonly memory: FactsMemory;
  readonly credentialOf: MeasureAccess['credentialOf'];
  readonly signal: AbortSignal;
}

/** From connect to the last command; above the pool’s own limits, below the activity’s. */
const HOST_DEADLINE_MS = 150_000;
const CAPABILITIES_FRESH_MS = 24 * 3_600_000;
const REFUSED_FRESH_MS = 3_600_000;
/** Rates of fast collectors over more than this say nothing about now. */
const MEMORY_FRESH_MS = 3_600_000;
/** All fast collectors of a tick share one row of samples: fewer bytes a sample than a row each. */
const FAST_GROUP = 'host';

/** Collects one host. Whatever happens to it is in the outcome; only cancellation of the whole work rejects. */
export async function collectOne(host: HostHandle, options: CollectOneOptions): Promise<HostOutcome> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(HOST_DEADLINE_MS);
  const signal = AbortSignal.any([options.signal, deadline]);
  // Every channel listens; ten is where Node suspects a leak.
  setMaxListeners(200, signal);
  const base = { serverId: host.serverId, transportKind: host.transportKind };
  try {
    const gathered = await host.withTransport((transport) => gather(transport, host, { ...options, signal }), {
      signal,
    });
    const durationMs = performance.now() - startedAt;
    const ok = !gathered.failures.some((failure) => failure.collector === '');
    return { ...base, ...gathered, ...judgeStatus(tickFailures(gathered.failures, options.agenda)), ok, durationMs };
  } catch (error) {
    if (options.signal.aborted) throw error;
    const failures = [hostFailure(explain(error, host, deadline))];
    const durationMs = performance.now() - startedAt;
    return {
      ...base,
      ...judgeStatus(failures),
      ok: false,
      durationMs,
      failures,
      samples: [],
      collected: [],
      channels: [],
      detected: null,
    };
  }
}

/** A slow collector’s failure is told as an error; as a status it would come and go with its interval. */
function tickFailures(failures: HostOutcome['failures'], { collectors }: HostAgenda): HostOutcome['failures'] {
  const slow = new Set(collectors.filter((each) => each.class === 'slow').map(({ name }) => name));
  return failures.filter(({ collector }) => !slow.has(collector));
}

type Gathered = Pick<HostOutcome, 'samples' | 'collected' | 'failures' | 'channels' | 'detected'>;

async function gather(transport: Transport, host: HostHandle, options: CollectOneOptions): Promise<Gathered> {
  const { agenda, signal } = options;
  const isFresh = areFresh(host);
  const detected = isFresh ? null : await detectHost(transport, { signal, sudoPassword: await host.sudoPassword() });
  const found: HostCapabilities = detected?.capabilities ?? host.capabilities ?? { tools: {}, sudo: 'none' };
  const capabilities = withSudoSetting(found, host.sudoSetting);
  const { collected, failures, channels } = await collectHost(transport, {
    collectors: agenda.collectors,
    host: capabilities,
    signal,
    previous: (name) => recall(host.serverId, name, options),
    credentialOf: options.credentialOf,
    sudoPassword: capabilities.sudo === 'password' ? await host.sudoPassword() : undefined,
  });
  remember(host.serverId, collected, options);
  const classes = new Map(agenda.collectors.map((collector) => [collector.name, collector.class]));
  return {
    samples: groupSamples(collected, classes),
    collected: collected.map((entry) => describeCollected(entry, classes)),
    failures: [...(await tellSudo(found, host)), ...failures],
    channels: detected === null ? channels : [detected.commands, ...channels],
    detected: describeDetected(detected),
  };
}

/** A sudo that does not work is tried again sooner: somebody may be mending it. */
function areFresh({ capabilitiesAtMs, capabilities }: HostHandle): boolean {
  const freshMs = sudoProblemOf(capabilities) === null ? CAPABILITIES_FRESH_MS : REFUSED_FRESH_MS;
  return capabilitiesAtMs !== null && Date.now() - capabilitiesAtMs < freshMs;
}

async function tellSudo(found: HostCapabilities, host: HostHandle): Promise<HostOutcome['failures']> {
  if (sudoProblemOf(found) === null) return [];
  const failure = sudoFailure(found, host.sudoSetting, (await host.sudoPassword()) !== undefined);
  return failure === null ? [] : [failureOf('profile', failure)];
}

function recall(serverId: string, name: string, { agenda, memory }: CollectOneOptions) {
  const stored = agenda.last.get(name);
  const last = stored ?? memory.get(serverId)?.get(name);
  if (last === undefined) return undefined;
  const elapsedMs = Date.now() - last.atMs;
  return stored === undefined && elapsedMs >= MEMORY_FRESH_MS
    ? undefined
    : { facts: last.facts, elapsedSeconds: elapsedMs / 1000 };
}

function remember(serverId: string, collected: readonly Collected[], { memory }: CollectOneOptions): void {
  const atMs = Date.now();
  const learned = collected.filter(({ facts }) => facts !== undefined);
  memory.set(
    serverId,
    new Map([
      ...(memory.get(serverId) ?? []),
      ...learned.map((each) => [each.collector, { facts: each.facts, atMs }] as const),
    ]),
  );
}

/** Slow collectors have rows of their own: the width of a row says which series are in it. */
function groupSamples(
  collected: readonly Collected[],
  classes: ReadonlyMap<string, Collector['class']>,
): SampleGroup[] {
  const isFast = ({ collector }: Collected): boolean => classes.get(collector) !== 'slow';
  const slow = collected.filter((entry) => !isFast(entry));
  return [
    { group: FAST_GROUP, samples: collected.filter(isFast).flatMap(({ samples }) => samples) },
    ...slow.map(({ collector, samples }) => ({ group: collector, samples })),
  ].filter(({ samples }) => samples.length > 0);
}

function describeCollected(
  { collector, observations, watched, facts, failures, missing }: Collected,
  classes: ReadonlyMap<string, Collector['class']>,
): CollectedFacts {
  return {
    collector,
    observations,
    watched,
    facts,
    succeeded: facts !== undefined && failures.length === 0 && missing.length === 0,
    persistFacts: classes.get(collector) === 'slow',
  };
}

function describeDetected(detected: Awaited<ReturnType<typeof detectHost>> | null): DetectedHost | null {
  if (detected === null) return null;
  return {
    profile: { ...detected.profile },
    capabilities: { ...detected.capabilities },
    sudo: detected.capabilities.sudo,
  };
}

function explain(error: unknown, host: HostHandle, deadline: AbortSignal): RemoteError {
  if (deadline.aborted) {
    return new RemoteError('command_timeout', `${host.name} was not collected within ${HOST_DEADLINE_MS / 1000} s.`, {
      cause: error,
      mayHaveRun: true,
    });
  }
  if (error instanceof RemoteError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RemoteError('protocol_error', `The collection of ${host.name} failed: ${message}`, { cause: error });
}
