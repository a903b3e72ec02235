import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import ssh2 from 'ssh2';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface KeyPair {
  readonly type: HostKeyType;
  /** OpenSSH format. */
  readonly privateKey: string;
  /** One line as in authorized_keys. */
  readonly publicKey: string;
  readonly blob: Buffer;
  /** As ssh-keygen prints it. */
  readonly fingerprint: string;
}

/** Length of an ed25519 public key as it goes over the wire. */
const ED25519_BLOB_BYTES = 51;

/** ssh2 1.17.0 drops a leading zero byte of the public key: one ed25519 pair in 256 is of no use to anybody. */
function generateEd25519(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (decodeBlob(pair.public).length === ED25519_BLOB_BYTES) return pair;
  }
}

const decodeBlob = (publicKey: string): Buffer => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');

export function generateKeyPair(type: HostKeyType = 'ed25519'): KeyPair {
  const pair =
    type === 'ed25519'
      ? generateEd25519()
      : ssh2.utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 });
  const blob = decodeBlob(pair.public);
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
  return { type, privateKey: pair.private, publicKey: pair.public, blob, fingerprint };
}

/** sshd refuses a host key that others may read. */
export async function writePrivateKey(path: string, pair: KeyPair): Promise<void> {
  await writeFile(path, pair.privateKey.endsWith('\n') ? pair.privateKey : `${pair.privateKey}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
