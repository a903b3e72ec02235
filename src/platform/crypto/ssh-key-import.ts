import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { MillwrightError } from '../errors/millwright-error.js';
import { packSshKey, unusable, type SshKeyPair } from './ssh-key.js';
import { WireReader } from './ssh-wire.js';

/** Larger than any real key file (RSA-16384 has 13 kB). */
const MAX_KEY_TEXT = 32_768;
// bcrypt rounds cost about 11 ms each; ssh-keygen writes 16 or 24 unless told otherwise.
const MAX_KDF_ROUNDS = 512;
const OPENSSH_MAGIC = 'openssh-key-v1\0';
const OPENSSH_CIPHERS = new Set([
  'none',
  'aes128-cbc',
  'aes192-cbc',
  'aes256-cbc',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  '3des-cbc',
]);

/** What is plainly not a private key we take: how to tell, and what the person should do instead. */
const REFUSED: readonly { readonly looksLike: RegExp; readonly detail: string }[] = [
  {
    looksLike: /^PuTTY-User-Key-File-\d+:/,
    detail:
      'This is a PuTTY key file. Open it in PuTTYgen, choose Conversions > Export OpenSSH key, and import the result.',
  },
  {
    looksLike: /^(?:ssh-|ecdsa-sha2-|sk-)\S+ AAAA/,
    detail: 'This is a public key. Give the private key: the file of the same name without .pub.',
  },
  {
    looksLike: /^-----BEGIN (?:RSA )?PUBLIC KEY-----|^---- BEGIN SSH2 PUBLIC KEY ----/,
    detail: 'This is a public key. Give the private key that belongs to it.',
  },
  {
    looksLike: /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE/,
    detail: 'This is a certificate. Give the private key that belongs to it.',
  },
  {
    looksLike: /^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/,
    detail: 'This is a key in the format of SSH.COM. Convert it with `ssh-keygen -i -f FILE` and import the result.',
  },
  {
    looksLike: /^-----BEGIN DSA PRIVATE KEY-----/,
    detail: 'This is a DSA key, which no current SSH server accepts. Generate an ed25519 key instead.',
  },
];

const ARMOR = /^-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----\n[\s\S]*\n-----END \1-----$/;

// `openssl ecparam -genkey` writes this block in front of the key.
const EC_PARAMETERS = /^-----BEGIN EC PARAMETERS-----\n[^-]*\n-----END EC PARAMETERS-----\n+/;

/**
 * Reads a private key in OpenSSH, PEM (PKCS#1, SEC1) or PKCS#8 format, encrypted or not. Deriving the key from a
 * passphrase takes some 200 ms of CPU: call it through `importSshKey`, which does that in a thread of its own.
 * Throws private_key_unusable with what to do.
 */
export function readSshKey(text: string, passphrase: string | undefined): SshKeyPair {
  if (text.length > MAX_KEY_TEXT)
    throw unusable(`The text is longer than any private key (${text.length} characters).`);
  const key = normaliseText(text);
  if (key === '') throw unusable('The private key is empty.');
  const refused = REFUSED.find((row) => row.looksLike.test(key));
  if (refused !== undefined) throw unusable(refused.detail);
  const label = ARMOR.exec(key)?.[1];
  if (label === undefined) {
    throw unusable(
      'This is not a private key in a known format, or it is cut off. Paste the whole file, from -----BEGIN to the ' +
        'end of the -----END line.',
    );
  }
  return packSshKey(label === 'OPENSSH PRIVATE KEY' ? readOpenSsh(key, passphrase) : readPem(key, passphrase));
}

// Pasted keys come with carriage returns, indented lines and blank lines around them.
function normaliseText(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return lines
    .map((line) => line.trim())
    .join('\n')
    .trim()
    .replace(EC_PARAMETERS, '');
}

