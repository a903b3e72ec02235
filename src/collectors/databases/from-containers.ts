import type { Container, DatabaseProcess, InspectedContainer, Listener, PublishedPort } from './evidence.js';
import { versionOfImage } from './image-version.js';
import type { Evidence, Server } from './server.js';
import { defaultPortOf, signatureOfPort, signatureOfProcess } from './signatures.js';

/** One server for each container of a database; one to be confirmed where only a published port suggests it. */
export function fromContainers(containers: readonly Container[], evidence: Evidence): Server[] {
  return containers.flatMap((container) => readDatabase(container, evidence) ?? suspect(container) ?? []);
}

/** True when `ps` does not tell where it can be reached: `inspect` has to. */
export function needsInspection(container: Container): boolean {
  return container.engine !== undefined && choosePublished(container) === undefined;
}

function readDatabase(container: Container, evidence: Evidence): Server | undefined {
  const { engine, name } = container;
  if (engine === undefined) return undefined;
  const published = choosePublished(container);
  const wanted = defaultPortOf(engine);
  const ownPort =
    published?.containerPort ?? (container.exposed.includes(wanted) ? wanted : (container.exposed[0] ?? wanted));
  const place = published === undefined ? placeWithin(container, ownPort, evidence) : reach(published);
  return {
    ...sharedFields(container),
    packageVersion: versionOfImage(container.image),
    engine,
    identity: `${engine}:container:${name}:${ownPort}`,
    ...place,
    foundBy: new Set(place.pid === null ? ['container'] : ['container', 'listener']),
    certainty: 'certain',
  };
}

/** The database's own port, if it is published; another one only when its own is not among the container's at all. */
function choosePublished({ engine, published, exposed }: Container): PublishedPort | undefined {
  if (engine === undefined) return undefined;
  const wanted = defaultPortOf(engine);
  const own = preferLoopback(published.filter(({ containerPort }) => containerPort === wanted));
  return own ?? (exposed.includes(wanted) ? undefined : preferLoopback(published));
}

function preferLoopback(published: readonly PublishedPort[]): PublishedPort | undefined {
  return published.find(({ address }) => address === '*' || address.startsWith('127.')) ?? published[0];
}

interface Place {
  readonly address: string | null;
  readonly port: number | null;
  readonly pid: number | null;
}

function reach({ address, port }: PublishedPort): Place {
  return { address: localAddress(address), port, pid: null };
}

function placeWithin(container: Container, ownPort: number, evidence: Evidence): Place {
  const inspected = evidence.inspected.get(container.name) ?? undefined;
  if (inspected?.networkMode === 'host') return findOnHost(container, inspected, evidence);
  const address = inspected?.addresses[0];
  return { address: address ?? null, port: address === undefined ? null : ownPort, pid: null };
}

/** In the host's own network: the listener of the container's process or of its children. */
function findOnHost(container: Container, inspected: InspectedContainer, evidence: Evidence): Place {
  const parents = new Map((evidence.processes?.rows ?? []).map((row: DatabaseProcess) => [row.pid, row.ppid]));
  const isWithin = ({ pid }: Listener): boolean => {
    for (let at = pid ?? 0, steps = 0; at > 1 && steps < 20; at = parents.get(at) ?? 0, steps += 1) {
      if (at === inspected.pid) return true;
    }
    return false;
  };
  const wanted = container.engine === undefined ? 0 : defaultPortOf(container.engine);
  const rows = evidence.listeners?.rows ?? [];
  const within = rows.filter(isWithin);
  const listener =
    within.find(({ port }) => port === wanted) ??
    within.find(({ process }) => process !== null && signatureOfProcess(process) !== undefined) ??
    rows.find(({ port, pid }) => port === wanted && pid === null);
  if (listener !== undefined)
    return { address: localAddress(listener.address), port: listener.port, pid: listener.pid };
  // Everything that listens is told, and nothing of it is the container's: it may be starting.
  const isTold = evidence.listeners?.whole === true && rows.some(({ pid }) => pid !== null);
  return isTold ? { address: null, port: null, pid: null } : { address: '127.0.0.1', port: wanted, pid: null };
}

/** A container of an unknown image that publishes a database's port. */
function suspect(container: Container): Server | undefined {
  const published = container.published.find(({ containerPort }) => signatureOfPort(containerPort) !== undefined);
  const engine = published === undefined ? undefined : signatureOfPort(published.containerPort)?.engine;
  if (published === undefined || engine === undefined) return undefined;
  return {
    ...sharedFields(container),
    engine,
    identity: `${engine}:container:${container.name}:${published.containerPort}`,
    ...reach(published),
    foundBy: new Set(['container']),
    certainty: 'suspected',
  };
}

function sharedFields({ id, name, runtime }: Container) {
  return { socketPath: null, containerId: id.slice(0, 200), containerName: name, runtime };
}

/** How the host itself reaches what listens there. */
export function localAddress(address: string): string {
  return address === '*' ? '127.0.0.1' : address;
}
