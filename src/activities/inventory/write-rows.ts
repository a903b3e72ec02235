import { toStorableJson } from '../../models/inventory/storable.js';
import type { Transaction } from '../../platform/db/database.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Writes rows in one statement, new or changed, by the names of their columns. All rows of a call have the same ones;
 * columns that are not named keep what they have.
 */
export async function upsertRows(trx: Transaction, table: string, rows: readonly Row[]): Promise<void> {
  for (const group of groupByColumns(rows)) {
    const columns = Object.keys(group[0] ?? {});
    const names = columns.map(() => '??').join(', ');
    const changed = columns.filter((column) => column !== 'id');
    const sets = changed.map(() => '?? = excluded.??').join(', ');
    await trx.raw(
      `insert into ?? (${names}, updated_at) select ${names}, now() from jsonb_populate_recordset(null::??, ?::jsonb)
       on conflict (id) do update set ${sets}, updated_at = excluded.updated_at`,
      [table, ...columns, ...columns, table, toStorableJson(group), ...changed.flatMap((column) => [column, column])],
    );
  }
}

function groupByColumns(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = Object.keys(row).join();
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** A host that invents things at every collection must not fill the table. */
const MAX_STORED = 3_000;

export interface Pruning {
  readonly table: string;
  readonly serverId: string;
  /** Rows of the server before this collection. */
  readonly stored: number;
}

/** Forgets those that are gone for longest when a server has more than anyone can have had. */
export async function pruneGone(trx: Transaction, { table, serverId, stored }: Pruning): Promise<void> {
  if (stored <= MAX_STORED) return;
  const oldest = trx(table)
    .select('id')
    .where({ serverId })
    .whereNotNull('goneAt')
    .orderBy('goneAt')
    .limit(stored - MAX_STORED);
  await trx(table).whereIn('id', oldest).delete();
}
