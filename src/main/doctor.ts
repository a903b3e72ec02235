import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadConfig, type Config } from '../config/config.js';
import { ensureEncryptionKey, readEncryptionKeys } from '../platform/crypto/key-check.js';
import { connectDatabase, type Database } from '../platform/db/database.js';
import { readMigrationStatus } from '../platform/db/migrate.js';
import { findRunningTemporal } from '../platform/embedded/embedded-temporal.js';
import { findOnPath } from '../platform/embedded/temporal-version.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import {
  connectTemporal,
  listMissingSearchAttributes,
  type TemporalConnection,
} from '../platform/temporal/connection.js';
import { ENGINE_QUEUE, siteQueue } from '../platform/temporal/start-workflow.js';
import { findDatabaseUrls } from './administer.js';
import { explainFailure } from './explain-failure.js';
import { masterKeyFile, requireKeyring } from './master-key.js';

interface Finding {
  readonly ok: boolean;
  /** What was found, or what is wrong and what to do about it. */
  readonly text: string;
}

interface Subject {
  readonly config: Config;
  readonly database: Database | undefined;
  readonly temporal: TemporalConnection | undefined;
}

interface Check {
  readonly name: string;
  /** The check that has to be in order first: its trouble is told once. */
  readonly needs?: string;
  /** Throws, or finds: both are shown. */
  readonly run: (subject: Subject) => Promise<Finding>;
}

const MAX_SKEW_MS = 2_000;
const fine = (text: string): Finding => ({ ok: true, text });
const wrong = (text: string): Finding => ({ ok: false, text });

function need<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new MillwrightError(
    'startup_failed',
    `${what} is not known: start Millwright (\`npm start\`), or set DATABASE_URL and TEMPORAL_ADDRESS.`,
  );
}

