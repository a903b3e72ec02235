import { raw } from 'objection';
import type { CreateSshKey, SshKey } from '../../domain/credentials/ssh-key.js';
import { ServerCredentialModel } from '../../models/credentials/server-credential-model.js';
import { SshKeyModel } from '../../models/credentials/ssh-key-model.js';
import { sealSecret } from '../../platform/crypto/envelope.js';
import { importSshKey } from '../../platform/crypto/import-ssh-key.js';
import { lockSealingKeyring } from '../../platform/crypto/key-check.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import { generateSshKey, type SshKeyPair } from '../../platform/crypto/ssh-key.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { refuseTakenName } from './refuse-taken-name.js';
import type { CredentialPage, CredentialServices } from './services.js';

/** SSH keys from the oldest on, without their private halves. */
export async function listSshKeys(context: CallContext, page: CredentialPage): Promise<SshKey[]> {
  const query = SshKeyModel.query(context.database.knex).orderBy('createdAt').orderBy('id').limit(page.limit);
  if (page.after !== undefined) {
    query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [page.after.createdAt, page.after.id]);
  }
  return (await query).map(presentSshKey);
}

export async function getSshKey(context: CallContext, id: string): Promise<SshKey> {
  const row = await SshKeyModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchKey(id);
  return presentSshKey(row);
}

/** Generates or imports a key. Throws `private_key_unusable` and `already_exists`. */
export async function createSshKey(
  context: CallContext,
  services: Pick<CredentialServices, 'keyring'>,
  input: CreateSshKey,
): Promise<SshKey> {
  const pair = await makePair(input);
  try {
    return await context.database.knex.transaction(async (trx) => {
      await refuseTakenName(SshKeyModel.query(trx), input.name);
      const row = await insertKey(trx, services.keyring, { name: input.name, pair });
      await recordAudit(trx, context, {
        action: 'ssh_key.created',
        subject: { type: 'ssh_key', id: row.id },
        details: { name: row.name, algorithm: row.algorithm, fingerprint: row.fingerprint, origin: originOf(input) },
      });
      return presentSshKey(row);
    });
  } finally {
    pair.privateKey.fill(0);
  }
}

/** Throws `not_found`, and `in_use` while a credential refers to the key. */
export async function deleteSshKey(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await SshKeyModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw noSuchKey(id);
    const users = await ServerCredentialModel.query(trx).where('sshKeyId', id).select('name').orderBy('name').limit(4);
    if (users.length > 0) throw keyInUse(row, users);
    await SshKeyModel.query(trx).deleteById(id);
    await recordAudit(trx, context, {
      action: 'ssh_key.deleted',
      subject: { type: 'ssh_key', id },
      details: { name: row.name, algorithm: row.algorithm, fingerprint: row.fingerprint },
    });
  });
}

async function makePair(input: CreateSshKey): Promise<SshKeyPair> {
  if (input.generate !== undefined) return generateSshKey(input.generate);
  return importSshKey(input.privateKey ?? '', input.passphrase);
}

const originOf = (input: CreateSshKey): string => (input.generate === undefined ? 'imported' : 'generated');

async function insertKey(
  trx: Transaction,
  keyring: Keyring,
  given: { readonly name: string; readonly pair: SshKeyPair },
): Promise<SshKeyModel> {
  const id = newId();
  const { algorithm, publicKey, fingerprint, privateKey } = given.pair;
  const place = { table: 'ssh_keys', rowId: id, column: 'private_key' };
  const sealed = sealSecret(await lockSealingKeyring(trx, keyring), privateKey, place);
  return SshKeyModel.query(trx)
    .insert({
      id,
      name: given.name,
      algorithm,
      publicKey,
      fingerprint,
      privateKey: sealed,
      createdAt: raw("date_trunc('milliseconds', clock_timestamp())"),
    })
    .returning('*');
}

function presentSshKey(row: SshKeyModel): SshKey {
  const { id, name, algorithm, publicKey, fingerprint, createdAt } = row;
  return { id, name, algorithm, publicKey, fingerprint, createdAt: createdAt.toISOString() };
}

const noSuchKey = (id: string): MillwrightError => new MillwrightError('not_found', `There is no SSH key ${id}.`);

function keyInUse(row: SshKeyModel, users: readonly { name: string }[]): MillwrightError {
  const names = users.slice(0, 3).map((user) => `"${user.name}"`);
  const more = users.length > names.length ? ' and others' : '';
  return new MillwrightError(
    'in_use',
    `SSH key "${row.name}" is used by the server credential(s) ${names.join(', ')}${more}. Give them another key first.`,
  );
}
