import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';
import type { Container, DatabaseProcess, Listener } from './evidence.js';
import { fromContainers } from './from-containers.js';
import { fromListeners } from './from-listeners.js';
import { packagesOfServer, versionOf } from './installed.js';
import { joinSockets } from './join-sockets.js';
import type { FoundEndpoint } from './schema.js';
import type { Evidence, Server } from './server.js';
import { defaultPortOf } from './signatures.js';

/** All evidence of one server becomes one endpoint: a published port, its proxy and the process within are one. */
export function findServers(told: Evidence): FoundEndpoint[] {
  const evidence = withoutSentinels(told);
  const containers = evidence.containers.flatMap((list) => list.containers);
  const contained = fromContainers(containers, evidence);
  const listening = fromListeners(evidence, isHeldBy(containers, contained));
  const servers = joinSockets([...contained, ...listening], evidence.unix?.rows ?? []);
  if (evidence.listeners === undefined) servers.push(...fromProcesses(evidence.processes?.rows ?? [], servers));
  return nameApart(servers).map((server) => addEvidence(server, evidence));
}

/** What its processes and its package add to a server. */
function addEvidence({ pid, ...server }: Server, { processes, packages, containers }: Evidence): FoundEndpoint {
  const running = (processes?.rows ?? []).filter((entry) =>
    pid === null ? entry.engine === server.engine : entry.pid === pid,
  );
  const foundBy = [...server.foundBy, ...(running.length > 0 ? ['process'] : [])];
  const found = { ...server, foundBy };
  // While an engine does not answer, a server may be a container’s.
  const areTold = containers.every(({ answered }) => answered);
  const own = areTold ? packagesOfServer(found, running, packages) : [];
  if (own.length === 0) return found;
  return { ...found, foundBy: [...foundBy, 'package'], packageVersion: versionOf(own) };
}

function withoutSentinels(evidence: Evidence): Evidence {
  const { listeners, processes } = evidence;
  const sentinels = new Set(processes?.rows.flatMap(({ pid, isSentinel }) => (isSentinel ? [pid] : [])));
  const isServer = ({ pid }: { readonly pid: number | null }): boolean => pid === null || !sentinels.has(pid);
  return {
    ...evidence,
    listeners: listeners && { ...listeners, rows: listeners.rows.filter(isServer) },
    processes: processes && { ...processes, rows: processes.rows.filter(isServer) },
  };
}

/** Listeners that a container's own entry accounts for. */
function isHeldBy(containers: readonly Container[], contained: readonly Server[]): (listener: Listener) => boolean {
  const published = new Set(containers.flatMap((container) => container.published.map(({ port }) => port)));
  const pids = new Set(contained.flatMap(({ pid }) => pid ?? []));
  return ({ port, pid }) => published.has(port) || (pid !== null && pids.has(pid));
}

/** Only where no tool tells of listeners: a process, at the port of its arguments or its engine's. To be confirmed. */
function fromProcesses(processes: readonly DatabaseProcess[], known: readonly Server[]): Server[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  const masters = processes.filter(({ ppid }) => !pids.has(ppid));
  const taken = new Set(known.map(({ identity }) => identity));
  const servers = new Map<string, Server>();
  for (const { pid, engine, port: told } of masters) {
    const port = told ?? defaultPortOf(engine);
    const identity = `${engine}:${port}`;
    if (!taken.has(identity)) servers.set(identity, { ...bare(engine), identity, address: '127.0.0.1', port, pid });
  }
  return [...servers.values()];
}

function bare(engine: DatabaseEngine) {
  const nowhere = { socketPath: null, containerId: null, containerName: null, runtime: null };
  return { engine, ...nowhere, foundBy: new Set(['process']), certainty: 'assumed' as const };
}

/** Two servers on one port have addresses of their own; the one on loopback or everywhere keeps the plain identity. */
function nameApart(servers: readonly Server[]): Server[] {
  const named = new Map<string, Server>();
  for (const server of servers) {
    const { identity, engine, address, port } = server;
    const unique = named.has(identity) ? `${engine}:${address ?? 'none'}:${port ?? 0}` : identity;
    if (!named.has(unique)) named.set(unique, { ...server, identity: unique });
  }
  return [...named.values()].toSorted((a, b) => (a.identity < b.identity ? -1 : 1));
}
