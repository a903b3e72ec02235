import { LRUCache } from 'lru-cache';
import { collectHost } from '../../collectors/collect-host.js';
import type { Collector } from '../../collectors/collector.js';
import { detectHost } from '../../collectors/profile/detect-host.js';
import type { HostCapabilities } from '../../platform/commands/index.js';
import type { HostHandle } from '../../platform/ssh/host-access.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Transport } from '../../platform/ssh/transport.js';
import { hostFailure, judgeStatus, type DetectedHost, type HostOutcome } from './host-outcome.js';

interface Remembered {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** What the last collection of each host gave, for rates; of this process only. */
export type FactsMemory = LRUCache<string, Remembered>;

export function createFactsMemory(): FactsMemory {
  return new LRUCache<string, Remembered>({ max: 5_000 });
}

export interface CollectOneOptions {
  readonly collectors: readonly Collector[];
  readonly memory: FactsMemory;
  readonly signal: AbortSignal;
}

/** From connect to the last command; above the pool’s own limits, below the activity’s. */
const HOST_DEADLINE_MS = 90_000;
const CAPABILITIES_FRESH_MS = 24 * 3_600_000;
/** Rates over more than this say nothing about now. */
const MEMORY_FRESH_MS = 3_600_000;

/** Collects one host. Whatever happens to it is in the outcome; only cancellation of the whole work rejects. */
export async function collectOne(host: HostHandle, options: CollectOneOptions): Promise<HostOutcome> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(HOST_DEADLINE_MS);
  const signal = AbortSignal.any([options.signal, deadline]);
  const base = { serverId: host.serverId, transportKind: host.transportKind };
  try {
    const gathered = await host.withTransport((transport) => gather(transport, host, { ...options, signal }), {
      signal,
    });
    const durationMs = performance.now() - startedAt;
    const ok = !gathered.failures.some((failure) => failure.collector === '');
    return { ...base, ...gathered, ...judgeStatus(gathered.failures), ok, durationMs };
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
      channels: [],
      detected: null,
    };
  }
}

type Gathered = Pick<HostOutcome, 'samples' | 'failures' | 'channels' | 'detected'>;

async function gather(transport: Transport, host: HostHandle, options: CollectOneOptions): Promise<Gathered> {
  const fresh = host.capabilitiesAtMs !== null && Date.now() - host.capabilitiesAtMs < CAPABILITIES_FRESH_MS;
  const detected = fresh
    ? null
    : await detectHost(transport, { signal: options.signal, sudoPassword: await host.sudoPassword() });
  const capabilities: HostCapabilities = detected?.capabilities ?? host.capabilities ?? { tools: {}, sudo: 'none' };
  const last = options.memory.get(host.serverId);
  const elapsedMs = last === undefined ? Number.POSITIVE_INFINITY : Date.now() - last.atMs;
  const previous =
    last !== undefined && elapsedMs < MEMORY_FRESH_MS
      ? { facts: last.facts, elapsedSeconds: elapsedMs / 1000 }
      : undefined;
  const { collected, failures, commands } = await collectHost(transport, {
    collectors: options.collectors,
    host: capabilities,
    signal: options.signal,
    previous,
    sudoPassword: capabilities.sudo === 'password' ? await host.sudoPassword() : undefined,
  });
  const facts = Object.fromEntries(
    collected.filter(({ facts: learned }) => learned !== undefined).map((entry) => [entry.collector, entry.facts]),
  );
  options.memory.set(host.serverId, { facts: { ...last?.facts, ...facts }, atMs: Date.now() });
  const channels = detected === null ? [commands] : [detected.commands, commands];
  const samples = collected.flatMap((entry) => entry.samples);
  return { samples, failures, channels, detected: describeDetected(detected) };
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
