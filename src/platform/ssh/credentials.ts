import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2';
import { RemoteError } from './remote-errors.js';

/** What one login needs. Resolved just before the handshake and dropped after it. */
export interface SshCredential {
  /** OpenSSH or PEM (PKCS#1, SEC1), not PKCS#8. */
  readonly privateKey?: Buffer | string;
  readonly passphrase?: string;
  readonly password?: string;
  /** Answers the server's single hidden prompt with the password, for servers that allow only that. */
  readonly keyboardInteractive?: boolean;
}

/** Exactly the credential's methods, in order: no `none` probe, no guesses, because each failure counts against us. */
export function listAuthMethods(user: string, credential: SshCredential, where: string): AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = [];
  if (credential.privateKey !== undefined) {
    methods.push({ type: 'publickey', username: user, key: parsePrivateKey(credential, where) });
  }
  const { password } = credential;
  if (password !== undefined && credential.keyboardInteractive !== true) {
    methods.push({ type: 'password', username: user, password });
  }
  if (password !== undefined && credential.keyboardInteractive === true) {
    methods.push({
      type: 'keyboard-interactive',
      username: user,
      prompt: (...asked) => {
        const [, , , prompts, finish] = asked;
        finish(prompts.map((prompt) => (prompt.echo === true ? '' : password)));
      },
    });
  }
  if (methods.length === 0) {
    throw new RemoteError(
      'credential_missing',
      `The credential for ${where} holds neither a private key nor a password.`,
    );
  }
  return methods;
}

function parsePrivateKey(credential: SshCredential, where: string): ParsedKey {
  const { privateKey = '', passphrase } = credential;
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (isUsableKey(key)) return key;
  // The parser's own message may quote the key's text: it is neither repeated nor attached as a cause.
  if (isEncrypted(privateKey.toString())) {
    const what = passphrase === undefined ? 'needs a passphrase and has none' : 'does not open with its passphrase';
    throw new RemoteError('key_passphrase_wrong', `The private key for ${where} ${what}.`);
  }
  throw new RemoteError('key_unusable', `The private key for ${where} is not a private key in OpenSSH or PEM format.`);
}

function isUsableKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && !(key instanceof Error) && (key as ParsedKey).isPrivateKey();
}

const OPENSSH_MAGIC = Buffer.from('openssh-key-v1\0');

/** From the format alone: PEM says so in a header or label, OpenSSH by a cipher other than `none`. */
function isEncrypted(text: string): boolean {
  if (/^Proc-Type: *4,ENCRYPTED/m.test(text) || text.includes('BEGIN ENCRYPTED PRIVATE KEY')) return true;
  const body = /BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  if (body === undefined) return false;
  const blob = Buffer.from(body, 'base64');
  const at = OPENSSH_MAGIC.length;
  if (!blob.subarray(0, at).equals(OPENSSH_MAGIC) || blob.length < at + 4) return false;
  return blob.toString('latin1', at + 4, at + 4 + blob.readUInt32BE(at)) !== 'none';
}
