import type { Knex } from 'knex';
import { listBlackouts, toSchedule } from '../../domain/containers/windows/check-window.js';
import type { Blackout, Schedule } from '../../domain/containers/windows/window.js';
import { MaintenanceWindowModel } from './maintenance-window-model.js';

/**
 * A window with every blackout that holds for it: its own, and the windows that are blackouts themselves. Null as id:
 * no window, only those. Undefined when there is no such window. A window that is a blackout itself opens as its rule
 * says, whatever the others are.
 */
export async function readSchedule(knex: Knex, windowId: string | null): Promise<Schedule | undefined> {
  if (windowId === null) return { rule: null, blackouts: await readCommonBlackouts(knex) };
  const row = await MaintenanceWindowModel.query(knex).findById(windowId);
  if (row === undefined) return undefined;
  if (row.blackout === true) return toSchedule(row);
  const common = await readCommonBlackouts(knex);
  return { rule: row.rule, blackouts: [...listBlackouts(row.blackout), ...common] };
}

/** Rules of the windows that are blackouts for all. */
async function readCommonBlackouts(knex: Knex): Promise<Blackout[]> {
  const rows = await MaintenanceWindowModel.query(knex).whereRaw("blackout = 'true'::jsonb").orderBy('id');
  return rows.map((row) => row.rule);
}
