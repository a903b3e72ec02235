import { raw, type PartialModelObject } from 'objection';
import type {
  CreateServerCredential,
  PatchServerCredential,
  ServerCredential,
} from '../../domain/credentials/server-credential.js';
import { ServerCredentialModel } from '../../models/credentials/server-credential-model.js';
import { SshKeyModel } from '../../models/credentials/ssh-key-model.js';
import { sealSecret } from '../../platform/crypto/envelope.js';
import { lockSealingKeyring } from '../../platform/crypto/key-check.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { requireVersion } from '../../platform/http/etag.js';
import { newId } from '../../platform/ids/ids.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { refuseTakenName } from './refuse-taken-name.js';
import type { CredentialPage, CredentialServices } from './services.js';

const NOW = "date_trunc('milliseconds', clock_timestamp())";

/** Server credentials from the oldest on, without their secrets. */
export async function listServerCredentials(context: CallContext, page: CredentialPage): Promise<ServerCredential[]> {
  const query = ServerCredentialModel.query(context.database.knex).orderBy('createdAt').orderBy('id').limit(page.limit);
  if (page.after !== undefined) {
    query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [page.after.createdAt, page.after.id]);
  }
  return (await query).map(presentCredential);
}

export async function getServerCredential(context: CallContext, id: string): Promise<ServerCredential> {
  const row = await ServerCredentialModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchCredential(id);
  return presentCredential(row);
}

/** Throws `already_exists`, and `unprocessable` for an SSH key that does not exist. */
export async function createServerCredential(
  context: CallContext,
  services: Pick<CredentialServices, 'keyring'>,
  input: CreateServerCredential,
): Promise<ServerCredential> {
  return context.database.knex.transaction(async (trx) => {
    await refuseTakenName(ServerCredentialModel.query(trx), input.name);
    await requireSshKey(trx, input.sshKeyId);
    const id = newId();
    const secrets = sealGiven(await lockSealingKeyring(trx, services.keyring), id, input);
    const { name, user: loginUser, sshKeyId = null } = input;
    const row = await ServerCredentialModel.query(trx)
      .insert({ id, name, loginUser, sshKeyId, ...secrets, createdAt: raw(NOW), updatedAt: raw(NOW) })
      .returning('*');
    const { hasPassword, hasSudoPassword } = presentCredential(row);
    await recordAudit(trx, context, {
      action: 'server_credential.created',
      subject: { type: 'server_credential', id },
      details: { name, user: loginUser, sshKeyId, hasPassword, hasSudoPassword },
    });
    return presentCredential(row);
  });
}

export interface CredentialChange {
  readonly id: string;
  readonly patch: PatchServerCredential;
  readonly expectedVersion?: number | undefined;
}

/** Throws `not_found`, `already_exists`, `precondition_failed`, and `unprocessable` when no way to log in is left. */
export async function patchServerCredential(
  context: CallContext,
  services: CredentialServices,
  change: CredentialChange,
): Promise<ServerCredential> {
  const { id, patch } = change;
  const changed = await context.database.knex.transaction(async (trx) => {
    const before = await ServerCredentialModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw noSuchCredential(id);
    requireVersion(before.version, change.expectedVersion);
    if (patch.name !== undefined) await refuseTakenName(ServerCredentialModel.query(trx), patch.name, id);
    await requireSshKey(trx, patch.sshKeyId);
    const columns = await changedColumns(trx, services.keyring, change);
    const { sshKeyId = before.sshKeyId, password = before.password } = columns;
    requireWayIn({ sshKeyId, password });
    const row = await ServerCredentialModel.query(trx).patchAndFetchById(id, {
      ...columns,
      version: before.version + 1,
      updatedAt: raw(NOW),
    });
    const details = { name: row.name, user: row.loginUser, changed: Object.keys(patch).sort() };
    const subject = { type: 'server_credential', id };
    await recordAudit(trx, context, { action: 'server_credential.changed', subject, details });
    return { credential: presentCredential(row), serverIds: (await readUsers(trx, id)).map((server) => server.id) };
  });
  for (const serverId of changed.serverIds) services.hosts.forget(serverId);
  return changed.credential;
}

/** Throws `not_found`, and `in_use` while a server logs in with it. */
export async function deleteServerCredential(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await ServerCredentialModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw noSuchCredential(id);
    const users = await readUsers(trx, id);
    if (users.length > 0) throw credentialInUse(row, users);
    await ServerCredentialModel.query(trx).deleteById(id);
    await recordAudit(trx, context, {
      action: 'server_credential.deleted',
      subject: { type: 'server_credential', id },
      details: { name: row.name, user: row.loginUser },
    });
  });
}

async function changedColumns(
  trx: Transaction,
  keyring: Keyring,
  { id, patch }: CredentialChange,
): Promise<PartialModelObject<ServerCredentialModel>> {
  return {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.user === undefined ? {} : { loginUser: patch.user }),
    ...(patch.sshKeyId === undefined ? {} : { sshKeyId: patch.sshKeyId }),
    ...sealGiven(await lockSealingKeyring(trx, keyring), id, patch),
  };
}

type GivenSecrets = Pick<PatchServerCredential, 'password' | 'sudoPassword'>;

/** Columns of the secrets that were given; null removes one. */
function sealGiven(keyring: Keyring, id: string, given: GivenSecrets): PartialModelObject<ServerCredentialModel> {
  const seal = (text: string | null, column: string): Buffer | null =>
    text === null ? null : sealSecret(keyring, text, { table: 'server_credentials', rowId: id, column });
  const { password, sudoPassword } = given;
  return {
    ...(password === undefined ? {} : { password: seal(password, 'password') }),
    ...(sudoPassword === undefined ? {} : { sudoPassword: seal(sudoPassword, 'sudo_password') }),
  };
}

async function requireSshKey(trx: Transaction, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  // Locked, so that it is not deleted before our row refers to it.
  if ((await SshKeyModel.query(trx).findById(id).forShare()) !== undefined) return;
  throw unprocessable('sshKeyId', 'there is no SSH key with this id');
}

function requireWayIn(row: { readonly sshKeyId?: unknown; readonly password?: unknown }): void {
  if (row.sshKeyId !== null || row.password !== null) return;
  throw unprocessable('sshKeyId', 'a credential needs an SSH key, a password, or both');
}

function unprocessable(path: string, message: string): MillwrightError {
  return new MillwrightError('unprocessable', `${path}: ${message}.`, { errors: [{ path, message }] });
}

/** Servers that log in with a credential. */
async function readUsers(trx: Transaction, credentialId: string): Promise<{ id: string; name: string }[]> {
  return trx('servers').select('id', 'name').where({ credentialId }).orderBy('name');
}

function presentCredential(row: ServerCredentialModel): ServerCredential {
  return {
    id: row.id,
    name: row.name,
    user: row.loginUser,
    sshKeyId: row.sshKeyId,
    hasPassword: row.password !== null,
    hasSudoPassword: row.sudoPassword !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

const noSuchCredential = (id: string): MillwrightError =>
  new MillwrightError('not_found', `There is no server credential ${id}.`);

function credentialInUse(row: ServerCredentialModel, users: readonly { name: string }[]): MillwrightError {
  const names = users.slice(0, 3).map((user) => `"${user.name}"`);
  const more = users.length > names.length ? ` and ${users.length - names.length} more` : '';
  return new MillwrightError(
    'in_use',
    `Server credential "${row.name}" is used by the server(s) ${names.join(', ')}${more}. Give them another one first.`,
  );
}
