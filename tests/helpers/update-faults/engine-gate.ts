import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';

export interface EngineRequest {
  readonly method: string;
  /** Without version and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Ids of containers in the path, as the names under which they were made; otherwise the text of the request. */
  readonly subject: string;
}

export interface Hold {
  /** The engine has answered, and nobody has heard it. */
  readonly isReached: () => boolean;
  release(): void;
}

/** The engine's socket as Millwright is shown it: answers can be held back. */
export interface EngineGate {
  readonly socketPath: string;
  /** Holds the answer to the next request that fits. */
  hold(fits: (request: EngineRequest) => boolean): Hold;
  releaseAll(): void;
  stop(): Promise<void>;
}

const REQUEST = /^(GET|POST|PUT|DELETE|HEAD) (?:\/v[\d.]+)?(\/[^\s?]*)(?:\?(\S*))? HTTP\/1\.1\r\n/;
const MADE = /"Id":"([0-9a-f]{64})"/;

interface Pending {
  readonly fits: (request: EngineRequest) => boolean;
  reached: boolean;
  taken: boolean;
  readonly released: Promise<void>;
}

export async function startEngineGate(socketPath: string, upstreamPath: string): Promise<EngineGate> {
  const pending = new Map<Pending, () => void>();
  const names = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: upstreamPath, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    relay({ client, upstream, names, find: (request) => take(pending, request) });
  });
  await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
  const releaseAll = (): void => {
    for (const release of pending.values()) release();
    pending.clear();
  };
  return {
    socketPath,
    hold(fits) {
      let release: () => void = () => undefined;
      const entry: Pending = { fits, reached: false, taken: false, released: new Promise((done) => (release = done)) };
      pending.set(entry, release);
      return {
        isReached: () => entry.reached,
        release: () => {
          pending.delete(entry);
          release();
        },
      };
    },
    releaseAll,
    async stop() {
      releaseAll();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(socketPath, { force: true });
    },
  };
}

function take(pending: ReadonlyMap<Pending, unknown>, request: EngineRequest): Pending | undefined {
  const found = [...pending.keys()].find((entry) => !entry.taken && entry.fits(request));
  if (found !== undefined) found.taken = true;
  return found;
}

interface Relay {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly names: Map<string, string>;
  readonly find: (request: EngineRequest) => Pending | undefined;
}

/** Connections live on over many requests, one after the other: a chunk that begins like one is one. */
function relay({ client, upstream, names, find }: Relay): void {
  let held: Pending | undefined;
  let making: string | undefined;
  let answers = Promise.resolve();
  client.on('data', (chunk: Buffer) => {
    const request = readRequest(chunk, names);
    if (request !== undefined) {
      held = find(request);
      making = request.path === '/containers/create' ? (request.query.get('name') ?? undefined) : undefined;
    }
    upstream.write(chunk);
  });
  upstream.on('data', (chunk: Buffer) => {
    const made = making === undefined ? undefined : MADE.exec(chunk.toString('latin1'))?.[1];
    if (made !== undefined && making !== undefined) names.set(made, making);
    const waitFor = held;
    if (waitFor !== undefined) waitFor.reached = true;
    answers = answers.then(() => waitFor?.released).then(() => void client.write(chunk));
  });
  client.once('end', () => upstream.end());
  upstream.once('end', () => void answers.then(() => client.end()));
  client.once('close', () => upstream.destroy());
  upstream.once('close', () => void answers.then(() => client.destroy()));
}

function readRequest(chunk: Buffer, names: ReadonlyMap<string, string>): EngineRequest | undefined {
  const found = REQUEST.exec(chunk.toString('latin1', 0, 4_096));
  if (found === null) return undefined;
  const [, method = '', path = '', search = ''] = found;
  const query = new URLSearchParams(search);
  const subject = [decodeURIComponent(path), ...query.values()]
    .join(' ')
    .replaceAll(/[0-9a-f]{64}/g, (id) => names.get(id) ?? id);
  return { method, path, query, subject };
}
