import type { Database, Transaction } from '../../platform/db/database.js';

export const SOLO_SETTING = 'solo_mode';
const APPROVING_ROLES = ['approver', 'admin'];

/** Whether an admin has switched solo mode on. Off until then. */
export async function isSoloModeOn(knex: Transaction | Database['knex']): Promise<boolean> {
  const row = (await knex('settings').where('name', SOLO_SETTING).first('value')) as
    | { value: { enabled?: boolean } }
    | undefined;
  return row?.value.enabled === true;
}

/**
 * Whether four eyes cannot be had: solo mode is on, and of all enabled users only the one who asks could approve. A
 * second approver ends it at once, whatever the setting says.
 */
export async function isSolo(trx: Transaction, requestedBy: string): Promise<boolean> {
  if (!(await isSoloModeOn(trx))) return false;
  const others = await trx('users')
    .whereIn('role', APPROVING_ROLES)
    .whereNull('disabledAt')
    .whereRaw('id::text <> ?', [requestedBy])
    .limit(1);
  return others.length === 0;
}
