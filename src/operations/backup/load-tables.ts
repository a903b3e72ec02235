import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { sqlStateOf } from '../../platform/db/partition-session.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { ArchiveMember } from './archive.js';
import { parseTotals, TOTALS_MEMBER, type BackupHeader, type BackupTable, type TableSum } from './manifest.js';

const DATA_MEMBER = /^tables\/([a-z_][a-z0-9_]*)\/(\d{6})\.copy$/;

/**
 * Loads the members after the header into the tables and compares what arrived with the totals at the end. Throws
 * `backup_unusable` when anything differs or is missing; the caller's transaction must then be rolled back.
 */
export async function loadTables(
  client: pg.ClientBase,
  header: BackupHeader,
  members: AsyncIterator<ArchiveMember>,
): Promise<TableSum[]> {
  const sums = new Map<string, TableSum>();
  let current: TableLoader | undefined;
  const finish = async (): Promise<void> => {
    if (current !== undefined) sums.set(current.name, await current.end());
    current = undefined;
  };
  try {
    for (;;) {
      const next = await members.next();
      if (next.done === true) throw unusable('It ends before its manifest.');
      if (next.value.name === TOTALS_MEMBER) {
        await finish();
        compareTotals(header, sums, parseTotals(next.value.data).tables);
        return [...sums.values()];
      }
      const name = DATA_MEMBER.exec(next.value.name)?.[1];
      const table = header.tables.find((one) => one.name === name);
      if (table === undefined || sums.has(table.name))
        throw unusable(`It holds an unexpected part: ${next.value.name}.`);
      if (current?.name !== table.name) {
        await finish();
        current = new TableLoader(client, table);
      }
      await current.write(next.value.data);
    }
  } catch (error) {
    current?.abort();
    throw error;
  }
}

const EMPTY_SHA256 = createHash('sha256').digest('hex');

function compareTotals(header: BackupHeader, sums: Map<string, TableSum>, totals: readonly TableSum[]): void {
  for (const { name } of header.tables) {
    const loaded = sums.get(name) ?? { name, rows: 0, bytes: 0, sha256: EMPTY_SHA256 };
    sums.set(name, loaded);
    const expected = totals.find((total) => total.name === name);
    if (expected === undefined) throw unusable(`Its manifest does not know the table ${name}.`);
    if (loaded.rows !== expected.rows || loaded.bytes !== expected.bytes || loaded.sha256 !== expected.sha256) {
      throw unusable(
        `Table ${name} has ${loaded.rows} rows (${loaded.bytes} bytes); its manifest says ${expected.rows} (${expected.bytes} bytes).`,
      );
    }
  }
}

/** One COPY … FROM STDIN. */
class TableLoader {
  readonly name: string;
  readonly #stream: CopyStreamQuery;
  readonly #hash: Hash = createHash('sha256');
  #failure: MillwrightError | undefined;
  #bytes = 0;

  constructor(client: pg.ClientBase, table: BackupTable) {
    this.name = table.name;
    const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ');
    this.#stream = client.query(copyFrom(`copy ${client.escapeIdentifier(table.name)} (${columns}) from stdin`));
    // For its whole life: an error that nobody waits for would end the process.
    this.#stream.on('error', (error) => {
      this.#failure ??= refuseRows(table.name, error);
    });
  }

  async write(data: Buffer): Promise<void> {
    this.#hash.update(data);
    this.#bytes += data.length;
    if (!this.#stream.write(data)) await this.#until('drain');
  }

  async end(): Promise<TableSum> {
    const finished = this.#until('finish');
    this.#stream.end();
    await finished;
    return { name: this.name, rows: this.#stream.rowCount, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async #until(event: 'drain' | 'finish'): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await once(this.#stream, event);
    } catch (error) {
      throw this.#failure ?? refuseRows(this.name, error);
    }
  }

  /** Tells the server to forget what was sent; it is ready for a rollback after that. */
  abort(): void {
    this.#stream.destroy();
  }
}

function refuseRows(table: string, error: unknown): MillwrightError {
  const state = sqlStateOf(error);
  const why = state === undefined ? 'the connection broke' : `SQLSTATE ${state}`;
  return new MillwrightError('backup_unusable', `The database refused rows of table ${table} (${why}).`, {
    cause: error,
  });
}

function unusable(detail: string): MillwrightError {
  return new MillwrightError('backup_unusable', `The backup is not whole. ${detail}`);
}
