import { readPort, type UnixListener } from './evidence.js';
import type { Server } from './server.js';
import { SIGNATURES, signatureOfProcess, type Signature } from './signatures.js';

/** Gives servers their unix sockets; a socket of none of them is a server of its own. */
export function joinSockets(servers: readonly Server[], sockets: readonly UnixListener[]): Server[] {
  const joined = [...servers];
  for (const socket of sockets) {
    const signature = recognise(socket);
    if (signature === undefined) continue;
    const index = findOwner(joined, socket, signature);
    const owner = joined[index];
    if (owner === undefined) joined.push(standAlone(socket, signature));
    else joined[index] = addSocket(owner, socket.path);
  }
  return joined;
}

function recognise({ path, process }: UnixListener): Signature | undefined {
  const byPath = SIGNATURES.find(({ socket }) => socket?.test(path) === true);
  if (process === null) return byPath;
  const byProcess = signatureOfProcess(process);
  if (byProcess === undefined) return undefined;
  if (byPath?.family === byProcess.family) return byProcess;
  // MySQL's socket for X plugins is none of SQL's; Redis may call its socket anything.
  const isAnyName = byProcess.family === 'redis' || (byProcess.family === 'mysql' && !path.endsWith('x.sock'));
  return isAnyName ? byProcess : undefined;
}

function findOwner(servers: readonly Server[], { path, pid }: UnixListener, signature: Signature): number {
  if (pid !== null) {
    const byProcess = servers.findIndex((server) => server.pid === pid);
    if (byProcess >= 0) return byProcess;
  }
  const isCandidate = (server: Server): boolean =>
    server.containerName === null &&
    (server.pid === null || pid === null) &&
    SIGNATURES.some(({ engine, family }) => engine === server.engine && family === signature.family);
  const port = readPort(signature.socket?.exec(path)?.[1]);
  if (port !== undefined) return servers.findIndex((server) => isCandidate(server) && server.port === port);
  const candidates = servers.filter(isCandidate);
  return candidates.length === 1 && candidates[0] !== undefined ? servers.indexOf(candidates[0]) : -1;
}

function addSocket(server: Server, path: string): Server {
  const isShorter = server.socketPath === null || path.length < server.socketPath.length;
  return {
    ...server,
    socketPath: isShorter ? path : server.socketPath,
    foundBy: new Set([...server.foundBy, 'socket']),
  };
}

function standAlone({ path, pid, process }: UnixListener, { engine, socket }: Signature): Server {
  return {
    engine,
    identity: `${engine}:socket:${path}`,
    address: null,
    port: readPort(socket?.exec(path)?.[1]) ?? null,
    socketPath: path,
    containerId: null,
    containerName: null,
    runtime: null,
    foundBy: new Set(['socket']),
    certainty: process === null ? 'assumed' : 'certain',
    pid,
  };
}
