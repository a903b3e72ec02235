import type { Knex } from 'knex';
import { newId } from '../../platform/ids/ids.js';
import type { Transaction } from '../../platform/db/database.js';
import { HostKeyModel } from './host-key-model.js';
import { ServerModel } from './server-model.js';

export interface SeenKey {
  readonly algorithm: string;
  readonly blob: Buffer;
  readonly fingerprint: string;
}

/**
 * Pins the key of a first contact. Two first contacts at once pin one key: the second finds the first's.
 * Returns whether this call pinned it.
 */
export async function pinFirstKey(
  serverId: string,
  key: SeenKey,
  trust: 'first_use' | 'given',
  trx: Transaction,
): Promise<boolean> {
  await ServerModel.query(trx).findById(serverId).forNoKeyUpdate();
  const known = await HostKeyModel.query(trx).where({ serverId, state: 'pinned' });
  if (known.length > 0) return false;
  await upsertKey(serverId, key, { state: 'pinned', trust, pinnedAt: new Date() }, trx);
  return true;
}

/** Stops all work on a server whose host key changed, and keeps the new key for a person to look at. */
export async function blockForHostKey(serverId: string, keys: readonly SeenKey[], trx: Transaction): Promise<boolean> {
  const server = await ServerModel.query(trx).findById(serverId).forNoKeyUpdate();
  if (server === undefined) return false;
  for (const key of keys) await upsertKey(serverId, key, { state: 'pending', trust: 'none', pinnedAt: null }, trx);
  if (server.status === 'blocked') return false;
  const shown = keys.map((key) => `${key.algorithm} ${key.fingerprint}`).join(', ');
  await ServerModel.query(trx)
    .findById(serverId)
    .patch({
      status: 'blocked',
      statusReason: `The host key changed; presented: ${shown || 'none'}`,
      updatedAt: new Date(),
    });
  return true;
}

type KeyState = Pick<HostKeyModel, 'state' | 'trust' | 'pinnedAt'>;

export async function upsertKey(serverId: string, key: SeenKey, state: KeyState, knex: Knex): Promise<void> {
  await HostKeyModel.query(knex)
    .insert({
      id: newId(),
      serverId,
      algorithm: key.algorithm,
      keyBlob: key.blob,
      fingerprint: key.fingerprint,
      ...state,
    })
    .onConflict(['server_id', 'fingerprint'])
    .merge(['state', 'trust', 'pinned_at']);
}
