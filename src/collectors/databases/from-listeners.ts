import type { DatabaseProcess, Listener } from './evidence.js';
import type { Evidence, Server } from './server.js';
import { localAddress } from './from-containers.js';
import { PORT_HOLDERS, signatureOfPort, signatureOfProcess, type Signature } from './signatures.js';

type Certainty = Server['certainty'];

/** One server for each process that listens; where the process is not told, one for each port that may be a database's. */
export function fromListeners(evidence: Evidence, isTaken: (listener: Listener) => boolean): Server[] {
  const rows = (evidence.listeners?.rows ?? []).filter((row) => !isTaken(row));
  const groups = new Map<string, Listener[]>();
  for (const row of rows) {
    const key = isNamed(row) ? `pid ${row.pid ?? row.process}` : `port ${row.port}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const servers = [...groups.values()].flatMap((group) => readGroup(group, evidence) ?? []);
  return servers.toSorted((a, b) => preference(a.address) - preference(b.address));
}

function isNamed({ process }: Listener): boolean {
  return process !== null && !PORT_HOLDERS.has(process);
}

function readGroup(group: readonly Listener[], evidence: Evidence): Server | undefined {
  const [first] = group;
  const processes = evidence.processes?.rows ?? [];
  if (first === undefined) return undefined;
  const known = isNamed(first) ? recogniseProcess(first) : recognisePort(first, processes);
  if (known === undefined) return undefined;
  const { signature, certainty } = known;
  const port = choosePort(group, signature, processes);
  const address = chooseAddress(group.filter((row) => row.port === port));
  const nowhere = { socketPath: null, containerId: null, containerName: null, runtime: null };
  const { engine } = signature;
  const foundBy = new Set(['listener']);
  return { engine, identity: `${engine}:${port}`, address, port, ...nowhere, foundBy, certainty, pid: first.pid };
}

interface Recognised {
  readonly signature: Signature;
  readonly certainty: Certainty;
}

function recogniseProcess({ process }: Listener): Recognised | undefined {
  const signature = signatureOfProcess(process ?? '');
  return signature === undefined ? undefined : { signature, certainty: 'certain' };
}

function recognisePort({ port }: Listener, processes: readonly DatabaseProcess[]): Recognised | undefined {
  const told = processes.find((row) => row.port === port);
  const byProcess = told === undefined ? undefined : signatureOfProcess(told.name);
  if (byProcess !== undefined) return { signature: byProcess, certainty: 'certain' };
  const byPort = signatureOfPort(port);
  if (byPort === undefined) return undefined;
  const running = processes.find(({ name }) => signatureOfProcess(name)?.family === byPort.family);
  const signature = running === undefined ? byPort : (signatureOfProcess(running.name) ?? byPort);
  return { signature, certainty: running === undefined ? 'suspected' : 'assumed' };
}

/** A server has ports beside its own: a cluster's bus, an administration port, a console. */
function choosePort(group: readonly Listener[], signature: Signature, processes: readonly DatabaseProcess[]): number {
  const ports = [...new Set(group.map(({ port }) => port))].toSorted((a, b) => a - b);
  const told = processes.find(({ pid, port }) => port !== null && pid === group[0]?.pid)?.port;
  if (told !== undefined && told !== null && ports.includes(told)) return told;
  const usual = ports.find((port) => signature.ports.includes(port));
  const own = ports.find((port) => !signature.sidePorts.includes(port));
  return usual ?? own ?? ports[0] ?? 0;
}

function chooseAddress(rows: readonly Listener[]): string {
  const addresses = rows.map(({ address }) => localAddress(address));
  return addresses.toSorted((a, b) => preference(a) - preference(b) || (a < b ? -1 : 1))[0] ?? '127.0.0.1';
}

function preference(address: string | null): number {
  if (address === '127.0.0.1') return 0;
  if (address?.startsWith('127.') === true) return 1;
  return address === '::1' ? 2 : 3;
}
