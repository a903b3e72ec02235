import { createHash, timingSafeEqual } from 'node:crypto';
import { RemoteError, type RemoteErrorDetails } from './remote-errors.js';

/** A host key as a server presented it. */
export interface PresentedHostKey {
  /** Type inside the key, e.g. `ssh-ed25519`, `ssh-rsa`. */
  readonly algorithm: string;
  /** The raw public key as RFC 4253 encodes it. */
  readonly blob: Buffer;
  /** `SHA256:` and unpadded base64, as ssh-keygen prints it. */
  readonly fingerprint: string;
}

/**
 * What makes a host the right one; there is no way to accept any key without knowing.
 * - `pinned`: one of these raw keys.
 * - `fingerprint`: *any* of the host's keys has this fingerprint; its kinds of key are asked for one after another.
 * - `trust_on_first_use`: the first key is reported before anything secret is sent; throwing refuses it.
 */
export type HostKeyPolicy =
  | { readonly kind: 'pinned'; readonly keys: readonly Buffer[] }
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | { readonly kind: 'trust_on_first_use'; readonly onFirstUse: (key: PresentedHostKey) => void };

const UNKNOWN_TYPE = 'unknown';

/** The type name at the start of a key blob, `unknown` when it is not well-formed. */
function readKeyType(blob: Buffer): string {
  if (blob.length < 4) return UNKNOWN_TYPE;
  const lengthBytes = blob.readUInt32BE(0);
  if (lengthBytes > 64 || blob.length < 4 + lengthBytes) return UNKNOWN_TYPE;
  const name = blob.toString('latin1', 4, 4 + lengthBytes);
  return /^[a-z0-9@.-]+$/.test(name) ? name : UNKNOWN_TYPE;
}

export function computeFingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export function describeHostKey(blob: Buffer): PresentedHostKey {
  return { algorithm: readKeyType(blob), blob, fingerprint: computeFingerprint(blob) };
}

function isSame(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Padding and a missing `SHA256:` are forgiven, other hashes are not. */
function normaliseFingerprint(text: string): Buffer {
  const trimmed = text.trim().replace(/=+$/, '');
  return Buffer.from(trimmed.startsWith('SHA256:') ? trimmed : `SHA256:${trimmed}`);
}

/** Whether this key satisfies the policy. Trust on first use is satisfied by every key. */
export function matchesPolicy(policy: HostKeyPolicy, key: PresentedHostKey): boolean {
  switch (policy.kind) {
    case 'pinned':
      return policy.keys.some((pinned) => isSame(pinned, key.blob));
    case 'fingerprint':
      return isSame(normaliseFingerprint(policy.fingerprint), Buffer.from(key.fingerprint));
    case 'trust_on_first_use':
      return true;
  }
}

/** Key types to ask the host for first: those that we know. */
export function listKnownKeyTypes(policy: HostKeyPolicy): string[] {
  return policy.kind === 'pinned' ? policy.keys.map(readKeyType) : [];
}

export interface HostKeyMismatchDetails extends RemoteErrorDetails {
  readonly host: string;
  readonly port: number;
  readonly targetId?: string | undefined;
  readonly presentedKeys: readonly PresentedHostKey[];
}

/** `host_key_mismatch`, with what the host presented, so that a person can look at it and accept it. */
export class HostKeyMismatchError extends RemoteError {
  /** In the order presented; several only when a fingerprint was looked for among all keys of the host. */
  readonly presentedKeys: readonly PresentedHostKey[];
  /** Whose key it is: with jump hosts not always that of the host that was asked for. */
  readonly host: string;
  readonly port: number;
  /** The id that the caller gave that host, when it gave one. */
  readonly targetId: string | undefined;

  constructor(message: string, details: HostKeyMismatchDetails) {
    super('host_key_mismatch', message, details);
    this.presentedKeys = details.presentedKeys;
    this.host = details.host;
    this.port = details.port;
    this.targetId = details.targetId;
  }
}

/** What was expected, for the message of a mismatch. */
export function describePolicy(policy: HostKeyPolicy): string {
  switch (policy.kind) {
    case 'pinned':
      return `pinned: ${policy.keys.map(computeFingerprint).join(', ') || 'none'}`;
    case 'fingerprint':
      return `expected: ${normaliseFingerprint(policy.fingerprint).toString()}`;
    case 'trust_on_first_use':
      return 'refused by the first-use check';
  }
}
