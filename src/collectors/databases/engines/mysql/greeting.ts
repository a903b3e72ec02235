import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { excerptOf } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';

/** What a server says first, before any login. */
export type Greeting =
  | { readonly kind: 'version'; readonly versionText: string; readonly offersTls: boolean }
  /** It is there and turns us away: too many connections, host blocked, host not allowed. */
  | { readonly kind: 'refused'; readonly code: number; readonly message: string };

const HEADER_BYTES = 4;
/** A greeting is about a hundred bytes; nothing of it that is needed lies further behind. */
const MAX_GREETING_BYTES = 1_024;
const PROTOCOL_10 = 0x0a;
const ERROR_PACKET = 0xff;
const MAX_VERSION_LENGTH = 200;
/** Behind the version: connection id (4), half of the scramble (8), a zero. */
const FLAGS_OFFSET = 13;
const CLIENT_SSL = 0x0800;

/**
 * Waits for the first packet, reads it, and puts it back, so that a driver finds the stream untouched. Rejects with a
 * RemoteError when nothing comes in `timeoutMs`, the stream ends, or what comes is not of this protocol.
 */
export async function peekGreeting(stream: Duplex, timeoutMs: number, where: string): Promise<Greeting> {
  const timer = AbortSignal.timeout(timeoutMs);
  let held = Buffer.alloc(0);
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) held = Buffer.concat([held, chunk]);
    const wanted = packetLength(held);
    if (wanted !== undefined && held.length >= Math.min(wanted, MAX_GREETING_BYTES)) {
      stream.unshift(held);
      return readGreeting(held, where);
    }
    if (chunk !== null) continue;
    if (stream.readableEnded || stream.destroyed) {
      throw new RemoteError('protocol_error', `${where} closed the connection before it greeted.`);
    }
    await readable(stream, timer, where);
  }
}

async function readable(stream: Duplex, timer: AbortSignal, where: string): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([timer, ended.signal]);
  try {
    await Promise.race([
      once(stream, 'readable', { signal }),
      once(stream, 'end', { signal }),
      once(stream, 'close', { signal }),
    ]);
  } catch (error) {
    if (timer.aborted) throw new RemoteError('protocol_error', `${where} accepted a connection and did not greet.`);
    throw new RemoteError('connection_lost', `The connection to ${where} broke before it greeted.`, { cause: error });
  } finally {
    ended.abort();
  }
}

function packetLength(held: Buffer): number | undefined {
  return held.length < HEADER_BYTES ? undefined : HEADER_BYTES + held.readUIntLE(0, 3);
}

/** Reads the first packet, header included. Throws RemoteError for anything else. */
export function readGreeting(packet: Buffer, where: string): Greeting {
  const kind = packet[HEADER_BYTES];
  const body = packet.subarray(HEADER_BYTES + 1);
  if (kind === ERROR_PACKET && body.length >= 2) {
    const text = body
      .subarray(2)
      .toString('utf8')
      .replace(/^#[0-9A-Z]{5}/, '');
    return { kind: 'refused', code: body.readUInt16LE(0), message: excerptOf(text) };
  }
  const end = body.indexOf(0);
  if (kind !== PROTOCOL_10 || end < 1 || end > MAX_VERSION_LENGTH) {
    throw new RemoteError('protocol_error', `${where} does not greet as a MySQL or MariaDB server does.`);
  }
  const flagsAt = end + 1 + FLAGS_OFFSET;
  const flags = body.length >= flagsAt + 2 ? body.readUInt16LE(flagsAt) : 0;
  return {
    kind: 'version',
    versionText: body.subarray(0, end).toString('utf8'),
    offersTls: (flags & CLIENT_SSL) !== 0,
  };
}
