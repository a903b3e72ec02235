import type { DatabaseInstance, PatchDatabaseInstance } from '../../../domain/inventory/resources.js';
import { DatabaseInstanceModel } from '../../../models/inventory/database-instance-model.js';
import { openSecret, sealSecret, type SecretPlace } from '../../../platform/crypto/envelope.js';
import { lockSealingKeyring } from '../../../platform/crypto/key-check.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { Database } from '../../../platform/db/database.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { noSuchDatabase, presentDatabase } from './read-databases.js';

export interface DatabaseLogin {
  readonly user: string;
  readonly password: string;
}

function placeOf(rowId: string): SecretPlace {
  return { table: 'database_instances', rowId, column: 'credential_password' };
}

/** Gives a database the login it is measured with, or takes it away. Throws `not_found`. */
export async function patchDatabase(
  context: CallContext,
  services: { readonly keyring: Keyring },
  request: PatchDatabaseInstance & { readonly id: string },
): Promise<DatabaseInstance> {
  const { id, credential } = request;
  return context.database.knex.transaction(async (trx) => {
    const before = await DatabaseInstanceModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw noSuchDatabase(id);
    const keyring = await lockSealingKeyring(trx, services.keyring);
    const row = await DatabaseInstanceModel.query(trx).patchAndFetchById(id, {
      credentialUser: credential?.user ?? null,
      credentialPassword: credential === null ? null : sealSecret(keyring, credential.password, placeOf(id)),
      updatedAt: new Date(),
    });
    await recordAudit(trx, context, {
      action: credential === null ? 'database.credential_removed' : 'database.credential_set',
      subject: { type: 'database', id },
      details: { serverId: row.serverId, database: row.identity, user: credential?.user ?? null },
    });
    return presentDatabase(row);
  });
}

/** By the identity that collectors know a database by; undefined when nobody gave it a login. */
export type CredentialOf = (identity: string) => Promise<DatabaseLogin | undefined>;

/**
 * The logins of a server's databases, decrypted when they are asked for. Throws `master_key_mismatch` or
 * `secret_damaged`.
 */
export function createCredentialLookup(database: Database, keyring: Keyring): (serverId: string) => CredentialOf {
  return (serverId) => async (identity) => {
    const row = await DatabaseInstanceModel.query(database.knex)
      .select('id', 'credentialUser', 'credentialPassword')
      .findOne({ serverId, identity });
    if (row === undefined || row.credentialUser === null || row.credentialPassword === null) return undefined;
    const secret = openSecret(keyring, row.credentialPassword, placeOf(row.id));
    const password = secret.toString('utf8');
    secret.fill(0);
    return { user: row.credentialUser, password };
  };
}
