import { roleIncludes } from '../../domain/identity/roles.js';
import type { CreateDelegation, Delegation } from '../../domain/protection/people.js';
import { UserModel } from '../../models/identity/user-model.js';
import { ApprovalDelegationModel } from '../../models/protection/approval-delegation-model.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { isPerson } from './present-approval.js';

const MAX_DAYS = 30;

export interface DelegationPage {
  readonly limit: number;
  readonly after?: { readonly id: string } | undefined;
}

/**
 * Hands one’s own right to decide to another person for a time; who was given it cannot pass it on. `forbidden` (no
 * person), `unprocessable` (to oneself, too long, past), `not_found`.
 */
export async function createDelegation(context: CallContext, input: CreateDelegation): Promise<Delegation> {
  if (!isPerson(context)) throw new MillwrightError('forbidden', 'Only a person can hand the right to decide on.');
  const endsAt = new Date(input.endsAt);
  requireBounded(context, { toUserId: input.toUserId, endsAt });
  const id = newId();
  await context.database.knex.transaction(async (trx) => {
    const to = await UserModel.query(trx).findById(input.toUserId);
    if (to === undefined || to.disabledAt !== null)
      throw new MillwrightError('not_found', `There is no enabled user ${input.toUserId}.`);
    await ApprovalDelegationModel.query(trx).insert({
      id,
      fromUserId: context.actor.id,
      toUserId: to.id,
      subjectTypes: input.subjectTypes ?? null,
      reason: input.reason,
      endsAt,
    });
    await auditDelegation(trx, context, { id, action: 'approval.delegated', details: { ...input, toName: to.name } });
  });
  return getDelegation(context, id);
}

/** Newest first. */
export async function listDelegations(context: CallContext, page: DelegationPage): Promise<Delegation[]> {
  const query = ApprovalDelegationModel.query(context.database.knex).orderBy('id', 'desc').limit(page.limit);
  if (page.after !== undefined) query.where('id', '<', page.after.id);
  return present(context, await query);
}

/** Takes it back: by who gave it, or an admin. */
export async function revokeDelegation(context: CallContext, id: string): Promise<Delegation> {
  await context.database.knex.transaction(async (trx) => {
    const row = await ApprovalDelegationModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw new MillwrightError('not_found', `There is no delegation ${id}.`);
    if (row.fromUserId !== context.actor.id && context.actor.role !== 'admin')
      throw new MillwrightError('forbidden', `Delegation ${id} is taken back by who gave it, or by an admin.`);
    if (row.revokedAt !== null) return;
    await ApprovalDelegationModel.query(trx).findById(id).patch({ revokedAt: new Date() });
    await auditDelegation(trx, context, { id, action: 'approval.delegation_revoked', details: {} });
  });
  return getDelegation(context, id);
}

/**
 * In whose stead this person decides about an approval: nobody’s when they hold the right themselves. `forbidden` when
 * they hold neither a right nor a delegation that counts for it now.
 */
export async function findDelegator(
  trx: Transaction,
  { actor }: CallContext,
  approvalId: string,
): Promise<{ id: string; name: string } | null> {
  if (roleIncludes(actor.role, 'approver')) return null;
  const approval = await ApprovalModel.query(trx).findById(approvalId).select('subjectType', 'requestedBy');
  if (approval === undefined) throw new MillwrightError('not_found', `There is no approval ${approvalId}.`);
  // Who asked takes the requester’s step in their own right.
  if (approval.requestedBy === actor.id) return null;
  const row = await activeDelegations(trx, actor.id)
    .whereRaw('(d.subject_types is null or ? = any(d.subject_types))', [approval.subjectType])
    .first<{ id: string; name: string } | undefined>('u.id', 'u.name');
  if (row !== undefined) return row;
  throw new MillwrightError('forbidden', `Approval ${approvalId}: ${actor.name} holds no right to decide about it.`);
}

/** Delegations that count now, of people who still hold the right that they handed on. */
function activeDelegations(trx: Transaction, toUserId: string) {
  return trx('approval_delegations as d')
    .join('users as u', 'u.id', 'd.fromUserId')
    .where('d.toUserId', toUserId)
    .whereNull('d.revokedAt')
    .whereNull('u.disabledAt')
    .whereIn('u.role', ['approver', 'admin'])
    .whereRaw('d.starts_at <= now() and d.ends_at > now()')
    .orderBy('d.id');
}

function requireBounded({ actor }: CallContext, { toUserId, endsAt }: { toUserId: string; endsAt: Date }): void {
  const refuse = (why: string): MillwrightError => new MillwrightError('unprocessable', `The delegation ${why}.`);
  if (toUserId === actor.id) throw refuse('is to its giver');
  if (endsAt <= new Date()) throw refuse('has ended before it begins');
  if (endsAt.getTime() > Date.now() + MAX_DAYS * 86_400_000) throw refuse(`is for longer than ${MAX_DAYS} days`);
}

async function getDelegation(context: CallContext, id: string): Promise<Delegation> {
  const [shown] = await present(context, [
    await ApprovalDelegationModel.query(context.database.knex).findById(id).throwIfNotFound(),
  ]);
  if (shown === undefined) throw new MillwrightError('not_found', `There is no delegation ${id}.`);
  return shown;
}

async function present({ database }: CallContext, rows: readonly ApprovalDelegationModel[]): Promise<Delegation[]> {
  const ids = rows.flatMap((row) => [row.fromUserId, row.toUserId]);
  const users = await UserModel.query(database.knex).whereIn('id', ids).select('id', 'name');
  const names = new Map(users.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => ({ id, name: names.get(id) ?? '' });
  return rows.map((row) => ({
    id: row.id,
    from: nameOf(row.fromUserId),
    to: nameOf(row.toUserId),
    subjectTypes: row.subjectTypes,
    reason: row.reason,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }));
}

async function auditDelegation(
  trx: Transaction,
  context: CallContext,
  { id, action, details }: { readonly id: string; readonly action: string; readonly details: Record<string, unknown> },
): Promise<void> {
  await recordAudit(trx, context, { action, subject: { type: 'approval_delegation', id }, details });
}
