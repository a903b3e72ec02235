import type { Transaction } from '../../platform/db/database.js';

const LOCK_SPACE = 724_070;

/** Lets one transaction at a time change the resources of a server, and holds until it ends. */
export async function lockInventory(trx: Transaction, serverId: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [LOCK_SPACE, serverId]);
}
