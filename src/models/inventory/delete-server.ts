import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { ServerModel } from './server-model.js';

/** What is kept of a deleted server in the audit trail. */
export interface DeletedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly site: string;
  readonly transport: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostKeys: readonly string[];
}

/**
 * Takes a server out of the fleet. Its time series, runs, command log and audit stay until their own retention ends.
 * `in_use` when it is a jump server of others.
 */
export async function deleteServerRow(trx: Transaction, id: string): Promise<DeletedServer> {
  const row = await ServerModel.query(trx).findById(id).forUpdate().withGraphFetched('hostKeys');
  if (row === undefined) throw new MillwrightError('not_found', `There is no server ${id}.`);
  await refuseJumpServer(trx, id);
  await ServerModel.query(trx).deleteById(id);
  const { name, address, port, site, transport, labels, hostKeys = [] } = row;
  return { name, address, port, site, transport, labels, hostKeys: hostKeys.map(({ fingerprint }) => fingerprint) };
}

/** Servers that are reached through this one would not be any more. */
export async function refuseJumpServer(trx: Transaction, id: string): Promise<void> {
  const behind = await ServerModel.query(trx).where('jumpServerId', id).select('name').orderBy('name').limit(5);
  if (behind.length === 0) return;
  const names = behind.map(({ name }) => name).join(', ');
  throw new MillwrightError('in_use', `Other servers are reached through it: ${names}. Give them another way first.`);
}
