import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';
import type { LockFile } from '../process/lock-file.js';
import { startProcess, type ManagedProcess, type ProcessExit } from '../process/managed-process.js';
import { choosePort } from '../process/ports.js';
import { stopOrphans, type StopStep } from '../process/stop-process.js';
import {
  explainFileError,
  lockPart,
  MINIMUM_FREE_BYTES,
  preparePartDirectory,
  type Progress,
} from './data-directory.js';
import { readLiveRecord, readRecord, writeRecord } from './part-record.js';
import { resolvePostgresBinaries } from './postgres-binaries.js';
import {
  ensureDatabase,
  giveToUser,
  hasDatabase,
  readDatabaseOwner,
  readKnownPasswords,
  writeConfiguration,
} from './postgres-home.js';
import { makePostgresUrl, type PostgresPasswords } from './postgres-logins.js';
import { CLEAN_ENVIRONMENT, findReach, type Reach } from './postgres-reach.js';
import { HOST_BASED_ACCESS, renderPostgresConfig } from './postgres-settings.js';
import { checkLogin, waitUntilReady } from './postgres-wait.js';
import { chooseServiceUser, findUser, type ServiceUser } from './service-user.js';

export interface EmbeddedPostgresOptions {
  /** Millwright's data directory; the database takes `postgres/` in it. */
  readonly dataDirectory: string;
  /** Unset: the port of the last start if it is free, else any free one. */
  readonly port?: number;
  readonly progress?: Progress;
  readonly maxConnections?: number;
  /** False only in tests: faster, and a crash of the machine may cost the data. */
  readonly durable?: boolean;
  readonly minFreeBytes?: number;
}

export interface PostgresUrls {
  /** Owns the schema: migrations only. */
  readonly ownerUrl: string;
  /** The application's login: neither superuser nor owner. */
  readonly applicationUrl: string;
  /** Superuser, to the database `postgres`: backup and restore. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
}

export interface EmbeddedPostgres extends PostgresUrls {
  readonly name: string;
  readonly logPath: string;
  readonly exited: Promise<ProcessExit>;
  readLastLines(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

const PART = 'postgres';
const NAME = 'PostgreSQL';
// SIGINT: fast shutdown, sessions are ended and everything is written. SIGQUIT: at once, recovery at the next start.
const STOP_STEPS: readonly StopStep[] = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 10_000 },
];

/**
 * Starts the PostgreSQL that Millwright brings along, creating it on the first start, and resolves when it answers.
 * Throws `startup_failed`, with a sentence for a person, and leaves nothing running then.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const homeDirectory = await preparePartDirectory({
    dataDirectory: options.dataDirectory,
    part: PART,
    minFreeBytes: options.minFreeBytes ?? MINIMUM_FREE_BYTES,
    passable: true,
  });
  const lock = await lockPart(homeDirectory, 'the database');
  try {
    return await startLocked(options, homeDirectory, lock);
  } catch (error) {
    await lock.release();
    throw explainFileError(error, homeDirectory);
  }
}

async function startLocked(
  options: EmbeddedPostgresOptions,
  homeDirectory: string,
  lock: LockFile,
): Promise<EmbeddedPostgres> {
  const progress = options.progress ?? (() => undefined);
  await clearOrphans(homeDirectory, progress);
  const user = await chooseUser(homeDirectory, progress);
  const reach = await findReach({ binaries: await resolvePostgresBinaries(), homeDirectory, user });
  const passwords = await ensureDatabase({ homeDirectory, reach, user, progress });
  const last = await readRecord(homeDirectory);
  const port = await choosePort({ owner: 'the embedded PostgreSQL', port: options.port, last: last?.ports['port'] });
  const durable = options.durable ?? true;
  const config = renderPostgresConfig({ port, maxConnections: options.maxConnections ?? 100, durable });
  await writeConfiguration(homeDirectory, config, HOST_BASED_ACCESS);
  progress('Starting PostgreSQL');
  const server = await startServer(reach, homeDirectory);
  try {
    await waitUntilReady({ server, homeDirectory, port, progress });
    const urls = makeUrls(passwords, port, server.pid);
    await checkLogin(urls.applicationUrl);
    await writeRecord(homeDirectory, { ...server, ports: { port } });
    return describePart(server, urls, { homeDirectory, lock });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function startServer(reach: Reach, homeDirectory: string): Promise<ManagedProcess> {
  const home = reach.homeDirectory;
  const launch = reach.launch('postgres', [
    '-D',
    path.join(home, 'data'),
    '-c',
    `config_file=${path.join(home, 'postgresql.conf')}`,
    '-c',
    `hba_file=${path.join(home, 'pg_hba.conf')}`,
  ]);
  return startProcess({
    ...launch,
    name: NAME,
    environment: CLEAN_ENVIRONMENT,
    workingDirectory: reach.kind === 'direct' ? home : '/',
    logPath: path.join(homeDirectory, 'postgres.log'),
    stopSteps: STOP_STEPS,
  });
}

function makeUrls(passwords: PostgresPasswords, port: number, pid: number): PostgresUrls {
  return {
    ownerUrl: makePostgresUrl('owner', passwords.owner, port),
    applicationUrl: makePostgresUrl('application', passwords.application, port),
    adminUrl: makePostgresUrl('superuser', passwords.superuser, port),
    port,
    pid,
  };
}

function describePart(
  server: ManagedProcess,
  urls: PostgresUrls,
  held: { homeDirectory: string; lock: LockFile },
): EmbeddedPostgres {
  return {
    ...urls,
    name: NAME,
    logPath: server.logPath,
    exited: server.exited,
    readLastLines: (count) => server.readLastLines(count),
    async stop() {
      await server.stop();
      await held.lock.release();
    },
  };
}

/** Who PostgreSQL runs as: ourselves, or as root the owner of the database that is there, or a service account. */
async function chooseUser(homeDirectory: string, progress: Progress): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await readDatabaseOwner(homeDirectory);
  if (owner !== undefined && owner.uid !== 0) {
    return { name: (await findUser(owner.uid))?.name ?? `uid ${owner.uid}`, ...owner };
  }
  const user = await chooseServiceUser(progress);
  if (owner !== undefined && (await hasDatabase(homeDirectory))) await giveToUser(homeDirectory, user);
  return user;
}

