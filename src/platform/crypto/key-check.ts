import type { Knex } from 'knex';
import type { Database } from '../db/database.js';
import { MillwrightError } from '../errors/millwright-error.js';
import { openSecret, sealSecret, type SecretPlace } from './envelope.js';
import { requireKey, type Keyring } from './keyring.js';

const CHECK_TEXT = 'millwright key check v1';

export interface EncryptionKeyRow {
  readonly id: string;
  readonly checkValue: Buffer;
  readonly state: 'active' | 'retiring' | 'retired';
  readonly retiredAt: Date | null;
}

/** What the database says about its keys after the check. */
export interface EncryptionKeyStatus {
  /** The key that new secrets are sealed with. */
  readonly activeId: string;
  /** Keys that some secrets may still need: a rotation has not ended. */
  readonly retiringIds: readonly string[];
  /** True when this call wrote the very first key. */
  readonly created: boolean;
}

/**
 * Compares the keyring with the keys this database was encrypted with; the first start writes the check row. Call it
 * before anything is sealed or opened. Throws master_key_mismatch naming the key ids when a needed key is missing or
 * when the given one was retired.
 */
export async function ensureEncryptionKey(database: Database, keyring: Keyring): Promise<EncryptionKeyStatus> {
  return database.knex.transaction(async (trx) => {
    const created = await insertFirstKey(trx, keyring);
    const rows = await readEncryptionKeys(trx);
    const given = rows.find((row) => row.id === keyring.activeId);
    if (given?.state === 'retired') throw retiredKey(given);
    const needed = rows.filter((row) => row.state !== 'retired');
    for (const row of needed) assertOpens(keyring, row);
    const active = needed.find((row) => row.state === 'active');
    if (active === undefined) throw noActiveKey();
    const retiringIds = needed.filter((row) => row.state === 'retiring').map((row) => row.id);
    return { activeId: active.id, retiringIds, created };
  });
}

/**
 * The keyring to seal with inside `trx`: the database decides which key is active, and keeps it so until the
 * transaction ends. That is what lets a rotation retire a key while other processes still write.
 */
export async function lockSealingKeyring(trx: Knex.Transaction, keyring: Keyring): Promise<Keyring> {
  // Once more when nothing comes back: a rotation that switched keys while we waited for the row leaves us without one.
  const row = (await lockActiveRow(trx)) ?? (await lockActiveRow(trx));
  if (row === undefined) throw noActiveKey();
  requireKey(keyring, row.id);
  return { activeId: row.id, keys: keyring.keys };
}

async function lockActiveRow(trx: Knex.Transaction): Promise<Pick<EncryptionKeyRow, 'id'> | undefined> {
  return trx<EncryptionKeyRow>('encryption_keys').select('id').where({ state: 'active' }).forShare().first();
}

export async function readEncryptionKeys(knex: Knex): Promise<EncryptionKeyRow[]> {
  return knex<EncryptionKeyRow>('encryption_keys')
    .select('id', 'checkValue', 'state', 'retiredAt')
    .orderBy('createdAt')
    .orderBy('id');
}

/** Adds the check row of a key. */
export async function insertEncryptionKey(trx: Knex.Transaction, keyring: Keyring, id: string): Promise<void> {
  const checkValue = sealSecret({ activeId: id, keys: keyring.keys }, CHECK_TEXT, checkPlace(id));
  await trx('encryption_keys').insert({ id, checkValue, state: 'active' });
}

async function insertFirstKey(trx: Knex.Transaction, keyring: Keyring): Promise<boolean> {
  // Two processes may start at once: the second waits here and then finds the row.
  await trx.raw('lock table encryption_keys in share row exclusive mode');
  if ((await readEncryptionKeys(trx)).length > 0) return false;
  await insertEncryptionKey(trx, keyring, keyring.activeId);
  return true;
}

function assertOpens(keyring: Keyring, row: EncryptionKeyRow): void {
  requireKey(keyring, row.id);
  const text = openSecret(keyring, row.checkValue, checkPlace(row.id)).toString('utf8');
  if (text === CHECK_TEXT) return;
  throw new MillwrightError('secret_damaged', `The check value of master key ${row.id} is not the expected one.`);
}

const checkPlace = (id: string): SecretPlace => ({ table: 'encryption_keys', rowId: id, column: 'check_value' });

function retiredKey(row: EncryptionKeyRow): MillwrightError {
  return new MillwrightError(
    'master_key_mismatch',
    `Master key ${row.id} was retired on ${row.retiredAt?.toISOString() ?? 'an unknown date'} by a rotation. ` +
      'Give the key that replaced it in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE.',
    { members: { givenKeyIds: [row.id] } },
  );
}

function noActiveKey(): MillwrightError {
  return new MillwrightError(
    'master_key_mismatch',
    'The database names no active master key. Start Millwright once with its master key, or restore the table ' +
      'encryption_keys from a backup.',
  );
}
