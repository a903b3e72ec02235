import type { Approval, ApprovalFilter } from '../../domain/protection/approval.js';
import { ApprovalDecisionModel } from '../../models/protection/approval-decision-model.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { presentApproval } from './present-approval.js';
import type { ProtectionServices } from './services.js';

export interface ApprovalPage extends ApprovalFilter {
  readonly limit: number;
  /** The last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
}

/** The inbox, newest first. */
export async function listApprovals(
  context: CallContext,
  services: ProtectionServices,
  page: ApprovalPage,
): Promise<Approval[]> {
  const query = ApprovalModel.query(context.database.knex)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.state !== undefined) query.where('state', page.state);
  if (page.subjectType !== undefined) query.where('subjectType', page.subjectType);
  if (page.subjectId !== undefined) query.where('subjectId', page.subjectId);
  if (page.reviewDue === 'true') query.whereNotNull('breakGlassAt').whereNull('reviewedAt');
  if (page.after !== undefined)
    query.whereRaw('(created_at, id) < (?::timestamptz, ?::uuid)', [page.after.at, page.after.id]);
  const rows = await query;
  const decisions = await readDecisions(
    context,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => presentApproval(context, services, { row, decisions: decisions.get(row.id) ?? [] }));
}

/** `not_found` when there is none. */
export async function getApproval(context: CallContext, services: ProtectionServices, id: string): Promise<Approval> {
  const row = await ApprovalModel.query(context.database.knex).findById(id);
  if (row === undefined) throw new MillwrightError('not_found', `There is no approval ${id}.`);
  const decisions = await readDecisions(context, [id]);
  return presentApproval(context, services, { row, decisions: decisions.get(id) ?? [] });
}

async function readDecisions(
  { database }: CallContext,
  approvalIds: readonly string[],
): Promise<Map<string, ApprovalDecisionModel[]>> {
  if (approvalIds.length === 0) return new Map();
  const rows = await ApprovalDecisionModel.query(database.knex)
    .whereIn('approvalId', [...approvalIds])
    .orderBy('at')
    .orderBy('id');
  const byApproval = new Map<string, ApprovalDecisionModel[]>();
  for (const row of rows) byApproval.set(row.approvalId, [...(byApproval.get(row.approvalId) ?? []), row]);
  return byApproval;
}
