import { readList, readRecord, readText } from '../../../platform/engines/engine-json.js';
import type { EngineObject } from '../../../platform/engines/engine.js';

export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
}

export type ResolvedTarget =
  | ({ readonly ok: true } & ProbeTarget)
  | { readonly ok: false; readonly code: 'no_network' | 'no_address'; readonly message: string };

/** What listens on every address listens on this one as well. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' };

interface Question {
  readonly port: number;
  /** The probe’s own; then `port` is a port of it. */
  readonly address?: string | undefined;
  /** Of the container, or of the one whose network it uses. */
  readonly inspect: EngineObject;
}

/**
 * Where on the host a port of a container is reached: at the probe’s own address, at the address it is published on, or
 * at the container’s own. A container in the host’s network is on loopback; one without a network cannot be asked.
 */
export function resolveTarget({ port, address, inspect }: Question): ResolvedTarget {
  if (address !== undefined) return { ok: true, host: address, port };
  const mode = readNetworkMode(inspect);
  if (mode === 'host') return { ok: true, host: '127.0.0.1', port };
  if (mode === 'none') {
    const message = 'the container has no network (mode none): use an exec probe';
    return { ok: false, code: 'no_network', message };
  }
  const published = readPublished(inspect, port);
  if (published !== undefined) return { ok: true, ...published };
  const own = readOwnAddress(inspect);
  if (own !== undefined) return { ok: true, host: own, port };
  const message = `port ${port} is not published, and the container has no address of its own: give the probe an address`;
  return { ok: false, code: 'no_address', message };
}

export function readNetworkMode(inspect: EngineObject): string {
  return readText(readRecord(inspect['HostConfig'])['NetworkMode']);
}

/** The container whose network this one uses; undefined when it has its own. */
export function readNetworkOwner(inspect: EngineObject): string | undefined {
  const mode = readNetworkMode(inspect);
  return mode.startsWith('container:') ? mode.slice('container:'.length) : undefined;
}

function readPublished(inspect: EngineObject, port: number): ProbeTarget | undefined {
  const bindings = readList(readRecord(readRecord(inspect['NetworkSettings'])['Ports'])[`${port}/tcp`])
    .map((binding) => ({
      hostIp: readText(readRecord(binding)['HostIp']),
      port: Number(readText(readRecord(binding)['HostPort'])),
    }))
    .filter((binding) => Number.isInteger(binding.port) && binding.port > 0 && binding.port <= 65_535);
  // Both families are bound as a rule; a host without IPv6 says so only when it is tried.
  const binding = bindings.find(({ hostIp }) => !hostIp.includes(':')) ?? bindings[0];
  if (binding === undefined) return undefined;
  return { host: LOOPBACK_OF[binding.hostIp] ?? binding.hostIp, port: binding.port };
}

function readOwnAddress(inspect: EngineObject): string | undefined {
  const settings = readRecord(inspect['NetworkSettings']);
  const endpoints = Object.values(readRecord(settings['Networks'])).map(readRecord);
  const find = (field: string): string | undefined =>
    [...endpoints, settings].map((endpoint) => readText(endpoint[field])).find((text) => text !== '');
  return find('IPAddress') ?? find('GlobalIPv6Address');
}
