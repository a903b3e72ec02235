import { chmod, chown, lchown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';
import { runProgram } from '../process/run-program.js';
import { assertFreeSpace, type Progress } from './data-directory.js';
import { POSTGRES_MAJOR_VERSION } from './postgres-binaries.js';
import {
  generatePasswords,
  makeRoleScript,
  POSTGRES_ROLES,
  readPasswords,
  writePasswords,
  type PostgresPasswords,
} from './postgres-logins.js';
import { CLEAN_ENVIRONMENT, type Reach } from './postgres-reach.js';
import type { ServiceUser } from './service-user.js';

const DATA = 'data';
const UNFINISHED = 'data.unfinished-';
const PASSWORDS = 'passwords.json';
const SETUP_TIMEOUT_MS = 180_000;
// Catalogue, templates and the first segments of the write-ahead log.
const SETUP_BYTES = 96 * 1024 * 1024;

export interface HomeRequest {
  /** `<data directory>/postgres`: ours; the database's own directory lies in it. */
  readonly homeDirectory: string;
  readonly reach: Reach;
  readonly user: ServiceUser | undefined;
  readonly progress: Progress;
}

/** Whether a database has been made here before; throws `startup_failed` when it is not one of this version. */
export async function hasDatabase(homeDirectory: string): Promise<boolean> {
  const directory = path.join(homeDirectory, DATA);
  let version: string;
  try {
    const names = await readdir(directory);
    if (names.length === 0) return false;
    version = (await readFile(path.join(directory, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && (await stat(directory).catch(() => undefined)) === undefined) return false;
    if (code === 'ENOENT') throw foreignError(directory);
    throw code === 'EACCES' ? await ownerError(directory) : error;
  }
  if (version !== String(POSTGRES_MAJOR_VERSION)) throw versionError(directory, version);
  return true;
}

function foreignError(directory: string): MillwrightError {
  return new MillwrightError(
    'startup_failed',
    `${directory} has files in it, but no PostgreSQL database (PG_VERSION is missing). ` +
      'Move them away, or restore a backup, or point MILLWRIGHT_DATA_DIR at another directory.',
  );
}

function versionError(directory: string, version: string): MillwrightError {
  return new MillwrightError(
    'startup_failed',
    `The database in ${directory} was made by PostgreSQL ${version}; this Millwright brings ${POSTGRES_MAJOR_VERSION}. ` +
      'Start the Millwright that made it, run `millwright backup` there, then `millwright restore` into an empty data directory with this one.',
  );
}

async function ownerError(directory: string): Promise<MillwrightError> {
  const { uid } = await stat(directory);
  return new MillwrightError(
    'startup_failed',
    `The database in ${directory} belongs to uid ${uid}, and this is uid ${process.getuid?.() ?? '?'}. ` +
      'Start Millwright as that user or as root, or point MILLWRIGHT_DATA_DIR at another directory.',
  );
}

/** Owner of the existing database, whoever that is: it goes on running under that account. */
export async function readDatabaseOwner(homeDirectory: string): Promise<{ uid: number; gid: number } | undefined> {
  const found = await stat(path.join(homeDirectory, DATA)).catch(() => undefined);
  return found === undefined ? undefined : { uid: found.uid, gid: found.gid };
}

/** Copied back by root, the files belong to root, and PostgreSQL could not read them. */
export async function giveToUser(homeDirectory: string, user: ServiceUser): Promise<void> {
  const directory = path.join(homeDirectory, DATA);
  await chown(directory, user.uid, user.gid);
  for (const entry of await readdir(directory, { recursive: true })) {
    await lchown(path.join(directory, entry), user.uid, user.gid);
  }
}

/** Makes the database on the first start and returns its passwords; both are there, or neither is. */
export async function ensureDatabase(request: HomeRequest): Promise<PostgresPasswords> {
  const { homeDirectory } = request;
  await removeUnfinished(homeDirectory);
  const file = path.join(homeDirectory, PASSWORDS);
  if (!(await hasDatabase(homeDirectory))) return createDatabase(request, file);
  const known = await readPasswords(file);
  if (known !== undefined) return known;
  request.progress('The database passwords are missing: setting new ones');
  const passwords = generatePasswords();
  await runSingle(request, DATA, makeRoleScript(passwords, false));
  await writePasswords(file, passwords);
  return passwords;
}

/** Passwords of an existing database; undefined when there is none. */
export function readKnownPasswords(homeDirectory: string): Promise<PostgresPasswords | undefined> {
  return readPasswords(path.join(homeDirectory, PASSWORDS));
}

async function removeUnfinished(homeDirectory: string): Promise<void> {
  for (const name of await readdir(homeDirectory)) {
    if (name.startsWith(UNFINISHED)) await rm(path.join(homeDirectory, name), { recursive: true, force: true });
  }
}

/** Under a name of its own first, so that a start that was killed midway leaves nothing that looks like a database. */
async function createDatabase(request: HomeRequest, passwordFile: string): Promise<PostgresPasswords> {
  const { homeDirectory, user } = request;
  request.progress('Creating the database (PostgreSQL, first start only)');
  const name = `${UNFINISHED}${randomBytes(6).toString('hex')}`;
  const directory = path.join(homeDirectory, name);
  await mkdir(directory, { mode: 0o700 });
  await chmod(directory, 0o700);
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  await runInitdb(request, name);
  const passwords = generatePasswords();
  await runSingle(request, name, makeRoleScript(passwords, true));
  await writePasswords(passwordFile, passwords);
  await rm(path.join(homeDirectory, DATA), { recursive: true, force: true });
  await rename(directory, path.join(homeDirectory, DATA));
  return passwords;
}

async function runInitdb(request: HomeRequest, name: string): Promise<void> {
  const { reach } = request;
  const directory = path.join(reach.homeDirectory, name);
  const launch = reach.launch('initdb', [
    '-D',
    directory,
    '-U',
    POSTGRES_ROLES.superuser,
    '--auth=reject',
    '--data-checksums',
    '--encoding=UTF8',
    // Ordering that does not depend on the machine's libraries: indexes stay valid when they are upgraded.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  const result = await runProgram({
    ...launch,
    environment: CLEAN_ENVIRONMENT,
    timeoutMs: SETUP_TIMEOUT_MS,
    ...workingDirectory(reach),
  });
  if (result.exitCode !== 0) throw await setupError(request, 'initdb', result.stderr);
}

/**
 * Statements go to a single-user server by a pipe: it needs no password, listens nowhere, and nothing of them shows in
 * a process list. `exit_on_error` makes a failed statement fail the run.
 */
async function runSingle(request: HomeRequest, name: string, script: string): Promise<void> {
  const { reach } = request;
  const directory = path.join(reach.homeDirectory, name);
  const quiet = ['-c', 'exit_on_error=true', '-c', 'log_min_error_statement=panic', '-c', 'log_checkpoints=off'];
  const launch = reach.launch('postgres', ['--single', '-j', '-D', directory, ...quiet, 'postgres']);
  const result = await runProgram({
    ...launch,
    environment: CLEAN_ENVIRONMENT,
    stdin: script,
    timeoutMs: SETUP_TIMEOUT_MS,
    ...workingDirectory(reach),
  });
  if (result.exitCode !== 0) throw await setupError(request, 'postgres --single', result.stderr);
}

function workingDirectory(reach: Reach): { workingDirectory: string } {
  return { workingDirectory: reach.kind === 'direct' ? reach.homeDirectory : '/' };
}

async function setupError(request: HomeRequest, program: string, stderr: string): Promise<unknown> {
  try {
    // Told by looking, not by reading the program's words: it has removed again what it had written.
    await assertFreeSpace(request.homeDirectory, SETUP_BYTES);
  } catch (error) {
    return error;
  }
  const lines = stderr.trim().split('\n').slice(-5).join('\n  ');
  return new MillwrightError(
    'startup_failed',
    `The database in ${request.homeDirectory} could not be set up: ${program} failed.\n  ${lines}`,
  );
}

/** Configuration that PostgreSQL reads but cannot change: it lies in our directory, not in its own. */
export async function writeConfiguration(homeDirectory: string, config: string, access: string): Promise<void> {
  const files = { 'postgresql.conf': config, 'pg_hba.conf': access };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(homeDirectory, name);
    await writeFile(file, content, { mode: 0o644 });
    await chmod(file, 0o644);
  }
  const local = path.join(homeDirectory, 'postgresql.local.conf');
  const note = '# Your own PostgreSQL settings; they win over postgresql.conf. Millwright never changes this file.\n';
  await writeFile(local, note, { mode: 0o644, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
