import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { MillwrightError } from '../errors/millwright-error.js';

const ROOT_KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * What a key is derived for. One row, one job: a new job gets a new row, a changed algorithm a new version, and no row
 * is ever reused.
 */
export const KEY_PURPOSES = {
  keyId: 'key-id/v1',
  keyEncryption: 'kek/v1',
  tokenPepper: 'token-pepper/v1',
  cursorHmac: 'cursor-hmac/v1',
  idempotencyHmac: 'idempotency-hmac/v1',
  auditCheckpoint: 'audit-checkpoint/v1',
  commandHmac: 'command-hmac/v1',
} as const;

export type KeyPurpose = keyof typeof KEY_PURPOSES;

/**
 * The one secret everything else is derived from. The bytes are private, so that no logger, serialiser or inspector
 * shows them by accident; only `exportRootKey` gives them away.
 */
export class RootKey {
  readonly #bytes: Buffer;
  /** Public name of this key: 16 hex digits that say nothing about its bytes. */
  readonly id: string;

  /** Takes over `bytes` (exactly 32): do not change them afterwards. */
  constructor(bytes: Buffer) {
    if (bytes.length !== ROOT_KEY_BYTES) {
      throw new MillwrightError('configuration_invalid', `A master key has 32 bytes; this one has ${bytes.length}.`);
    }
    this.#bytes = bytes;
    this.id = createHash('sha256').update(this.derive('keyId')).digest('hex').slice(0, 16);
  }

  /** 32 bytes for one job, by HKDF-SHA-256. The root key is strong already, so no salt is needed. */
  derive(purpose: KeyPurpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), KEY_PURPOSES[purpose], 32));
  }

  /** The text for a key file or a key backup. */
  exportBase64(): string {
    return this.#bytes.toString('base64');
  }

  toJSON(): string {
    return `[root key ${this.id}]`;
  }
}

export function generateRootKey(): RootKey {
  return new RootKey(randomBytes(ROOT_KEY_BYTES));
}

/**
 * Reads a root key from base64 or base64url text, with or without padding; white space around it is ignored.
 * `source` names where the text came from (a variable or a file) in the error; the text itself is never shown.
 * Throws MillwrightError('configuration_invalid').
 */
export function parseRootKey(text: string, source: string): RootKey {
  const refuse = (problem: string): never => {
    throw new MillwrightError(
      'configuration_invalid',
      `${source} holds no usable master key: ${problem}. It must be 32 random bytes in base64; ` +
        '`openssl rand -base64 32` makes one.',
    );
  };
  const trimmed = text.trim();
  if (trimmed === '') refuse('it is empty');
  if (!BASE64.test(trimmed)) refuse('it contains characters that are not base64');
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length !== ROOT_KEY_BYTES) refuse(`it decodes to ${bytes.length} bytes`);
  if (bytes.every((byte) => byte === bytes[0])) refuse('all its bytes are the same');
  return new RootKey(bytes);
}

/** Names a root key without revealing it; stored beside data and in the data directory to recognise the right key. */
export function keyId(rootKey: RootKey): string {
  return rootKey.id;
}

/** The key for one job: see KEY_PURPOSES. */
export function deriveKey(rootKey: RootKey, purpose: KeyPurpose): Buffer {
  return rootKey.derive(purpose);
}
