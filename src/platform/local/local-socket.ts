import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { RemoteError, type RemoteErrorClass } from '../ssh/remote-errors.js';
import { readFailureFields } from '../ssh/connect-errors.js';
import type { SocketTarget } from '../ssh/transport.js';

const OPEN_TIMEOUT_MS = 10_000;

/** The same classes that a forwarded connection gives. */
const CLASS_OF_CODE: Readonly<Record<string, RemoteErrorClass>> = {
  ECONNREFUSED: 'connection_refused',
  ENOENT: 'connection_refused',
  ENOTSOCK: 'connection_refused',
  EACCES: 'permission_denied',
  EPERM: 'permission_denied',
};

export function connectLocal(target: SocketTarget, where: string): Promise<Duplex> {
  const name = 'socketPath' in target ? target.socketPath : `${target.host} port ${target.port}`;
  return new Promise((resolve, reject) => {
    const socket: Socket =
      'socketPath' in target
        ? connect({ path: target.socketPath })
        : connect({ host: target.host, port: target.port, noDelay: true });
    const fail = (errorClass: RemoteErrorClass, message: string, cause?: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new RemoteError(errorClass, message, { cause }));
    };
    const timer = setTimeout(() => {
      fail('connect_timeout', `${where} did not reach ${name} within ${OPEN_TIMEOUT_MS} ms.`);
    }, OPEN_TIMEOUT_MS);
    // For life: a broken stream shows as its end, as it does over SSH.
    socket.on('error', (error) => {
      const { code = 'unknown' } = readFailureFields(error);
      fail(CLASS_OF_CODE[code] ?? 'host_unreachable', `${where}: ${name} cannot be opened: ${code}.`, error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
