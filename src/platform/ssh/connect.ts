import type { Duplex } from 'node:stream';
import type { AnyAuthMethod, ServerHostKeyAlgorithm } from 'ssh2';
import { listHostKeyAlgorithms } from './algorithms.js';
import { listAuthMethods, type SshCredential } from './credentials.js';
import { HostKeyRefused, performHandshake, type HandshakeResult } from './handshake.js';
import {
  describePolicy,
  HostKeyMismatchError,
  listKnownKeyTypes,
  type HostKeyPolicy,
  type PresentedHostKey,
} from './host-key.js';
import type { Release } from './semaphore.js';

export interface ConnectTimings {
  /** From the first byte to the end of the login. */
  readonly readyTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  readonly keepaliveCountMax: number;
}

export const DEFAULT_CONNECT_TIMINGS: ConnectTimings = {
  readyTimeoutMs: 15_000,
  keepaliveIntervalMs: 15_000,
  keepaliveCountMax: 3,
};

export interface ConnectRequest extends ConnectTimings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The caller's own id of the host; a host-key mismatch carries it. */
  readonly id?: string | undefined;
  /** Asked once per call; nothing of it is kept. */
  readonly credential: () => Promise<SshCredential>;
  readonly hostKeyPolicy: HostKeyPolicy;
  /** SHA-1 algorithms, for hosts that a person marked so. */
  readonly legacyAlgorithms?: boolean;
  /** A new connected stream to the host: TCP, or a channel of a jump host. */
  readonly openSocket: () => Promise<Duplex>;
  /** Asked once the socket is connected, before each handshake; called back when that has ended. */
  readonly admitHandshake?: () => Promise<Release>;
  readonly signal?: AbortSignal;
}

export interface LoggedIn extends HandshakeResult {
  readonly socket: Duplex;
}

export function describeLogin(target: { user: string; host: string; port: number }): string {
  return `${target.user}@${target.host}:${target.port}`;
}

/**
 * Connects and logs in. An expected fingerprint may belong to a key that the host does not present first: then its
 * other kinds of key, and only those that it said it has, are asked for on further connections, at most two.
 */
export async function connectSsh(request: ConnectRequest): Promise<LoggedIn> {
  const where = describeLogin(request);
  const { hostKeyPolicy: policy } = request;
  const methods = listAuthMethods(request.user, await request.credential(), where);
  const presentedKeys: PresentedHostKey[] = [];
  for (;;) {
    const hostKeyAlgorithms = listUnseenAlgorithms(policy, presentedKeys);
    try {
      return await shakeHands(request, { where, hostKeyAlgorithms, methods });
    } catch (error) {
      if (!(error instanceof HostKeyRefused)) throw error;
      presentedKeys.push(error.presented);
      const { offered } = error;
      const hasMore = listUnseenAlgorithms(policy, presentedKeys).some((name) => offered?.includes(name) ?? true);
      if (policy.kind !== 'fingerprint' || !hasMore) {
        throw describeMismatch(request, presentedKeys, error.cause);
      }
    }
  }
}

interface Attempt {
  readonly where: string;
  readonly hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[];
  readonly methods: readonly AnyAuthMethod[];
}

async function shakeHands(request: ConnectRequest, attempt: Attempt): Promise<LoggedIn> {
  const { where, hostKeyAlgorithms, methods } = attempt;
  const legacyAlgorithms = request.legacyAlgorithms ?? false;
  const socket = await request.openSocket();
  let release: Release | undefined;
  try {
    release = await request.admitHandshake?.();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  try {
    const asked = { ...request, where, policy: request.hostKeyPolicy, hostKeyAlgorithms, legacyAlgorithms, socket };
    return { ...(await performHandshake(asked, methods)), socket };
  } finally {
    release?.();
  }
}

/** Pinned kinds of key are asked for first, so that one connection is enough for them. */
function listUnseenAlgorithms(policy: HostKeyPolicy, seen: readonly PresentedHostKey[]): ServerHostKeyAlgorithm[] {
  return listHostKeyAlgorithms({
    preferredKeyTypes: listKnownKeyTypes(policy),
    excludedKeyTypes: seen.map((key) => key.algorithm),
  });
}

function describeMismatch(
  request: ConnectRequest,
  presentedKeys: readonly PresentedHostKey[],
  cause: unknown,
): HostKeyMismatchError {
  const { host, port, id, hostKeyPolicy } = request;
  const presented = presentedKeys.map((key) => `${key.algorithm} ${key.fingerprint}`).join(', ');
  const what = `presented the host key ${presented}; ${describePolicy(hostKeyPolicy)}`;
  const message = `${describeLogin(request)} ${what}. Nothing was sent to it.`;
  return new HostKeyMismatchError(message, { host, port, targetId: id, presentedKeys, cause });
}
