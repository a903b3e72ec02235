import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MillwrightError } from '../errors/millwright-error.js';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface CloseOptions {
  /** How long requests under way may take before their connections are cut. */
  readonly drainMs: number;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets requests under way finish, and cuts what is left after `drainMs`. Safe to call twice. */
  close(options?: CloseOptions): Promise<void>;
}

const DEFAULT_DRAIN_MS = 10_000;
// Bodies are at most 1 MB: who needs longer is stuck or means harm.
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;

/** Listens; a port in use or an address that is not ours is `startup_failed` with a sentence that names it. */
export async function startHttpServer(listener: RequestListener, options: ListenOptions): Promise<HttpServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS }, listener);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}:${port}`,
    port,
    close: (close) => (closing ??= closeServer(server, close?.drainMs ?? DEFAULT_DRAIN_MS)),
  };
}

const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use. Stop the other program or choose another PORT.',
  EACCES: 'may not be opened by this user. Choose a PORT above 1023.',
  EADDRNOTAVAIL: 'is not an address of this machine. Correct HOST.',
  ENOTFOUND: 'is not an address that can be resolved. Correct HOST.',
};

async function listen(server: Server, { host, port }: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = LISTEN_FAILURES[error.code ?? ''] ?? `cannot be opened (${error.code ?? error.name}).`;
      reject(new MillwrightError('startup_failed', `${host}:${port} ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

async function closeServer(server: Server, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const force = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(force);
}
