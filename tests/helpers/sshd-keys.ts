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

export function generateKeyPair(type: HostKeyType = 'ed25519'): KeyPair {
  const pair =
    type === 'ed25519'
      ? ssh2.utils.generateKeyPairSync('ed25519')
      : ssh2.utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 });
  const blob = Buffer.from(pair.public.split(' ')[1] ?? '', 'base64');
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
  return { type, privateKey: pair.private, publicKey: pair.public, blob, fingerprint };
}

/** sshd refuses a host key that others may read. */
export async function writePrivateKey(path: string, pair: KeyPair): Promise<void> {
  await writeFile(path, pair.privateKey.endsWith('\n') ? pair.privateKey : `${pair.privateKey}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
