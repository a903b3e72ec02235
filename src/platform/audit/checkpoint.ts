import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { activeRootKey, type Keyring } from '../crypto/keyring.js';
import type { RootKey } from '../crypto/root-key.js';

/** What the chain looked like at one moment, signed with a key that the database does not have. */
export interface Checkpoint {
  readonly sequence: number;
  /** Lower-case hex. */
  readonly hash: string;
  /** ISO 8601, when it was made. */
  readonly at: string;
}

export interface SignedCheckpoint extends Checkpoint {
  readonly keyId: string;
  /** Ed25519, base64. */
  readonly signature: string;
}

/** Is this checkpoint's signature good, bad, or by a key we do not have? */
export type SignatureVerdict = 'good' | 'bad' | 'unknown_key';

export interface CheckpointSigner {
  readonly keyId: string;
  sign(checkpoint: Checkpoint): SignedCheckpoint;
}

// PKCS#8 of an Ed25519 private key up to its 32 bytes.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX_BYTES = 12;

/** The signing key is derived from the root key: it is nowhere in the database. */
export function createCheckpointSigner(keyring: Keyring): CheckpointSigner {
  const { privateKey, keyId } = checkpointKeys(activeRootKey(keyring));
  return {
    keyId,
    sign(checkpoint) {
      const { sequence, hash, at } = checkpoint;
      const signature = sign(null, signedBytes({ sequence, hash, at }, keyId), privateKey).toString('base64');
      return { sequence, hash, at, keyId, signature };
    },
  };
}

/** Public halves of the signing keys of every root key at hand: key id → base64 of the 32 bytes, for offline checks. */
export function checkpointPublicKeys(keyring: Keyring): Map<string, string> {
  const entries = [...keyring.keys.values()].map(({ rootKey }): [string, string] => {
    const { publicKey, keyId } = checkpointKeys(rootKey);
    return [keyId, rawPublicKey(publicKey).toString('base64')];
  });
  return new Map(entries);
}

/** Checks signatures with the given public keys (key id → base64 of the 32 bytes). */
export function createSignatureCheck(
  publicKeys: ReadonlyMap<string, string>,
): (checkpoint: SignedCheckpoint) => SignatureVerdict {
  const keys = new Map([...publicKeys].map(([id, text]): [string, KeyObject] => [id, importPublicKey(text)]));
  return (checkpoint) => {
    const key = keys.get(checkpoint.keyId);
    if (key === undefined) return 'unknown_key';
    const signature = Buffer.from(checkpoint.signature, 'base64');
    return verify(null, signedBytes(checkpoint, checkpoint.keyId), key, signature) ? 'good' : 'bad';
  };
}

function checkpointKeys(rootKey: RootKey): { privateKey: KeyObject; publicKey: KeyObject; keyId: string } {
  const seed = rootKey.derive('auditCheckpoint');
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  seed.fill(0);
  der.fill(0);
  const publicKey = createPublicKey(privateKey);
  const keyId = createHash('sha256').update(rawPublicKey(publicKey)).digest('hex').slice(0, 16);
  return { privateKey, publicKey, keyId };
}

const rawPublicKey = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX_BYTES);

function importPublicKey(base64: string): KeyObject {
  const x = Buffer.from(base64, 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function signedBytes(checkpoint: Checkpoint, keyId: string): Buffer {
  const { sequence, hash, at } = checkpoint;
  return Buffer.from(`audit-checkpoint:v1\n${sequence}\n${hash}\n${at}\n${keyId}`, 'utf8');
}
