import { connect, type Socket } from 'node:net';
import { classifyConnectFailure, readFailureFields } from './connect-errors.js';
import { RemoteError } from './remote-errors.js';
import { onAbort } from './on-abort.js';

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** How long one of several addresses of a name may take before the next is tried; Node's 250 ms is less than a satellite's round trip. */
const ADDRESS_ATTEMPT_MS = 2_500;

/** A connected socket without Nagle's delay. Rejects with the class of the failure, on abort with the signal's reason. */
export function connectTcp(target: TcpTarget): Promise<Socket> {
  const { host, port, timeoutMs, signal } = target;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS });
    const settle = (): void => {
      clearTimeout(timer);
      stopListening();
      socket.removeListener('connect', onConnect);
      socket.removeListener('error', onError);
    };
    const fail = (error: Error): void => {
      settle();
      // A socket that is being torn down may still report; nobody is interested any more.
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const onError = (error: Error): void => fail(describeTcpFailure(target, error));
    const timer = setTimeout(() => fail(describeTimeout(target)), timeoutMs);
    let stopListening = (): void => {};
    socket.once('connect', onConnect);
    socket.on('error', onError);
    stopListening = onAbort(signal, fail);
  });
}

function describeTcpFailure({ host, port }: TcpTarget, cause: Error): RemoteError {
  const fields = readFailureFields(cause);
  const message = `No TCP connection to ${host} port ${port}: ${fields.code ?? cause.message}`;
  return new RemoteError(classifyConnectFailure({ phase: 'tcp', ...fields }), message, { cause });
}

function describeTimeout({ host, port, timeoutMs }: TcpTarget): RemoteError {
  return new RemoteError('connect_timeout', `${host} port ${port} did not answer within ${timeoutMs} ms.`);
}
