import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { MillwrightError } from '../errors/millwright-error.js';
import { requireKey, type Keyring } from './keyring.js';

/**
 * The format of every secret column, one bytea:
 * `version (1 byte) | length of the key id (1) | key id | wrapped data key: iv 12, ciphertext 32, tag 16 | iv 12 |
 * ciphertext | tag 16`.
 * A data key of its own per value: rotating the master key re-wraps 32 bytes and leaves the data alone.
 */
const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const DATA_KEY_BYTES = 32;
const WRAPPED_BYTES = IV_BYTES + DATA_KEY_BYTES + TAG_BYTES;

/** Where a secret lives. It is authenticated with the ciphertext, so that an envelope copied elsewhere does not open. */
export interface SecretPlace {
  readonly table: string;
  /** Primary key as text. */
  readonly rowId: string;
  readonly column: string;
}

interface Envelope {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly sealed: Buffer;
}

/** Encrypts `secret` for one place under the active key. A Buffer given stays the caller's to wipe. */
export function sealSecret(keyring: Keyring, secret: string | Buffer, place: SecretPlace): Buffer {
  const plaintext = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const wrapped = wrapDataKey(keyring, keyring.activeId, dataKey, place);
    return Buffer.concat([envelopePrefix(keyring.activeId), wrapped, encrypt(dataKey, plaintext, dataAad(place))]);
  } finally {
    dataKey.fill(0);
    if (plaintext !== secret) plaintext.fill(0);
  }
}

/**
 * Decrypts an envelope; the caller wipes the Buffer with `fill(0)` after use. Throws master_key_mismatch when the key
 * is not at hand, secret_damaged when the bytes are not what was sealed for this place.
 */
export function openSecret(keyring: Keyring, sealed: Buffer, place: SecretPlace): Buffer {
  const envelope = readEnvelope(sealed, place);
  const dataKey = unwrapDataKey(keyring, envelope, place);
  try {
    return decrypt(dataKey, envelope.sealed, dataAad(place), place);
  } finally {
    dataKey.fill(0);
  }
}

/** The same secret under the active key: only the wrapped data key changes. */
export function rewrapSecret(keyring: Keyring, sealed: Buffer, place: SecretPlace): Buffer {
  const envelope = readEnvelope(sealed, place);
  const dataKey = unwrapDataKey(keyring, envelope, place);
  try {
    const wrapped = wrapDataKey(keyring, keyring.activeId, dataKey, place);
    return Buffer.concat([envelopePrefix(keyring.activeId), wrapped, envelope.sealed]);
  } finally {
    dataKey.fill(0);
  }
}

/** The first bytes of every envelope under a key; SQL finds envelopes of other keys by it. */
export function envelopePrefix(id: string): Buffer {
  const name = Buffer.from(id, 'ascii');
  return Buffer.concat([Buffer.from([VERSION, name.length]), name]);
}

/** Id of the key that wraps this envelope. */
export function envelopeKeyId(sealed: Buffer, place: SecretPlace): string {
  return readEnvelope(sealed, place).keyId;
}

function readEnvelope(bytes: Buffer, place: SecretPlace): Envelope {
  const wrappedAt = 2 + (bytes[1] ?? 0);
  const sealedAt = wrappedAt + WRAPPED_BYTES;
  if (bytes[0] !== VERSION || bytes.length < sealedAt + IV_BYTES + TAG_BYTES) throw damaged(place, 'has no valid form');
  return {
    keyId: bytes.toString('ascii', 2, wrappedAt),
    wrapped: bytes.subarray(wrappedAt, sealedAt),
    sealed: bytes.subarray(sealedAt),
  };
}

function wrapDataKey(keyring: Keyring, id: string, dataKey: Buffer, place: SecretPlace): Buffer {
  const kek = requireKey(keyring, id).rootKey.derive('keyEncryption');
  try {
    return encrypt(kek, dataKey, wrapAad(place, id));
  } finally {
    kek.fill(0);
  }
}

function unwrapDataKey(keyring: Keyring, envelope: Envelope, place: SecretPlace): Buffer {
  const kek = requireKey(keyring, envelope.keyId).rootKey.derive('keyEncryption');
  try {
    return decrypt(kek, envelope.wrapped, wrapAad(place, envelope.keyId), place);
  } finally {
    kek.fill(0);
  }
}

function encrypt(key: Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

// authTagLength is given always: without it Node accepts a tag cut to four bytes.
function decrypt(key: Buffer, sealed: Buffer, aad: Buffer, place: SecretPlace): Buffer {
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(IV_BYTES, tagAt));
  try {
    decipher.final();
    return plaintext;
  } catch {
    plaintext.fill(0);
    throw damaged(place, 'was changed, or copied from another place');
  }
}

const dataAad = (place: SecretPlace): Buffer => aadOf(['data', place.table, place.rowId, place.column]);
const wrapAad = (place: SecretPlace, id: string): Buffer =>
  aadOf(['data-key', place.table, place.rowId, place.column, id]);

// JSON of an array keeps the parts apart whatever they contain.
function aadOf(parts: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([`envelope/v${VERSION}`, ...parts]), 'utf8');
}

function damaged(place: SecretPlace, how: string): MillwrightError {
  return new MillwrightError(
    'secret_damaged',
    `The secret ${place.table}.${place.column} of ${place.rowId} ${how}. ` +
      'Store it again, or restore the row from a backup.',
  );
}
