import type { EngineClient, Endpoint, Login, Measurement } from '../../src/collectors/databases/engine.js';
import { reachDatabase } from '../../src/collectors/databases/reach-database.js';
import type { MeasureAccess } from '../../src/collectors/collector.js';
import { runBatch, type HostCapabilities } from '../../src/platform/commands/index.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';

export interface MeasureOptions {
  readonly login?: Login;
  readonly previous?: Measurement;
  readonly elapsedSeconds?: number;
  readonly endpoint?: Partial<Endpoint>;
  /** Tools of the host's own that may be used; default none. */
  readonly tools?: readonly string[];
  /** The host forwards nothing. */
  readonly noForwarding?: boolean;
  readonly signal?: AbortSignal;
}

const transport = new LocalTransport();

/** Measures a server on this machine through the same ways as the collector does. */
export async function measure(client: EngineClient, port: number, options: MeasureOptions = {}): Promise<Measurement> {
  const [engine = 'postgresql'] = client.engines;
  const endpoint: Endpoint = {
    engine,
    identity: `${engine}:${port}`,
    address: '127.0.0.1',
    port,
    socketPath: null,
    containerId: null,
    containerName: null,
    foundBy: ['listener'],
    ...options.endpoint,
  };
  const reach = reachDatabase(endpoint, openOn(options.noForwarding ?? false));
  try {
    return await client.measure({
      endpoint,
      connect: reach.connect,
      forward: reach.forward,
      runLocal: runOn(options.tools ?? []),
      login: options.login,
      previous: options.previous,
      elapsedSeconds: options.elapsedSeconds,
      signal: options.signal ?? new AbortController().signal,
    });
  } finally {
    await reach.close();
  }
}

function openOn(isRefused: boolean): MeasureAccess['open'] {
  return async (target) => {
    if (isRefused) throw new RemoteError('forwarding_refused', 'this machine forwards nothing');
    return transport.open(target);
  };
}

function runOn(tools: readonly string[]): MeasureAccess['run'] {
  const host: HostCapabilities = { tools: Object.fromEntries(tools.map((tool) => [tool, ''])), sudo: 'root' };
  return async (invocations) => (await runBatch(transport, { commands: [...invocations], host })).results;
}

export function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}
