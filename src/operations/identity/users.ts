import type { CreateUser, PatchUser, User } from '../../domain/identity/user.js';
import { UserModel } from '../../models/identity/user-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { requireVersion } from '../../platform/http/etag.js';
import { newId } from '../../platform/ids/ids.js';
import type { CallContext, Role } from '../context.js';
import { presentUser } from './present.js';

export interface UserFilter {
  readonly limit: number;
  /** The id after which the page starts; ids are in the order of creation. */
  readonly after?: { readonly id: string } | undefined;
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

export async function listUsers(context: CallContext, filter: UserFilter): Promise<User[]> {
  const query = UserModel.query(context.database.knex).orderBy('id').limit(filter.limit);
  if (filter.after !== undefined) query.where('id', '>', filter.after.id);
  if (filter.role !== undefined) query.where('role', filter.role);
  if (filter.disabled === true) query.whereNotNull('disabledAt');
  if (filter.disabled === false) query.whereNull('disabledAt');
  return (await query).map(presentUser);
}

export async function getUser(context: CallContext, id: string): Promise<User> {
  const row = await UserModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchUser(id);
  return presentUser(row);
}

/** Throws `already_exists` when another user has the name. */
export async function createUser(context: CallContext, input: CreateUser): Promise<User> {
  return context.database.knex.transaction(async (trx) => {
    await requireFreeName(trx, input.name);
    const row = await UserModel.query(trx).insertAndFetch({ id: newId(), name: input.name, role: input.role });
    await auditUser(context, trx, { action: 'user.created', id: row.id, details: { ...input } });
    return presentUser(row);
  });
}

export interface UserChange<Patch> {
  readonly id: string;
  readonly patch: Patch;
  readonly expectedVersion?: number | undefined;
}

/** Throws `not_found`, `already_exists`, `precondition_failed`, and `unprocessable` for the last enabled admin. */
export async function patchUser(context: CallContext, change: UserChange<PatchUser>): Promise<User> {
  return context.database.knex.transaction(async (trx) => {
    const before = await lockUser(trx, change.id);
    requireVersion(before.version, change.expectedVersion);
    const { name = before.name, role = before.role } = change.patch;
    if (role !== 'admin') await keepAnAdmin(trx, before);
    if (name !== before.name) await requireFreeName(trx, name, before.id);
    const row = await bump(trx, before, { name, role });
    const details = { before: { name: before.name, role: before.role }, after: { name, role } };
    await auditUser(context, trx, { action: 'user.changed', id: row.id, details });
    return presentUser(row);
  });
}

/** A disabled user's tokens are refused until the user is enabled again. Repeating it changes nothing. */
export async function setUserDisabled(
  context: CallContext,
  change: UserChange<{ readonly disabled: boolean }>,
): Promise<User> {
  const { disabled } = change.patch;
  return context.database.knex.transaction(async (trx) => {
    const before = await lockUser(trx, change.id);
    requireVersion(before.version, change.expectedVersion);
    if ((before.disabledAt !== null) === disabled) return presentUser(before);
    if (disabled) await keepAnAdmin(trx, before);
    const row = await bump(trx, before, { disabledAt: disabled ? new Date() : null });
    await auditUser(context, trx, { action: disabled ? 'user.disabled' : 'user.enabled', id: row.id, details: {} });
    return presentUser(row);
  });
}

async function bump(trx: Transaction, before: UserModel, columns: Partial<UserModel>): Promise<UserModel> {
  return UserModel.query(trx).patchAndFetchById(before.id, { ...columns, version: before.version + 1 });
}

/**
 * Locks the user, and before it every enabled admin in the order of their ids: two admins who take each other's rights
 * away at the same moment wait for one another, and the second one sees that it would be the last.
 */
async function lockUser(trx: Transaction, id: string): Promise<UserModel> {
  await enabledAdmins(trx).forUpdate();
  const row = await UserModel.query(trx).findById(id).forUpdate();
  if (row === undefined) throw noSuchUser(id);
  return row;
}

function enabledAdmins(trx: Transaction) {
  return UserModel.query(trx).where('role', 'admin').whereNull('disabledAt').orderBy('id');
}

async function keepAnAdmin(trx: Transaction, user: UserModel): Promise<void> {
  if (user.role !== 'admin' || user.disabledAt !== null) return;
  const others = await enabledAdmins(trx).whereNot('id', user.id).resultSize();
  if (others > 0) return;
  throw new MillwrightError(
    'unprocessable',
    `${user.name} is the last enabled admin. Make another user an admin first.`,
  );
}

async function requireFreeName(trx: Transaction, name: string, exceptId?: string): Promise<void> {
  const query = UserModel.query(trx).whereRaw('lower(name) = lower(?)', [name]);
  if (exceptId !== undefined) query.whereNot('id', exceptId);
  if ((await query.resultSize()) > 0) {
    throw new MillwrightError('already_exists', `There is a user named ${name} already.`);
  }
}

async function auditUser(
  context: CallContext,
  trx: Transaction,
  entry: { action: string; id: string; details: Record<string, unknown> },
): Promise<void> {
  await appendAudit(trx, {
    actor: context.actor,
    door: context.door,
    action: entry.action,
    subject: { type: 'user', id: entry.id },
    outcome: 'succeeded',
    correlationId: context.correlationId,
    details: entry.details,
  });
}

function noSuchUser(id: string): MillwrightError {
  return new MillwrightError('not_found', `There is no user ${id}.`);
}
