import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { MillwrightError } from '../errors/millwright-error.js';

const LOOPBACK = '127.0.0.1';

// Below the range that systems take the ports of outgoing connections from (Linux: 32768 and up), and at random: what is
// free now is then hardly taken by a connection, or by another who looks at the same moment, before it is bound.
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const TRIES = 50;

/** The port that could be bound just now, undefined when it is taken (or not ours to bind). */
function tryBind(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}

export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  return (await tryBind(port, host)) !== undefined;
}

/** A port of the loopback that nothing listens on: the preferred one when it is free. */
export async function findFreePort(preferred?: number, host = LOOPBACK): Promise<number> {
  const kept = preferred === undefined ? undefined : await tryBind(preferred, host);
  if (kept !== undefined) return kept;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = await tryBind(randomInt(FIRST_PORT, LAST_PORT), host);
    if (port !== undefined) return port;
  }
  const any = await tryBind(0, host);
  if (any !== undefined) return any;
  throw new MillwrightError('startup_failed', `No free TCP port could be found on ${host}.`);
}

export interface PortRequest {
  /** What wants the port, for the message: `the embedded PostgreSQL`. */
  readonly owner: string;
  /** Asked for by a person: taken is an error. */
  readonly port?: number | undefined;
  /** The one of the last start: taken is no matter. */
  readonly last?: number | undefined;
}

/** The port asked for, else the one of the last start if it is still free, else any free one. */
export async function choosePort(request: PortRequest): Promise<number> {
  if (request.port === undefined) return findFreePort(request.last);
  if (await isPortFree(request.port)) return request.port;
  throw new MillwrightError(
    'startup_failed',
    `Port ${request.port} on 127.0.0.1, asked for by ${request.owner}, is in use. ` +
      `\`ss -ltnp 'sport = :${request.port}'\` shows by what: end that, or choose another port.`,
  );
}
