import { createServer } from 'node:net';
import type { Config } from '../config/config.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';

type Place = Pick<Config, 'host' | 'port'>;

const IN_USE = ({ host, port }: Place): string =>
  `Port ${port} on ${host} is in use: another Millwright, or another program. Stop it, or choose another port, such as PORT=${port === 65_535 ? 8080 : port + 1}.`;
const NOT_OURS = ({ host }: Place): string =>
  `HOST is ${host}, which is no address of this machine. Use one of its own, or 127.0.0.1.`;

/** Why a port cannot be listened on, by the system’s code. */
const REASONS: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: IN_USE,
  EADDRNOTAVAIL: NOT_OURS,
  ENOTFOUND: NOT_OURS,
  EAI_AGAIN: NOT_OURS,
  EACCES: ({ port }) => `Port ${port} is for privileged programs only. Choose one above 1023, such as PORT=8080.`,
};

/** Told before anything is started: the slow steps would be for nothing. */
export async function assertPortFree(place: Place): Promise<void> {
  const code = await tryListening(place);
  if (code === undefined) return;
  const reason = REASONS[code]?.(place) ?? `Port ${place.port} on ${place.host} cannot be listened on (${code}).`;
  throw new MillwrightError('startup_failed', reason);
}

/** The system’s error code; undefined when it can be listened on. */
function tryListening({ host, port }: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown error'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
