import pg from 'pg';
import { serialiseEntries } from '../../platform/audit/append.js';
import type { AuditVerdict } from '../../platform/audit/chain.js';
import { readCheckpointFile, setCheckpointFileAside } from '../../platform/audit/checkpoint-file.js';
import { verifyAudit } from '../../platform/audit/verify.js';
import { listMigrations, migrateDatabase, migrateDownTo } from '../../platform/db/migrate.js';
import { sqlStateOf } from '../../platform/db/partition-session.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { readArchive, type ArchiveMember } from './archive.js';
import { readEncryptedFile } from './encrypted-file.js';
import { loadTables } from './load-tables.js';
import { HEADER_MEMBER, parseHeader, type BackupHeader, type TableSum } from './manifest.js';
import {
  createPartitions,
  deferForeignKeys,
  emptyTables,
  requireFittingSchema,
  requireUnused,
  setSequences,
} from './prepare-target.js';
import { fixTextFormat, readAppliedMigrations, readTables } from './read-catalogue.js';

export interface RestoreBackupInput {
  /** Login of the schema's owner, on a database that this version has migrated. */
  readonly ownerUrl: string;
  readonly applicationRole: string;
  readonly file: string;
  readonly passphrase: string;
  /** Replaces the data of a database that is in use. */
  readonly replace?: boolean;
  /** Exported checkpoints; put aside when they know a longer chain than the backup holds. */
  readonly checkpointFile?: string;
}

export interface RestoreReport {
  readonly createdAt: string;
  /** Master keys that the secrets in it need: give one of them before the next start. */
  readonly keyIds: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tables: readonly TableSum[];
  readonly rows: number;
  readonly partitionsCreated: number;
  /** Of the restored chain as the backup held it. A broken one is restored nevertheless: say so to the operator. */
  readonly audit: AuditVerdict;
  /** New name of a checkpoint file that was put aside. */
  readonly checkpointsSetAside: string | null;
  /** Migrations that ran after loading, because the backup was of an older version. */
  readonly migrated: readonly string[];
}

type Caller = Pick<CallContext, 'actor' | 'door' | 'correlationId'>;

/**
 * Puts a backup back: all of it in one transaction, or nothing. Throws `backup_unusable` (wrong passphrase, damaged or
 * cut off), `restore_refused` (database in use or not migrated) and `database_newer_than_code` (backup of a newer
 * version).
 */
export async function restoreBackup(caller: Caller, input: RestoreBackupInput): Promise<RestoreReport> {
  const members = readMembers(input)[Symbol.asyncIterator]();
  try {
    const header = await readHeader(members);
    await requireKnownMigrations(header);
    const older = await prepareSchema(input, header);
    let loaded: Loaded;
    let migrated: readonly string[] = [];
    try {
      loaded = await inTransaction(input.ownerUrl, (client) => load(client, { caller, input, header, members }));
    } finally {
      // Also after a failure: the schema is left as it was found.
      if (older) migrated = await migrateDatabase(input);
    }
    const checkpointsSetAside = await setLaterCheckpointsAside(input, loaded.audit.head?.sequence ?? 0);
    const { createdAt, keyIds, settings } = header;
    const rows = loaded.tables.reduce((sum, table) => sum + table.rows, 0);
    return { createdAt, keyIds, settings, rows, ...loaded, checkpointsSetAside, migrated };
  } finally {
    await members.return?.(undefined);
  }
}

/** The archive inside the file; whatever goes wrong while reading it is the backup's fault. */
async function* readMembers({ file, passphrase }: RestoreBackupInput): AsyncGenerator<ArchiveMember> {
  try {
    yield* readArchive(readEncryptedFile(file, passphrase));
  } catch (cause) {
    if (cause instanceof MillwrightError) throw cause;
    throw new MillwrightError('backup_unusable', `${file} is damaged inside: use another copy of this backup.`, {
      cause,
    });
  }
}

async function readHeader(members: AsyncIterator<ArchiveMember>): Promise<BackupHeader> {
  const first = await members.next();
  if (first.done === true || first.value.name !== HEADER_MEMBER) {
    throw new MillwrightError('backup_unusable', 'The file is encrypted, but what is inside is no Millwright backup.');
  }
  return parseHeader(first.value.data);
}

