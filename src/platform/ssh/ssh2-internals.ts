import type { Client, ClientChannel } from 'ssh2';

/**
 * The four things that ssh2 1.17.0 knows and does not export. Each is looked up defensively; a test against a real
 * sshd notices when an upgrade moves one.
 */
type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function readField(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, name) => fieldsOf(current)?.[name], value);
}

/** The server's software version, `OpenSSH_9.2p1`; undefined until it has introduced itself. */
export function readRemoteSoftware(client: Client): string | undefined {
  const version = readField(client, '_remoteVer');
  return typeof version === 'string' ? version : undefined;
}

/** Whether the connection is protected against cut messages (strict KEX). Unknown counts as no. */
export function isStrictKex(client: Client): boolean {
  return readField(client, '_protocol', '_strictMode') === true;
}

/** Kinds of host key that the server offers; only during the key exchange, undefined otherwise. */
export function readOfferedHostKeyAlgorithms(client: Client): readonly string[] | undefined {
  const kexInit = readField(client, '_protocol', '_kex', '_remoteKexinit');
  return Buffer.isBuffer(kexInit) ? parseHostKeyList(kexInit) : undefined;
}

/** KEXINIT: one byte of type, 16 of cookie, then name-lists; the second is that of host-key algorithms. */
function parseHostKeyList(kexInit: Buffer): readonly string[] | undefined {
  const firstStart = 17;
  if (kexInit.length < firstStart + 4) return undefined;
  const secondStart = firstStart + 4 + kexInit.readUInt32BE(firstStart);
  if (kexInit.length < secondStart + 4) return undefined;
  const end = secondStart + 4 + kexInit.readUInt32BE(secondStart);
  if (kexInit.length < end) return undefined;
  return kexInit.toString('latin1', secondStart + 4, end).split(',');
}

/**
 * Sends a signal to the channel's process group. `channel.signal()` silently does nothing once stdin was ended, which
 * for us is always; the protocol allows it until the channel is closed.
 */
export function sendSignal(channel: ClientChannel, name: 'KILL' | 'TERM'): boolean {
  const outgoing = readField(channel, 'outgoing');
  const state = readField(outgoing, 'state');
  const id = readField(outgoing, 'id');
  const protocol = fieldsOf(readField(channel, '_client', '_protocol'));
  const signal = protocol?.['signal'];
  if ((state !== 'open' && state !== 'eof') || typeof id !== 'number' || typeof signal !== 'function') return false;
  Reflect.apply(signal, protocol, [id, name]);
  return true;
}