const CHECKS: readonly Check[] = [
  {
    name: 'Node.js',
    run: async () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      const enough = major > 20 || (major === 20 && minor >= 19);
      return enough
        ? fine(process.versions.node)
        : wrong(`${process.versions.node} is too old: install Node.js 20.19 or newer`);
    },
  },
  {
    name: 'Master key',
    run: async ({ config }) => {
      const keyring = requireKeyring(config);
      const file = masterKeyFile(config);
      const open = existsSync(file) && (statSync(file).mode & 0o077) !== 0;
      return open ? wrong(`${file} can be read by others: chmod 600 ${file}`) : fine(`id ${keyring.activeId}`);
    },
  },
  {
    name: 'Database',
    run: async ({ database }) => {
      const { rows } = await need(database, 'The database').pool.query<{ version: string }>(
        `select current_setting('server_version') as version`,
      );
      return fine(`PostgreSQL ${rows[0]?.version ?? 'unknown'}`);
    },
  },
  {
    name: 'Migrations',
    needs: 'Database',
    run: async ({ database }) => {
      const status = await readMigrationStatus(need(database, 'The database').knex);
      if (status.unknown.length > 0)
        return wrong('the database is newer than this version: start the newer one, or restore a backup');
      return status.pending.length > 0
        ? wrong(`${status.pending.length} pending: run \`millwright migrate\``)
        : fine(`${status.applied.length} applied`);
    },
  },
  {
    name: 'Stored secrets',
    needs: 'Migrations',
    run: async ({ config, database }) => {
      const known = need(database, 'The database');
      // Compared, never stored: looking is all that is asked for.
      if ((await readEncryptionKeys(known.knex)).length === 0) return fine('none yet');
      await ensureEncryptionKey(known, requireKeyring(config));
      return fine('encrypted with this master key');
    },
  },
  {
    name: 'Audit trail',
    needs: 'Migrations',
    run: async ({ database }) => {
      const { rows } = await need(database, 'The database').pool.query<{ owns: boolean }>(
        `select pg_has_role(current_user, relowner, 'usage') as owns from pg_class where oid = 'audit_entries'::regclass`,
      );
      return rows[0]?.owns === true
        ? wrong(
            'the application’s login owns the audit table and could alter it: give migrations a role of their own with DATABASE_OWNER_URL',
          )
        : fine('owned by a role the application cannot become');
    },
  },
  {
    name: 'Clock',
    needs: 'Database',
    run: async ({ database }) => {
      const { rows } = await need(database, 'The database').pool.query<{ now: Date }>(
        'select clock_timestamp() as now',
      );
      const skewMs = Math.abs(Date.now() - (rows[0]?.now.getTime() ?? 0));
      return skewMs > MAX_SKEW_MS
        ? wrong(`differs from the database’s by ${skewMs} ms: set up time synchronisation`)
        : fine(`within ${skewMs} ms of the database’s`);
    },
  },
  {
    name: 'Temporal',
    run: async ({ config, temporal }) => {
      await need(temporal, 'Temporal').ping(3_000);
      return fine(`namespace ${config.temporalNamespace}`);
    },
  },
  {
    name: 'Search attributes',
    needs: 'Temporal',
    run: async ({ temporal }) => {
      const missing = await listMissingSearchAttributes(need(temporal, 'Temporal'));
      return missing.length > 0
        ? wrong(`${missing.join(', ')} are not registered: run \`millwright migrate\``)
        : fine('registered');
    },
  },
  {
    name: 'Workers',
    needs: 'Temporal',
    run: async ({ config, temporal }) => {
      const connection = need(temporal, 'Temporal');
      const queues = [ENGINE_QUEUE, siteQueue(config.taskQueue)];
      const idle = [];
      for (const queue of queues) if (!(await connection.hasPollers(queue))) idle.push(queue);
      return idle.length > 0
        ? wrong(`nobody polls ${idle.join(' and ')}: start \`millwright worker\``)
        : fine(queues.join(', '));
    },
  },
  {
    name: 'SSH cryptography',
    run: async () => {
      const addon = createRequire(import.meta.url)
        .resolve('ssh2')
        .replace(/lib\/index\.js$/, 'lib/protocol/crypto/build/Release/sshcrypto.node');
      return existsSync(addon)
        ? fine('native')
        : fine('JavaScript only: bulk transfers are slower; `npm rebuild ssh2` with a C++ compiler makes it native');
    },
  },
  {
    name: 'Trivy',
    run: async () => {
      const found = await findOnPath('trivy', process.env['PATH'] ?? '');
      return fine(found ?? 'not found: vulnerability scans are off until it is installed');
    },
  },
];

/** Checks every dependency; the exit code is 1 when one of them fails. */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const config = loadConfig({ environment: process.env, flags: args });
  const subject = await openSubject(config);
  const failed = new Set<string>();
  for (const check of CHECKS) {
    const finding = await examine(check, subject, failed);
    if (!finding.ok) failed.add(check.name);
    process.stdout.write(`${finding.ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(18)} ${finding.text}\n`);
  }
  await subject.database?.close();
  await subject.temporal?.close();
  process.stdout.write(failed.size === 0 ? '\nEverything is in order.\n' : `\n${failed.size} check(s) failed.\n`);
  return failed.size === 0 ? 0 : 1;
}

async function examine(check: Check, subject: Subject, failed: ReadonlySet<string>): Promise<Finding> {
  if (check.needs !== undefined && failed.has(check.needs)) return wrong(`not checked: ${check.needs} comes first`);
  try {
    return await check.run(subject);
  } catch (thrown) {
    const error = explainFailure(thrown);
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

async function openSubject(config: Config): Promise<Subject> {
  const urls = await findDatabaseUrls(config).catch(() => undefined);
  const address = config.temporalAddress ?? (await findRunningTemporal(config.dataDirectory))?.address;
  return {
    config,
    database:
      urls === undefined
        ? undefined
        : connectDatabase({ url: urls.applicationUrl, applicationName: 'millwright-doctor', maxConnections: 2 }),
    temporal: address === undefined ? undefined : connectTemporal({ address, namespace: config.temporalNamespace }),
  };
}