async function requireKnownMigrations(header: BackupHeader): Promise<void> {
  const known = await listMigrations();
  const unknown = header.migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new MillwrightError(
    'database_newer_than_code',
    `The backup has ${unknown.length} migration(s) that this version does not know (${unknown.join(', ')}). ` +
      'Restore it with the version that made it, or a newer one.',
  );
}

/** Checks the target, and takes it to the backup's level when that is older. True when it did. */
async function prepareSchema(input: RestoreBackupInput, header: BackupHeader): Promise<boolean> {
  const known = await listMigrations();
  await inTransaction(input.ownerUrl, async (client) => {
    const applied = await readAppliedMigrations(client);
    if (applied.length !== known.length || known.some((name) => !applied.includes(name))) {
      throw new MillwrightError(
        'restore_refused',
        'The database is not at the level of this version: run `millwright migrate` first.',
      );
    }
    if (input.replace !== true) await requireUnused(client);
  });
  const older = header.migrations.length < known.length;
  if (older) await migrateDownTo(input.ownerUrl, header.migrations);
  return older;
}

interface Loaded {
  readonly tables: readonly TableSum[];
  readonly partitionsCreated: number;
  readonly audit: AuditVerdict;
}

interface LoadTask {
  readonly caller: Caller;
  readonly input: RestoreBackupInput;
  readonly header: BackupHeader;
  readonly members: AsyncIterator<ArchiveMember>;
}

async function load(client: pg.Client, task: LoadTask): Promise<Loaded> {
  const { input, header, members } = task;
  await fixTextFormat(client);
  const target = await readTables(client);
  requireFittingSchema(header, target);
  await client.query(`lock table ${target.map((table) => client.escapeIdentifier(table.name)).join(', ')}`);
  // Again under the lock: somebody may have started a Millwright on it meanwhile.
  if (input.replace !== true) await requireUnused(client);
  await emptyTables(client, target);
  const partitionsCreated = await createPartitions(client, header.partitions, target);
  const restoreForeignKeys = await deferForeignKeys(client);
  const tables = await loadTables(client, header, members);
  // The end of the file is what proves that nothing was cut off.
  while ((await members.next()).done !== true);
  await restoreForeignKeys();
  await setSequences(client, header);
  const audit = await verifyAudit(client);
  await recordRestore(client, task, { tables: tables.length, partitionsCreated, audit });
  return { tables, partitionsCreated, audit };
}

async function recordRestore(
  client: pg.Client,
  { caller, header, input }: LoadTask,
  found: { readonly tables: number; readonly partitionsCreated: number; readonly audit: AuditVerdict },
): Promise<void> {
  const { actor, door, correlationId } = caller;
  const details = {
    backupOf: header.createdAt,
    replaced: input.replace === true,
    tables: found.tables,
    partitionsCreated: found.partitionsCreated,
    chain: { ok: found.audit.ok, firstBroken: found.audit.firstBroken, head: found.audit.head },
    lastCheckpoint: await readLastCheckpoint(input),
  };
  const subject = { type: 'backup', id: header.createdAt };
  const entry = {
    actor,
    door,
    correlationId,
    action: 'backup.restored',
    subject,
    outcome: 'succeeded',
    details,
  } as const;
  await client.query('select sequence from audit_append($1::jsonb)', [serialiseEntries([entry])]);
}

async function readLastCheckpoint({ checkpointFile }: RestoreBackupInput) {
  if (checkpointFile === undefined) return null;
  const { checkpoints } = await readCheckpointFile(checkpointFile);
  return checkpoints.toSorted((a, b) => a.sequence - b.sequence).at(-1) ?? null;
}

/** Checkpoints of entries that the backup does not have would make every later verification fail. */
async function setLaterCheckpointsAside(input: RestoreBackupInput, sequence: number): Promise<string | null> {
  const last = await readLastCheckpoint(input);
  if (input.checkpointFile === undefined || last === null || last.sequence <= sequence) return null;
  return setCheckpointFileAside(input.checkpointFile, 'before-restore');
}

async function inTransaction<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'millwright-restore' });
  // A broken connection rejects the query under way; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    throw explainDatabaseError(error);
  } finally {
    // Without a commit before it, this rolls everything back.
    await client.end();
  }
}

/** Integrity violations while loading are the backup's; other database errors stay what they are. */
function explainDatabaseError(error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state === undefined || !state.startsWith('23')) return error;
  return new MillwrightError('backup_unusable', `The rows of the backup contradict each other (SQLSTATE ${state}).`, {
    cause: error,
  });
}
