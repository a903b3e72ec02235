import type { Knex } from 'knex';
import type { Database } from '../db/database.js';
import { envelopePrefix, rewrapSecret } from './envelope.js';
import { insertEncryptionKey, readEncryptionKeys } from './key-check.js';
import { requireKey, type Keyring } from './keyring.js';

/** One column of envelopes; the table's primary key is `id`. */
export interface EnvelopeColumn {
  readonly table: string;
  readonly column: string;
}

export interface ColumnCount extends EnvelopeColumn {
  /** Envelopes that another key than the target wraps. */
  readonly outstanding: number;
}

export interface RotationPlan {
  readonly targetId: string;
  /** Keys in use today that the rotation retires. */
  readonly retiringIds: readonly string[];
  readonly columns: readonly ColumnCount[];
}

export interface RotationResult extends RotationPlan {
  readonly rewrapped: number;
  readonly retiredIds: readonly string[];
}

export interface RotationOptions {
  readonly database: Database;
  /** Holds the target as its active key and every key still in use. */
  readonly keyring: Keyring;
  readonly columns: readonly EnvelopeColumn[];
  readonly batchSize?: number;
  /** Called after each batch. */
  readonly onProgress?: (progress: EnvelopeColumn & { readonly rewrapped: number }) => void;
  /** Runs in the transaction that retires the former keys, last: the place for an audit row. */
  readonly onRetire?: (trx: Knex.Transaction, result: RotationResult) => Promise<void>;
}

const DEFAULT_BATCH = 500;

/** What a rotation would do; changes nothing. Throws master_key_mismatch when a key still in use is not at hand. */
export async function planRewrap(options: RotationOptions): Promise<RotationPlan> {
  const { database, keyring, columns } = options;
  const rows = await readEncryptionKeys(database.knex);
  const retiringIds = rows.filter((row) => row.state !== 'retired' && row.id !== keyring.activeId).map((row) => row.id);
  for (const id of retiringIds) requireKey(keyring, id);
  return { targetId: keyring.activeId, retiringIds, columns: await countOutstanding(database.knex, options, columns) };
}

/**
 * Puts every envelope under the keyring's active key, in batches, then retires the former keys. It may be stopped at
 * any point and started again: what is done is recognised by the envelope itself. Other processes go on reading and
 * writing, as long as they hold both keys.
 */
export async function rewrapSecrets(options: RotationOptions): Promise<RotationResult> {
  const plan = await planRewrap(options);
  await activateTarget(options);
  let rewrapped = 0;
  for (;;) {
    for (const column of options.columns) rewrapped += await rewrapColumn(options, column);
    const result = { ...plan, rewrapped, retiredIds: plan.retiringIds };
    if (await retireFormer(options, result)) return result;
  }
}

async function activateTarget({ database, keyring }: RotationOptions): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await trx.raw('lock table encryption_keys in share row exclusive mode');
    const known = (await readEncryptionKeys(trx)).find((row) => row.id === keyring.activeId);
    if (known?.state === 'active') return;
    await trx('encryption_keys').where({ state: 'active' }).update({ state: 'retiring' });
    if (known === undefined) await insertEncryptionKey(trx, keyring, keyring.activeId);
    else await trx('encryption_keys').where({ id: known.id }).update({ state: 'active', retiredAt: null });
  });
}

async function rewrapColumn(options: RotationOptions, target: EnvelopeColumn): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await options.database.knex.transaction((trx) => rewrapBatch(trx, options, target));
    if (count === 0) return total;
    total += count;
    options.onProgress?.({ table: target.table, column: target.column, rewrapped: total });
  }
}

async function rewrapBatch(trx: Knex.Transaction, options: RotationOptions, target: EnvelopeColumn): Promise<number> {
  const prefix = envelopePrefix(options.keyring.activeId);
  const { rows } = await trx.raw<{ rows: { id: string; sealed: Buffer }[] }>(
    `select cast(id as text) as id, :column: as sealed from :table:
      where :column: is not null and substring(:column: from 1 for :length) <> :prefix
      order by id limit :limit for update`,
    { ...target, prefix, length: prefix.length, limit: options.batchSize ?? DEFAULT_BATCH },
  );
  for (const row of rows) {
    const place = { table: target.table, rowId: row.id, column: target.column };
    const sealed = rewrapSecret(options.keyring, row.sealed, place);
    await trx.raw('update :table: set :column: = :sealed where id = :id', { ...target, sealed, id: row.id });
  }
  return rows.length;
}

/** False when a writer sealed something under a former key meanwhile; the caller goes round again. */
async function retireFormer(options: RotationOptions, result: RotationResult): Promise<boolean> {
  return options.database.knex.transaction(async (trx) => {
    // Waits for the writers that hold the row of the former key, and keeps new ones out until the end.
    await trx('encryption_keys').select('id').forUpdate();
    const counts = await countOutstanding(trx, options, options.columns);
    if (counts.some((count) => count.outstanding > 0)) return false;
    await trx('encryption_keys').where({ state: 'retiring' }).update({ state: 'retired', retiredAt: trx.fn.now() });
    await options.onRetire?.(trx, result);
    return true;
  });
}

async function countOutstanding(
  knex: Knex,
  { keyring }: RotationOptions,
  columns: readonly EnvelopeColumn[],
): Promise<ColumnCount[]> {
  const prefix = envelopePrefix(keyring.activeId);
  const counts: ColumnCount[] = [];
  for (const { table, column } of columns) {
    const { rows } = await knex.raw<{ rows: { outstanding: number }[] }>(
      `select count(*) as outstanding from :table:
        where :column: is not null and substring(:column: from 1 for :length) <> :prefix`,
      { table, column, prefix, length: prefix.length },
    );
    counts.push({ table, column, outstanding: rows[0]?.outstanding ?? 0 });
  }
  return counts;
}
