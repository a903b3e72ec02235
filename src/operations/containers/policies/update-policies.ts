import { raw } from 'objection';
import { findPolicyFaults } from '../../../domain/containers/policies/check-policy.js';
import { patchRules, pickRules } from '../../../domain/containers/policies/patch-policy.js';
import type {
  CreateUpdatePolicy,
  PatchUpdatePolicy,
  RulesPatch,
  UpdatePolicy,
} from '../../../domain/containers/policies/update-policy.js';
import { MaintenanceWindowModel } from '../../../models/containers/maintenance-window-model.js';
import { readPolicyRules, UpdatePolicyModel } from '../../../models/containers/update-policy-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError, type ErrorIssue } from '../../../platform/errors/millwright-error.js';
import { requireVersion } from '../../../platform/http/etag.js';
import { newId } from '../../../platform/ids/ids.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { refuseTakenName } from '../../credentials/refuse-taken-name.js';

const NOW = "date_trunc('milliseconds', clock_timestamp())";

export interface PolicyPage {
  readonly limit: number;
  readonly after?: { readonly createdAt: string; readonly id: string } | undefined;
}

/** Policies from the oldest on. */
export async function listUpdatePolicies(context: CallContext, page: PolicyPage): Promise<UpdatePolicy[]> {
  const query = UpdatePolicyModel.query(context.database.knex).orderBy('createdAt').orderBy('id').limit(page.limit);
  if (page.after !== undefined) {
    query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [page.after.createdAt, page.after.id]);
  }
  return (await query).map(presentPolicy);
}

export async function getUpdatePolicy(context: CallContext, id: string): Promise<UpdatePolicy> {
  const row = await UpdatePolicyModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchPolicy(id);
  return presentPolicy(row);
}

/** Throws `already_exists`, and `unprocessable` for a selector, constraint or window that is none. */
export async function createUpdatePolicy(context: CallContext, input: CreateUpdatePolicy): Promise<UpdatePolicy> {
  const { name, selector, priority } = input;
  const rules = pickRules(input);
  refuseFaults(selector, rules);
  return context.database.knex.transaction(async (trx) => {
    await refuseTakenName(UpdatePolicyModel.query(trx), name);
    const id = newId();
    const columns = await toColumns(trx, { name, selector, priority, rules });
    const row = await UpdatePolicyModel.query(trx)
      .insert({ id, ...columns, createdAt: raw(NOW), updatedAt: raw(NOW), version: 1 })
      .returning('*');
    const subject = { type: 'update_policy', id };
    const details = { name, selector, priority, rules };
    await recordAudit(trx, context, { action: 'update_policy.created', subject, details });
    return presentPolicy(row);
  });
}

export interface PolicyChange {
  readonly id: string;
  readonly patch: PatchUpdatePolicy;
  readonly expectedVersion?: number | undefined;
}

/** Throws `not_found`, `already_exists`, `precondition_failed` and `unprocessable`. */
export async function patchUpdatePolicy(context: CallContext, change: PolicyChange): Promise<UpdatePolicy> {
  const { id, patch } = change;
  return context.database.knex.transaction(async (trx) => {
    const before = await UpdatePolicyModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw noSuchPolicy(id);
    requireVersion(before.version, change.expectedVersion);
    if (patch.name !== undefined) await refuseTakenName(UpdatePolicyModel.query(trx), patch.name, id);
    const { name = before.name, selector = before.selector, priority = before.priority } = patch;
    const rules = patchRules(readPolicyRules(before), patch);
    refuseFaults(selector, rules);
    const row = await UpdatePolicyModel.query(trx).patchAndFetchById(id, {
      ...(await toColumns(trx, { name, selector, priority, rules })),
      version: before.version + 1,
      updatedAt: raw(NOW),
    });
    const details = { name, selector, priority, rules, changed: Object.keys(patch).sort() };
    const subject = { type: 'update_policy', id };
    await recordAudit(trx, context, { action: 'update_policy.changed', subject, details });
    return presentPolicy(row);
  });
}

/** Throws `not_found`. Updates under way keep the rules they began with. */
export async function deleteUpdatePolicy(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await UpdatePolicyModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw noSuchPolicy(id);
    await UpdatePolicyModel.query(trx).deleteById(id);
    const subject = { type: 'update_policy', id };
    await recordAudit(trx, context, { action: 'update_policy.deleted', subject, details: { name: row.name } });
  });
}

function refuseFaults(selector: string, rules: RulesPatch): void {
  const errors: ErrorIssue[] = findPolicyFaults({ selector, rules });
  const [first] = errors;
  if (first === undefined) return;
  throw new MillwrightError('unprocessable', `${first.path}: ${first.message}`, { errors });
}

interface PolicyFields {
  readonly name: string;
  readonly selector: string;
  readonly priority: number;
  readonly rules: RulesPatch;
}

/** The window goes into a column of its own; "no window" is a rule like any other. */
async function toColumns(
  trx: Transaction,
  { rules, ...columns }: PolicyFields,
): Promise<PolicyFields & { maintenanceWindowId: string | null }> {
  const { maintenanceWindowId, ...others } = rules;
  if (typeof maintenanceWindowId !== 'string') {
    const none = maintenanceWindowId === null ? { maintenanceWindowId } : {};
    return { ...columns, rules: { ...others, ...none }, maintenanceWindowId: null };
  }
  // Locked, so that it is not deleted before our row refers to it.
  const window = await MaintenanceWindowModel.query(trx).findById(maintenanceWindowId).forShare();
  if (window === undefined) throw badWindow(`there is no maintenance window ${maintenanceWindowId}`);
  if (window.blackout === true) throw badWindow(`"${window.name}" is a blackout: nothing can wait for it to open`);
  return { ...columns, rules: others, maintenanceWindowId };
}

function badWindow(message: string): MillwrightError {
  const errors = [{ path: 'maintenanceWindowId', message }];
  return new MillwrightError('unprocessable', `maintenanceWindowId: ${message}.`, { errors });
}

function presentPolicy(row: UpdatePolicyModel): UpdatePolicy {
  return {
    id: row.id,
    name: row.name,
    selector: row.selector,
    priority: row.priority,
    ...readPolicyRules(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

const noSuchPolicy = (id: string): MillwrightError =>
  new MillwrightError('not_found', `There is no update policy ${id}.`);
