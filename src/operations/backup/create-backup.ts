import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { redactDetails } from '../../platform/audit/redact.js';
import { serialiseEntries } from '../../platform/audit/append.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { writeArchive, type ArchiveMember } from './archive.js';
import { requireAbsent, writeEncryptedFile } from './encrypted-file.js';
import { writeKeyBackup } from './key-backup.js';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  HEADER_MEMBER,
  TOTALS_MEMBER,
  type BackupHeader,
  type TableSum,
} from './manifest.js';
import {
  fixTextFormat,
  readAppliedMigrations,
  readPartitions,
  readSequences,
  readTables,
  type CatalogueTable,
} from './read-catalogue.js';

/** Size of one member of a table's data. */
const MEMBER_BYTES = 4 * 1024 * 1024;

export interface CreateBackupInput {
  /** The application's or the owner's login; reading is all that is done, but for one audit entry. */
  readonly databaseUrl: string;
  readonly keyring: Keyring;
  /** Configuration worth keeping; fields with a secret's name are left out. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly outFile: string;
  readonly passphrase: string;
  /** Where the master key goes; `outFile` + `.key` unless told otherwise. */
  readonly keyFile?: string;
  /** Of the key file; the same passphrase unless told otherwise. */
  readonly keyPassphrase?: string;
  readonly scryptLogN?: number;
  readonly onProgress?: (table: TableSum) => void;
}

export interface BackupReport {
  readonly file: string;
  readonly keyFile: string;
  readonly sizeBytes: number;
  /** Of the encrypted file, hex. */
  readonly sha256: string;
  readonly tables: readonly TableSum[];
  readonly rows: number;
}

type Caller = Pick<CallContext, 'actor' | 'door' | 'correlationId'>;

/**
 * Writes the whole database, as it is at one moment, into one encrypted file, and the master key into another. The
 * system goes on working meanwhile.
 */
export async function createBackup(caller: Caller, input: CreateBackupInput): Promise<BackupReport> {
  const { outFile, passphrase, scryptLogN } = input;
  const keyFile = input.keyFile ?? `${outFile}.key`;
  for (const file of [outFile, keyFile]) await requireAbsent(file);
  const cost = scryptLogN === undefined ? {} : { scryptLogN };
  const client = new pg.Client({ connectionString: input.databaseUrl, application_name: 'millwright-backup' });
  // A broken connection rejects the query under way; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const tables: TableSum[] = [];
    await client.query('begin isolation level repeatable read read only');
    await fixTextFormat(client);
    const members = readMembers(client, input, tables);
    await writeEncryptedFile({ file: outFile, passphrase, ...cost }, writeArchive(members));
    await client.query('commit');
    await writeKeyBackup({ file: keyFile, passphrase: input.keyPassphrase ?? passphrase, ...cost }, input.keyring);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const file = { sha256: await digestFile(outFile), sizeBytes: (await stat(outFile)).size };
    await recordBackup(client, caller, { ...file, tables: tables.length, rows });
    return { file: outFile, keyFile, ...file, tables, rows };
  } finally {
    await client.end();
  }
}

async function* readMembers(
  client: pg.Client,
  input: CreateBackupInput,
  sums: TableSum[],
): AsyncGenerator<ArchiveMember> {
  const tables = await readTables(client);
  const header = await makeHeader(client, tables, input);
  yield { name: HEADER_MEMBER, data: Buffer.from(JSON.stringify(header, null, 2)) };
  for (const table of tables) {
    const sum = yield* readTable(client, table);
    sums.push(sum);
    input.onProgress?.(sum);
  }
  yield { name: TOTALS_MEMBER, data: Buffer.from(JSON.stringify({ tables: sums }, null, 2)) };
}

async function makeHeader(
  client: pg.Client,
  tables: readonly CatalogueTable[],
  input: CreateBackupInput,
): Promise<BackupHeader> {
  const migrations = await readAppliedMigrations(client);
  if (migrations.length === 0)
    throw new MillwrightError('unprocessable', 'The database holds no Millwright data to back up.');
  const keys = await client.query<{ id: string }>(
    `select id from encryption_keys where state <> 'retired' order by id`,
  );
  return {
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    createdAt: new Date().toISOString(),
    migrations,
    keyIds: keys.rows.map((row) => row.id),
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    partitions: await readPartitions(client),
    sequences: await readSequences(client),
    settings: redactDetails(input.settings) as Record<string, unknown>,
  };
}

async function* readTable(client: pg.Client, table: CatalogueTable): AsyncGenerator<ArchiveMember, TableSum> {
  const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const stream = client.query(copyTo(`copy (select ${columns} from ${client.escapeIdentifier(table.name)}) to stdout`));
  const hash = createHash('sha256');
  let [bytes, part, pending, parts] = [0, 0, 0, [] as Buffer[]];
  const flush = (): ArchiveMember => {
    const data = Buffer.concat(parts);
    const name = `tables/${table.name}/${String(part).padStart(6, '0')}.copy`;
    [part, pending, parts] = [part + 1, 0, []];
    return { name, data };
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    pending += chunk.length;
    parts.push(chunk);
    if (pending >= MEMBER_BYTES) yield flush();
  }
  if (pending > 0) yield flush();
  return { name: table.name, rows: stream.rowCount, bytes, sha256: hash.digest('hex') };
}

async function recordBackup(client: pg.Client, caller: Caller, details: Record<string, unknown>): Promise<void> {
  const { actor, door, correlationId } = caller;
  const subject = { type: 'backup', id: String(details.sha256).slice(0, 16) };
  const entry = {
    actor,
    door,
    correlationId,
    action: 'backup.created',
    subject,
    outcome: 'succeeded',
    details,
  } as const;
  await client.query('select sequence from audit_append($1::jsonb)', [serialiseEntries([entry])]);
}

async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
