import { ServerCredentialModel } from '../../models/credentials/server-credential-model.js';
import { SshKeyModel } from '../../models/credentials/ssh-key-model.js';
import { openSecret } from '../../platform/crypto/envelope.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

/** A credential in clear: for the moment of a handshake or a sudo, never stored or passed on. */
export interface ResolvedCredential {
  readonly user: string;
  /** OpenSSH format. */
  readonly privateKey?: Buffer;
  readonly password?: string;
  readonly sudoPassword?: string;
}

export interface ResolveDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
}

/** Decrypts a server credential. Throws `not_found`, `master_key_mismatch` or `secret_damaged`. */
export async function resolveServerCredential(
  dependencies: ResolveDependencies,
  id: string,
): Promise<ResolvedCredential> {
  const { database, keyring } = dependencies;
  const row = await ServerCredentialModel.query(database.knex).findById(id);
  if (row === undefined) throw new MillwrightError('not_found', `There is no server credential ${id}.`);
  const key = row.sshKeyId === null ? undefined : await SshKeyModel.query(database.knex).findById(row.sshKeyId);
  const open = (sealed: Buffer | null, column: string): string | undefined => {
    if (sealed === null) return undefined;
    const secret = openSecret(keyring, sealed, { table: 'server_credentials', rowId: id, column });
    const text = secret.toString('utf8');
    secret.fill(0);
    return text;
  };
  const password = open(row.password, 'password');
  const sudoPassword = open(row.sudoPassword, 'sudo_password');
  return {
    user: row.loginUser,
    ...(key === undefined
      ? {}
      : {
          privateKey: openSecret(keyring, key.privateKey, { table: 'ssh_keys', rowId: key.id, column: 'private_key' }),
        }),
    ...(password === undefined ? {} : { password }),
    ...(sudoPassword === undefined ? {} : { sudoPassword }),
  };
}
