import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Config } from '../config/config.js';
import { createBackup } from '../operations/backup/create-backup.js';
import { readKeyBackup } from '../operations/backup/key-backup.js';
import { restoreBackup } from '../operations/backup/restore-backup.js';
import type { AuditVerdict } from '../platform/audit/chain.js';
import { checkpointPublicKeys } from '../platform/audit/checkpoint.js';
import { readCheckpointFile } from '../platform/audit/checkpoint-file.js';
import { verifyAudit, verifyExport } from '../platform/audit/verify.js';
import { connectDatabase } from '../platform/db/database.js';
import { migrateDatabase } from '../platform/db/migrate.js';
import { findRunningPostgres, startEmbeddedPostgres } from '../platform/embedded/embedded-postgres.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { newId } from '../platform/ids/ids.js';
import { findDatabaseUrls } from './administer.js';
import { findKeyring, masterKeyFile, requireKeyring, storeMasterKey } from './master-key.js';
import { createProgress } from './progress.js';

const CALLER = {
  actor: { kind: 'system', id: 'system', name: 'Millwright', role: 'admin', tokenId: null, tokenKind: null },
  door: 'cli',
} as const;

interface Arguments {
  readonly file: string;
  readonly passphrase: string;
  readonly replace: boolean;
  readonly config: Config;
}

/** `FILE --passphrase-file F [--replace]`, and the flags every command takes. A passphrase is never an argument. */
function readArguments(args: readonly string[], usage: string): Arguments {
  const rest = [...args];
  const take = (flag: string): string | undefined => {
    const at = rest.indexOf(flag);
    return at === -1 ? undefined : rest.splice(at, 2)[1];
  };
  const passphraseFile = take('--passphrase-file');
  const replaceAt = rest.indexOf('--replace');
  if (replaceAt !== -1) rest.splice(replaceAt, 1);
  const file = rest[0]?.startsWith('--') === false ? rest.shift() : undefined;
  if (file === undefined || passphraseFile === undefined) {
    throw new MillwrightError('configuration_invalid', `Usage: millwright ${usage}`);
  }
  const config = loadConfig({ environment: process.env, flags: rest });
  return { file: path.resolve(file), passphrase: readPassphrase(passphraseFile), replace: replaceAt !== -1, config };
}

function readPassphrase(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new MillwrightError(
      'configuration_invalid',
      `The passphrase file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
    );
  }
  if (text.length >= 12) return text;
  throw new MillwrightError(
    'configuration_invalid',
    `The passphrase in ${file} is too short: use at least 12 characters.`,
  );
}

/** Database and settings into one encrypted file, the master key into another: keep them in different places. */
export async function runBackup(args: readonly string[]): Promise<number> {
  const { file, passphrase, config } = readArguments(args, 'backup FILE --passphrase-file F');
  const { applicationUrl } = await findDatabaseUrls(config);
  const report = await createBackup(
    { ...CALLER, correlationId: newId() },
    {
      databaseUrl: applicationUrl,
      keyring: requireKeyring(config),
      settings: describeSettings(config),
      outFile: file,
      passphrase,
    },
  );
  process.stdout.write(
    `${report.rows} rows of ${report.tables.length} tables are in ${report.file} (${report.sizeBytes} bytes, SHA-256 ${report.sha256}).\n` +
      `The master key is in ${report.keyFile}: keep it in another place. Both need the passphrase.\n`,
  );
  return 0;
}

function describeSettings(config: Config): Record<string, unknown> {
  const { host, port, taskQueue, temporalNamespace, enrolLocalhost, logLevel, requestsPerMinute } = config;
  return { host, port, taskQueue, temporalNamespace, enrolLocalhost, logLevel, requestsPerMinute };
}

/** Puts a backup back: onto DATABASE_URL, or onto the embedded database, which is started for it. */
export async function runRestore(args: readonly string[]): Promise<number> {
  const given = readArguments(args, 'restore FILE --passphrase-file F [--replace]');
  const { config, file, passphrase } = given;
  if (config.databaseUrl === undefined && (await findRunningPostgres(config.dataDirectory)) !== undefined) {
    throw new MillwrightError('restore_refused', `A Millwright runs on ${config.dataDirectory}: stop it first.`);
  }
  await restoreMasterKey(config, `${file}.key`, passphrase);
  const target = await openTarget(config);
  try {
    const applicationRole = decodeURIComponent(new URL(target.applicationUrl).username);
    await migrateDatabase({ ownerUrl: target.ownerUrl, applicationRole });
    const checkpointFile = path.join(config.dataDirectory, 'audit-checkpoints.jsonl');
    const report = await restoreBackup(
      { ...CALLER, correlationId: newId() },
      { ownerUrl: target.ownerUrl, applicationRole, file, passphrase, replace: given.replace, checkpointFile },
    );
    process.stdout.write(`${report.rows} rows of ${report.createdAt} are back. ${describeVerdict(report.audit)}\n`);
    process.stdout.write(`The secrets in it need the master key ${report.keyIds.join(' or ')}.\n`);
    return report.audit.ok ? 0 : 1;
  } finally {
    await target.stop();
  }
}

async function openTarget(
  config: Config,
): Promise<{ ownerUrl: string; applicationUrl: string; stop: () => Promise<void> }> {
  if (config.databaseUrl !== undefined) return { ...(await findDatabaseUrls(config)), stop: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDirectory: config.dataDirectory, progress: createProgress() });
  return { ownerUrl: postgres.ownerUrl, applicationUrl: postgres.applicationUrl, stop: () => postgres.stop() };
}

/** Only where none is: a key that is there may be what other data needs. */
async function restoreMasterKey(config: Config, keyFile: string, passphrase: string): Promise<void> {
  if (config.masterKey !== undefined || existsSync(masterKeyFile(config)) || !existsSync(keyFile)) return;
  const [rootKey] = await readKeyBackup(keyFile, passphrase);
  if (rootKey !== undefined) storeMasterKey(config, rootKey);
}

/** `audit verify`: the chain of the database; `audit verify EXPORT`: an exported one, without a database. */
export async function runAuditVerify(args: readonly string[]): Promise<number> {
  const file = args[0]?.startsWith('--') === false ? args[0] : undefined;
  const config = loadConfig({ environment: process.env, flags: file === undefined ? args : args.slice(1) });
  const { checkpoints } = await readCheckpointFile(path.join(config.dataDirectory, 'audit-checkpoints.jsonl'));
  const keyring = findKeyring(config);
  const options = { checkpoints, ...(keyring === undefined ? {} : { publicKeys: checkpointPublicKeys(keyring) }) };
  const verdict =
    file === undefined ? await verifyDatabase(config, options) : await verifyExport(createReadStream(file), options);
  process.stdout.write(`${describeVerdict(verdict)}\n`);
  return verdict.ok ? 0 : 1;
}

async function verifyDatabase(config: Config, options: Parameters<typeof verifyAudit>[1]): Promise<AuditVerdict> {
  const { applicationUrl } = await findDatabaseUrls(config);
  const database = connectDatabase({ url: applicationUrl, applicationName: 'millwright-cli', maxConnections: 2 });
  try {
    return await verifyAudit(database.pool, options);
  } finally {
    await database.close();
  }
}

function describeVerdict(verdict: AuditVerdict): string {
  const compared = `${verdict.checkpoints.compared} checkpoint(s) compared`;
  if (verdict.ok) return `The audit chain is sound: ${verdict.checked} entries, ${compared}.`;
  return `The audit chain is BROKEN at entry ${verdict.firstBroken ?? 'unknown'} (${verdict.reason ?? 'unknown'}): ${verdict.detail ?? ''}`;
}
