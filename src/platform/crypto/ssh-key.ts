import {
  createHash,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { MillwrightError } from '../errors/millwright-error.js';
import { wireInteger, wireString } from './ssh-wire.js';

const generate = promisify(generateKeyPair);
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 16_384;
const OPENSSH_MAGIC = Buffer.from('openssh-key-v1\0', 'ascii');

export type GeneratedKeyType = 'ed25519' | 'rsa-4096';

/** A key pair in the one form that is stored: what ssh2 and OpenSSH both read. */
export interface SshKeyPair {
  /** `ed25519`, `rsa-<bits>`, `ecdsa-nistp256`, `ecdsa-nistp384` or `ecdsa-nistp521`. */
  readonly algorithm: string;
  /** One line of authorized_keys: `<type> <base64>`. */
  readonly publicKey: string;
  /** `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
  /** Unencrypted OpenSSH private key text; seal it, then wipe it with `fill(0)`. */
  readonly privateKey: Buffer;
}

/** Makes a key pair in the thread pool. */
export async function generateSshKey(type: GeneratedKeyType): Promise<SshKeyPair> {
  const { privateKey } =
    type === 'ed25519' ? await generate('ed25519') : await generate('rsa', { modulusLength: 4096 });
  return packSshKey(privateKey);
}

interface WireForm {
  readonly type: string;
  readonly algorithm: string;
  readonly publicBlob: Buffer;
  /** The fields after the type name in the private section; secret. */
  readonly privateFields: readonly Buffer[];
}

/** Turns a private key that Node understands into the stored form; throws private_key_unusable for other kinds. */
export function packSshKey(key: KeyObject): SshKeyPair {
  const wire = wireFormOf(key);
  try {
    return {
      algorithm: wire.algorithm,
      publicKey: `${wire.type} ${wire.publicBlob.toString('base64')}`,
      fingerprint: fingerprintOf(wire.publicBlob),
      privateKey: armorPrivateKey(wire),
    };
  } finally {
    for (const field of wire.privateFields) field.fill(0);
  }
}

/** `SHA256:` and the unpadded base64 of the digest of a public key blob. */
export function fingerprintOf(publicBlob: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicBlob).digest('base64').replace(/=+$/, '')}`;
}

function wireFormOf(key: KeyObject): WireForm {
  const type = key.asymmetricKeyType;
  if (type === 'ed25519') return ed25519Form(key.export({ format: 'jwk' }));
  if (type === 'rsa') return rsaForm(key);
  if (type === 'ec') return ecForm(key.export({ format: 'jwk' }), key.asymmetricKeyDetails?.namedCurve ?? 'unknown');
  throw unusable(`Keys of type ${type ?? 'unknown'} do not work with SSH here; use ed25519, RSA or ECDSA.`);
}

function ed25519Form(jwk: JsonWebKey): WireForm {
  const publicPoint = bytesOf(jwk.x);
  const type = 'ssh-ed25519';
  const seed = bytesOf(jwk.d);
  const both = Buffer.concat([seed, publicPoint]);
  const form = {
    type,
    algorithm: 'ed25519',
    publicBlob: Buffer.concat([wireString(type), wireString(publicPoint)]),
    privateFields: [wireString(publicPoint), wireString(both)],
  };
  seed.fill(0);
  both.fill(0);
  return form;
}

function rsaForm(key: KeyObject): WireForm {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? createPublicKey(key).asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS) {
    throw unusable(`The RSA key has ${bits} bits; at least ${MIN_RSA_BITS} are needed. Generate a new key.`);
  }
  if (bits > MAX_RSA_BITS) {
    throw unusable(`The RSA key has ${bits} bits; OpenSSH takes at most ${MAX_RSA_BITS}. Generate a new key.`);
  }
  const jwk = key.export({ format: 'jwk' });
  const type = 'ssh-rsa';
  const [modulus, exponent] = [bytesOf(jwk.n), bytesOf(jwk.e)];
  const secrets = [jwk.d, jwk.qi, jwk.p, jwk.q].map(bytesOf);
  const form = {
    type,
    algorithm: `rsa-${bits}`,
    publicBlob: Buffer.concat([wireString(type), wireInteger(exponent), wireInteger(modulus)]),
    privateFields: [modulus, exponent, ...secrets].map(wireInteger),
  };
  for (const secret of secrets) secret.fill(0);
  return form;
}

// OpenSSL's name of a curve → the one of SSH.
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'nistp256',
  secp384r1: 'nistp384',
  secp521r1: 'nistp521',
};

function ecForm(jwk: JsonWebKey, namedCurve: string): WireForm {
  const curve = CURVES[namedCurve];
  if (curve === undefined) {
    throw unusable(`SSH does not know the curve ${namedCurve}; use ed25519 or a NIST curve (P-256, P-384, P-521).`);
  }
  const type = `ecdsa-sha2-${curve}`;
  const point = Buffer.concat([Buffer.from([4]), bytesOf(jwk.x), bytesOf(jwk.y)]);
  const secret = bytesOf(jwk.d);
  const form = {
    type,
    algorithm: `ecdsa-${curve}`,
    publicBlob: Buffer.concat([wireString(type), wireString(curve), wireString(point)]),
    privateFields: [wireString(curve), wireString(point), wireInteger(secret)],
  };
  secret.fill(0);
  return form;
}

/** The openssh-key-v1 container without encryption: the envelope around it is the encryption. */
function armorPrivateKey(wire: WireForm): Buffer {
  const check = randomBytes(4);
  const section = Buffer.concat([check, check, wireString(wire.type), ...wire.privateFields, wireString('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (section.length % 8)) % 8 }, (_, index) => index + 1));
  const padded = Buffer.concat([section, padding]);
  const one = Buffer.from([0, 0, 0, 1]);
  const header = [OPENSSH_MAGIC, wireString('none'), wireString('none'), wireString(''), one];
  const body = Buffer.concat([...header, wireString(wire.publicBlob), wireString(padded)]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  section.fill(0);
  padded.fill(0);
  body.fill(0);
  return Buffer.from(
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    'ascii',
  );
}

function bytesOf(text: string | undefined): Buffer {
  if (text === undefined) throw unusable('The file holds only a part of a private key. Export the whole key again.');
  return Buffer.from(text, 'base64url');
}

/** The error of this folder: `detail` says what is wrong and what to do, and never quotes the key. */
export function unusable(detail: string): MillwrightError {
  return new MillwrightError('private_key_unusable', detail, {
    errors: [{ path: 'privateKey', message: detail }],
  });
}