function readPem(pem: string, passphrase: string | undefined): KeyObject {
  const encrypted = pem.startsWith('-----BEGIN ENCRYPTED ') || /^Proc-Type: 4,ENCRYPTED$/m.test(pem);
  if (encrypted) requirePassphrase(passphrase);
  try {
    return createPrivateKey(encrypted ? { key: pem, passphrase: passphrase ?? '' } : pem);
  } catch (error) {
    throw refuseDecoding(encrypted, error);
  }
}

function readOpenSsh(text: string, passphrase: string | undefined): KeyObject {
  const encrypted = inspectOpenSsh(text);
  if (encrypted) requirePassphrase(passphrase);
  const parsed = parseQuietly(text, encrypted ? passphrase : undefined);
  if (parsed instanceof Error) throw refuseDecoding(encrypted, undefined);
  try {
    return createPrivateKey(parsed.getPrivatePEM());
  } catch (error) {
    throw refuseDecoding(encrypted, error);
  }
}

function parseQuietly(text: string, passphrase: string | undefined): ssh2.ParsedKey | Error {
  try {
    const parsed = ssh2.utils.parseKey(text, passphrase);
    return Array.isArray(parsed) ? (parsed[0] ?? new Error('no key')) : parsed;
  } catch (error) {
    return error instanceof Error ? error : new Error('no key');
  }
}

/** Reads the outside of the container: is it encrypted, and in a way that we can and want to undo? */
function inspectOpenSsh(text: string): boolean {
  const body = Buffer.from(text.split('\n').slice(1, -1).join(''), 'base64');
  if (body.toString('latin1', 0, OPENSSH_MAGIC.length) !== OPENSSH_MAGIC) throw refuseDecoding(false, undefined);
  try {
    const reader = new WireReader(body.subarray(OPENSSH_MAGIC.length));
    const cipher = reader.readString().toString('latin1');
    reader.readString();
    const options = reader.readString();
    if (reader.readUint32() !== 1) throw unusable('The file holds several keys; import them one by one.');
    const type = new WireReader(reader.readString()).readString().toString('latin1');
    refuseHardwareKey(type);
    refuseEncryption(cipher, options);
    return cipher !== 'none';
  } catch (error) {
    throw error instanceof MillwrightError ? error : refuseDecoding(false, error);
  }
}

function refuseHardwareKey(type: string): void {
  if (!type.startsWith('sk-')) return;
  throw unusable('The key lives in a hardware token (FIDO) and needs a touch; use a key without a token here.');
}

function refuseEncryption(cipher: string, options: Buffer): void {
  if (!OPENSSH_CIPHERS.has(cipher)) {
    throw unusable(
      'The key is encrypted with a cipher that is not supported here. Write it anew with ' +
        '`ssh-keygen -p -Z aes256-ctr -f FILE` and import the result.',
    );
  }
  if (cipher === 'none') return;
  const reader = new WireReader(options);
  reader.readString();
  const rounds = reader.readUint32();
  if (rounds <= MAX_KDF_ROUNDS) return;
  throw unusable(
    `The passphrase is hashed with ${rounds} rounds; at most ${MAX_KDF_ROUNDS} are accepted here. ` +
      'Write the key anew with `ssh-keygen -p -a 64 -f FILE` and import the result.',
  );
}

function requirePassphrase(passphrase: string | undefined): void {
  if (passphrase !== undefined && passphrase !== '') return;
  const detail = 'The private key is protected by a passphrase. Send it as `passphrase`.';
  throw new MillwrightError('private_key_unusable', detail, { errors: [{ path: 'passphrase', message: detail }] });
}

function refuseDecoding(encrypted: boolean, cause: unknown): MillwrightError {
  if (!encrypted) {
    return unusable('The private key is damaged or of an unknown kind. Export it again and paste the whole file.');
  }
  const detail = 'The passphrase is wrong, or the private key is damaged. Check it with `ssh-keygen -y -f FILE`.';
  return new MillwrightError('private_key_unusable', detail, {
    errors: [{ path: 'passphrase', message: detail }],
    cause,
  });
}