/** Ends the server that a killed Millwright left behind; we hold the lock, so it has no other master. */
async function clearOrphans(homeDirectory: string, progress: Progress): Promise<void> {
  const directory = path.join(homeDirectory, 'data');
  const leader = await readPostmasterPid(directory);
  const { stopped, survivors } = await stopOrphans({ directory, command: 'postgres', steps: STOP_STEPS, leader });
  if (stopped.length > 0) progress(`Stopped the PostgreSQL of an earlier start (process ${stopped[0]})`);
  if (survivors.length > 0) {
    throw new MillwrightError(
      'startup_failed',
      `PostgreSQL of an earlier start still runs in ${directory} (process ${survivors.join(', ')}) and could not be ` +
        'stopped. End it as the user it belongs to, then start again.',
    );
  }
  await removeMisleadingPidFile(directory);
}

/**
 * PostgreSQL refuses to start while the pid in a left-over postmaster.pid belongs to any process: to another one after
 * a reboot, or to its own remains that nobody has waited for. Nothing works in this directory now, so such a file
 * means nothing.
 */
async function removeMisleadingPidFile(directory: string): Promise<void> {
  const pid = await readPostmasterPid(directory);
  if (pid > 0 && existsSync(`/proc/${pid}`)) await rm(path.join(directory, 'postmaster.pid'), { force: true });
}

/** The pid that the server last wrote into its own lock file, 0 when there is none. */
async function readPostmasterPid(directory: string): Promise<number> {
  const text = await readFile(path.join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]);
}

/** The database of a Millwright that runs right now (for `token create`, `doctor`, `backup`); undefined when none does. */
export async function findRunningPostgres(dataDirectory: string): Promise<PostgresUrls | undefined> {
  const homeDirectory = path.join(path.resolve(dataDirectory), PART);
  const record = await readLiveRecord(homeDirectory);
  const passwords = record === undefined ? undefined : await readKnownPasswords(homeDirectory);
  const port = record?.ports['port'];
  if (record === undefined || passwords === undefined || port === undefined) return undefined;
  return makeUrls(passwords, port, record.pid);
}
