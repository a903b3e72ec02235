import { raw } from 'objection';
import { findWindowFaults } from '../../../domain/containers/windows/check-window.js';
import { listOpenings } from '../../../domain/containers/windows/openings.js';
import type {
  CreateMaintenanceWindow,
  MaintenanceWindow,
  Opening,
  PatchMaintenanceWindow,
} from '../../../domain/containers/windows/window.js';
import { MaintenanceWindowModel } from '../../../models/containers/maintenance-window-model.js';
import { readSchedule } from '../../../models/containers/read-schedule.js';
import { UpdatePolicyModel } from '../../../models/containers/update-policy-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError, type ErrorIssue } from '../../../platform/errors/millwright-error.js';
import { requireVersion } from '../../../platform/http/etag.js';
import { newId } from '../../../platform/ids/ids.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { refuseTakenName } from '../../credentials/refuse-taken-name.js';

const NOW = "date_trunc('milliseconds', clock_timestamp())";

export interface WindowPage {
  readonly limit: number;
  readonly after?: { readonly createdAt: string; readonly id: string } | undefined;
}

/** Windows from the oldest on. */
export async function listMaintenanceWindows(context: CallContext, page: WindowPage): Promise<MaintenanceWindow[]> {
  const query = MaintenanceWindowModel.query(context.database.knex)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== undefined) {
    query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [page.after.createdAt, page.after.id]);
  }
  return (await query).map(presentWindow);
}

export async function getMaintenanceWindow(context: CallContext, id: string): Promise<MaintenanceWindow> {
  const row = await MaintenanceWindowModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchWindow(id);
  return presentWindow(row);
}

/** Throws `already_exists`, and `unprocessable` for rules that cannot be read or never open. */
export async function createMaintenanceWindow(
  context: CallContext,
  input: CreateMaintenanceWindow,
): Promise<MaintenanceWindow> {
  refuseFaults(input);
  return context.database.knex.transaction(async (trx) => {
    await refuseTakenName(MaintenanceWindowModel.query(trx), input.name);
    const id = newId();
    const { name, rule, blackout } = input;
    const row = await MaintenanceWindowModel.query(trx)
      .insert({ id, name, rule, blackout: orNull(blackout), createdAt: raw(NOW), updatedAt: raw(NOW), version: 1 })
      .returning('*');
    await auditWindow(trx, context, {
      action: 'maintenance_window.created',
      row: { id, name },
      details: { rule, blackout },
    });
    return presentWindow(row);
  });
}

export interface WindowChange {
  readonly id: string;
  readonly patch: PatchMaintenanceWindow;
  readonly expectedVersion?: number | undefined;
}

/** Throws `not_found`, `already_exists`, `precondition_failed` and `unprocessable`. */
export async function patchMaintenanceWindow(context: CallContext, change: WindowChange): Promise<MaintenanceWindow> {
  const { id, patch } = change;
  return context.database.knex.transaction(async (trx) => {
    const before = await MaintenanceWindowModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw noSuchWindow(id);
    requireVersion(before.version, change.expectedVersion);
    if (patch.name !== undefined) await refuseTakenName(MaintenanceWindowModel.query(trx), patch.name, id);
    const { name = before.name, rule = before.rule, blackout = before.blackout } = patch;
    refuseFaults({ rule, blackout });
    if (blackout === true) await refuseUsed(trx, before, 'cannot become a blackout');
    const row = await MaintenanceWindowModel.query(trx).patchAndFetchById(id, {
      name,
      rule,
      blackout: orNull(blackout),
      version: before.version + 1,
      updatedAt: raw(NOW),
    });
    const details = { changed: Object.keys(patch).sort(), rule, blackout };
    await auditWindow(trx, context, { action: 'maintenance_window.changed', row: { id, name }, details });
    return presentWindow(row);
  });
}

/** Throws `not_found`, and `in_use` while a policy waits for it. */
export async function deleteMaintenanceWindow(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await MaintenanceWindowModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw noSuchWindow(id);
    await refuseUsed(trx, row, 'cannot be deleted');
    await MaintenanceWindowModel.query(trx).deleteById(id);
    await auditWindow(trx, context, { action: 'maintenance_window.deleted', row, details: {} });
  });
}

export interface OpeningsQuestion {
  readonly id: string;
  /** ISO 8601; default: now. */
  readonly from?: string | undefined;
  readonly count: number;
}

/** The next openings of a window, blackouts of other windows taken out. Throws `not_found`. */
export async function listWindowOpenings(context: CallContext, question: OpeningsQuestion): Promise<Opening[]> {
  const window = await readSchedule(context.database.knex, question.id);
  if (window === undefined) throw noSuchWindow(question.id);
  return listOpenings({ window, from: question.from ?? new Date().toISOString(), count: question.count });
}

function refuseFaults(window: Pick<MaintenanceWindow, 'rule' | 'blackout'>): void {
  const errors: ErrorIssue[] = findWindowFaults(window, new Date().toISOString());
  const [first] = errors;
  if (first === undefined) return;
  throw new MillwrightError('unprocessable', `${first.path}: ${first.message}`, { errors });
}

async function refuseUsed(trx: Transaction, row: MaintenanceWindowModel, what: string): Promise<void> {
  const users = await UpdatePolicyModel.query(trx)
    .select('name')
    .where({ maintenanceWindowId: row.id })
    .orderBy('name');
  if (users.length === 0) return;
  const names = users.slice(0, 3).map((user) => `"${user.name}"`);
  const more = users.length > names.length ? ` and ${users.length - names.length} more` : '';
  throw new MillwrightError(
    'in_use',
    `Maintenance window "${row.name}" ${what}: the policies ${names.join(', ')}${more} wait for it. Give them another one first.`,
  );
}

interface WindowAudit {
  readonly action: string;
  readonly row: { readonly id: string; readonly name: string };
  readonly details: Record<string, unknown>;
}

async function auditWindow(
  trx: Transaction,
  context: CallContext,
  { action, row, details }: WindowAudit,
): Promise<void> {
  const subject = { type: 'maintenance_window', id: row.id };
  await recordAudit(trx, context, { action, subject, details: { name: row.name, ...details } });
}

/** No blackout is null, however it was said. */
function orNull(blackout: MaintenanceWindow['blackout']): MaintenanceWindow['blackout'] {
  return blackout === false ? null : blackout;
}

function presentWindow(row: MaintenanceWindowModel): MaintenanceWindow {
  return {
    id: row.id,
    name: row.name,
    rule: row.rule,
    blackout: row.blackout,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

const noSuchWindow = (id: string): MillwrightError =>
  new MillwrightError('not_found', `There is no maintenance window ${id}.`);
