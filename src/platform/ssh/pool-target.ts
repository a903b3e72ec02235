import type { SshCredential } from './credentials.js';
import type { HostKeyPolicy } from './host-key.js';
import { RemoteError } from './remote-errors.js';

/** A login on a host, and the way there. */
export interface SshTarget {
  /** The caller's own id of the host: for `forget()`, events and mismatch errors. */
  readonly id?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly credentialId: string;
  /** Asked when a handshake begins; nothing of it is kept after. */
  readonly credential: () => Promise<SshCredential>;
  readonly hostKeyPolicy: HostKeyPolicy;
  /** The host that this one is reached through; its host key is verified under its own policy. */
  readonly jump?: SshTarget | undefined;
  /** Session channels at once, when it is known from before (`session_limit_learned`). */
  readonly maxSessions?: number | undefined;
  readonly legacyAlgorithms?: boolean | undefined;
}

export const MAX_JUMPS = 5;

/** From the outermost jump host to the target itself. Rejects cycles and chains of more than five jumps. */
export function listHops(target: SshTarget): readonly SshTarget[] {
  const hops: SshTarget[] = [];
  const seen = new Set<string>();
  for (let hop: SshTarget | undefined = target; hop !== undefined; hop = hop.jump) {
    const name = `${hop.host}:${hop.port}`;
    if (seen.has(name)) {
      throw new RemoteError('jump_host_failed', `The way to ${target.host} goes through ${name} twice.`);
    }
    if (hops.length > MAX_JUMPS) {
      throw new RemoteError('jump_host_failed', `The way to ${target.host} has more than ${MAX_JUMPS} jump hosts.`);
    }
    seen.add(name);
    hops.unshift(hop);
  }
  return hops;
}

/** The same host over the same way: what a circuit breaker looks after. */
export function renderRouteKey(target: SshTarget): string {
  return JSON.stringify(listHops(target).map((hop) => [hop.host, hop.port]));
}

/** The same login over the same way: what shares a connection. */
export function renderPoolKey(target: SshTarget): string {
  return JSON.stringify(listHops(target).map((hop) => [hop.host, hop.port, hop.user, hop.credentialId]));
}
