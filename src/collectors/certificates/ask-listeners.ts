import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { CertificateObservation } from '../../domain/inventory/found-certificate.js';
import { ParseError } from '../../platform/commands/index.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { MeasureAccess } from '../collector.js';
import { observeCertificate } from './observe-certificate.js';
import type { TlsListener } from './schema.js';
import { beginTls } from './starttls.js';
import type { TlsProtocol } from './tls-ports.js';

const AT_ONCE = 6;
const TIMEOUT_MS = 3000;

export interface ListenerAnswer {
  readonly listener: TlsListener;
  readonly certificate?: CertificateObservation;
  readonly error?: RemoteError;
}

type Access = Pick<MeasureAccess, 'open' | 'signal'>;

/** Shakes hands with each, a few at once. Where the server forbids forwarding, none further is tried. Never rejects. */
export async function askListeners(
  listeners: readonly TlsListener[],
  access: Access,
  timeoutMs: number = TIMEOUT_MS,
): Promise<readonly ListenerAnswer[]> {
  const answers = listeners.map((listener): ListenerAnswer => ({ listener }));
  let next = 0;
  let forbidden = false;
  const work = async (): Promise<void> => {
    for (let at = next++; at < listeners.length; at = next++) {
      const listener = listeners[at];
      if (listener === undefined || forbidden || access.signal.aborted) continue;
      const answer = await askListener(listener, access, timeoutMs);
      answers[at] = answer;
      if (answer.error?.errorClass === 'forwarding_refused') forbidden = true;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function askListener(listener: TlsListener, access: Access, timeoutMs: number): Promise<ListenerAnswer> {
  const { address, port, protocol } = listener;
  const deadline = AbortSignal.any([AbortSignal.timeout(timeoutMs), access.signal]);
  let stream: Duplex;
  try {
    stream = await openWithin(access, { host: address, port }, deadline);
  } catch (error) {
    const errorClass = error instanceof RemoteError ? error.errorClass : undefined;
    const state = errorClass === 'connection_refused' ? 'refused' : 'unreachable';
    const tell = errorClass === 'forwarding_refused' && error instanceof RemoteError;
    return { listener: { ...listener, state }, ...(tell ? { error } : {}) };
  }
  const shown = await handshake(stream, protocol as TlsProtocol, deadline);
  stream.destroy();
  if (shown === undefined) return { listener: { ...listener, state: 'no_tls' } };
  try {
    const location = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    const certificate = observeCertificate(shown.raw, { location, kind: 'listener' });
    return { listener: { ...listener, state: 'shown' }, certificate };
  } catch (error) {
    return { listener: { ...listener, state: 'no_tls' }, ...(error instanceof ParseError ? { error } : {}) };
  }
}

/** A stream that comes too late is closed: nobody will use it. */
function openWithin(access: Access, target: { host: string; port: number }, deadline: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new RemoteError('connect_timeout', `Nobody answered at port ${target.port}.`));
    if (deadline.aborted) return onAbort();
    deadline.addEventListener('abort', onAbort, { once: true });
    access.open(target).then((stream) => {
      deadline.removeEventListener('abort', onAbort);
      stream.on('error', () => {});
      if (deadline.aborted) stream.destroy();
      else resolve(stream);
    }, reject);
  });
}

/** The server's own certificate, whoever signed it; undefined when there was no handshake to speak of. */
async function handshake(
  stream: Duplex,
  protocol: TlsProtocol,
  deadline: AbortSignal,
): Promise<X509Certificate | undefined> {
  const giveUp = (): void => void stream.destroy();
  deadline.addEventListener('abort', giveUp, { once: true });
  try {
    if (deadline.aborted || !(await beginTls(stream, protocol)) || stream.destroyed) return undefined;
    return await readPeerCertificate(stream);
  } finally {
    deadline.removeEventListener('abort', giveUp);
  }
}

function readPeerCertificate(stream: Duplex): Promise<X509Certificate | undefined> {
  return new Promise((resolve) => {
    // Old servers count as well: what they show is read, nothing is entrusted to them.
    const socket = connect({
      socket: stream,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const done = (): void => {
      let shown: X509Certificate | undefined;
      try {
        // Also after a failure: a server that asks for a client's certificate has shown its own by then.
        shown = socket.getPeerX509Certificate();
      } catch {
        shown = undefined;
      }
      socket.destroy();
      resolve(shown);
    };
    socket.once('secureConnect', done).once('close', done).on('error', done);
    stream.once('close', done);
  });
}
