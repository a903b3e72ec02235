import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { excerptOf } from '../../platform/commands/index.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';

/** It lets nobody in without a certificate of the client’s, which is nothing that can be given here. */
export class CertificateWanted extends RemoteError {
  constructor(where: string) {
    super('permission_denied', `${where} wants a certificate of its clients: no password opens it.`);
  }
}

/** What OpenSSL calls the alerts with which a server asks for a certificate: of TLS 1.3, and of 1.2. */
const WANTED: ReadonlySet<unknown> = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
]);

export interface SecureOptions {
  readonly signal: AbortSignal;
  readonly where: string;
  /** Why it broke later on: with TLS 1.3 a refused handshake is told after it. */
  readonly onError?: (error: RemoteError) => void;
}

/**
 * TLS on a stream that is connected already. Rejects with a RemoteError; the stream is the caller’s to end.
 *
 * The certificate is not checked: the SSH connection has proved which host this is, and the stream ends on it. Many of
 * these servers have one of their own making, for a name that is not the loopback address.
 */
export async function secure(stream: Duplex, { signal, where, onError }: SecureOptions): Promise<Duplex> {
  const socket = connectTls({ socket: stream, rejectUnauthorized: false });
  socket.on('error', (error) => onError?.(describe(error, where)));
  try {
    await once(socket, 'secureConnect', { signal });
  } catch (error) {
    socket.destroy();
    if (!signal.aborted) throw describe(error, where);
    throw new RemoteError('command_timeout', `${where} did not finish the handshake of TLS in time.`);
  }
  return socket;
}

function describe(error: unknown, where: string): RemoteError {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (WANTED.has(code)) return new CertificateWanted(where);
  return new RemoteError('protocol_error', `${where} does not speak TLS as expected: ${excerptOf(String(message))}`);
}
