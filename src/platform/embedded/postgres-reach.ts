import { lstat, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';
import { runProgram } from '../process/run-program.js';
import { copyBinaries, type PostgresBinaries } from './postgres-binaries.js';
import type { ServiceUser } from './service-user.js';

/** How to start a program so that it runs as the service user and finds its files. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export interface Reach {
  /** `namespace`: in a private mount namespace, under other paths than ours. */
  readonly kind: 'direct' | 'namespace';
  /** The two directories as PostgreSQL sees them. */
  readonly nativeDirectory: string;
  readonly homeDirectory: string;
  /** `program` is a name in bin/. */
  launch(program: string, args: readonly string[]): Launch;
}

export interface ReachRequest {
  readonly binaries: PostgresBinaries;
  /** Our directory that holds the database's; the service user needs to get through to it. */
  readonly homeDirectory: string;
  /** undefined: we are an ordinary user ourselves, and PostgreSQL runs as us. */
  readonly user: ServiceUser | undefined;
}

const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
export const CLEAN_ENVIRONMENT = { PATH: SYSTEM_PATH, LC_ALL: 'C', LANG: 'C' } as const;

// Root owns both, everyone may pass. In its own namespace each start mounts its own tree over the directory.
const STAGES = ['/run/millwright', '/var/lib/millwright-stage'];

/**
 * $1 stage, $2 our directory, $3 the binaries, $4 uid, $5 gid, then the command. It is exec all the way, so the pid
 * that we started is the program's own.
 */
const ENTER_SCRIPT = `set -e
mount -t tmpfs -o mode=0755,size=1m tmpfs "$1"
mkdir "$1/home" "$1/native"
mount --bind "$2" "$1/home"
mount --bind "$3" "$1/native"
cd "$1/home"
uid=$4
gid=$5
shift 5
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --inh-caps=-all -- "$@"`;

/** Finds a way that works, by trying it. Throws `startup_failed` with the directory that is in the way. */
export async function findReach(request: ReachRequest): Promise<Reach> {
  const { binaries, homeDirectory, user } = request;
  const direct = directReach(binaries, homeDirectory, user);
  if (user === undefined) return direct;
  const [programs, data] = [await canPass(user, binaries.nativeDirectory), await canPass(user, homeDirectory)];
  if (programs && data) return direct;
  const namespace = await namespaceReach(request, user);
  if (namespace !== undefined) return namespace;
  if (!data) throw await blockedError(homeDirectory, user);
  return directReach(await copyBinaries(binaries), homeDirectory, user);
}

export function directReach(binaries: PostgresBinaries, homeDirectory: string, user: ServiceUser | undefined): Reach {
  const account = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return {
    kind: 'direct',
    nativeDirectory: binaries.nativeDirectory,
    homeDirectory,
    launch: (program, args) => ({ file: path.join(binaries.nativeDirectory, 'bin', program), args, ...account }),
  };
}

/** undefined where the kernel or a container's confinement does not let us. */
async function namespaceReach(request: ReachRequest, user: ServiceUser): Promise<Reach | undefined> {
  const stage = await findStage();
  if (stage === undefined) return undefined;
  const enter = [stage, request.homeDirectory, request.binaries.nativeDirectory, String(user.uid), String(user.gid)];
  const nativeDirectory = path.join(stage, 'native');
  const launch = (file: string, args: readonly string[]): Launch => ({
    file: 'unshare',
    args: ['--mount', '--', '/bin/sh', '-c', ENTER_SCRIPT, 'millwright', ...enter, file, ...args],
  });
  const trial = launch('/bin/sh', [
    '-c',
    'test -x "$1" && test -x .',
    'sh',
    path.join(nativeDirectory, 'bin/postgres'),
  ]);
  const { exitCode } = await runProgram({ ...trial, environment: CLEAN_ENVIRONMENT, timeoutMs: 10_000 });
  if (exitCode !== 0) return undefined;
  return {
    kind: 'namespace',
    nativeDirectory,
    homeDirectory: path.join(stage, 'home'),
    launch: (program, args) => launch(path.join(nativeDirectory, 'bin', program), args),
  };
}

/** An empty directory that only root can have made and everyone may enter. */
async function findStage(): Promise<string | undefined> {
  for (const stage of STAGES) {
    await mkdir(stage, { recursive: true, mode: 0o755 }).catch(() => undefined);
    const found = await lstat(stage).catch(() => undefined);
    const usable = found?.isDirectory() === true && found.uid === 0 && (found.mode & 0o022) === 0;
    if (usable && (found.mode & 0o001) !== 0) return stage;
  }
  return undefined;
}

/** Whether the account can get into a directory: asked of the kernel, which also knows about access lists. */
async function canPass(user: ServiceUser, directory: string): Promise<boolean> {
  const { exitCode } = await runProgram({
    file: '/bin/sh',
    args: ['-c', 'test -x "$1/."', 'sh', directory],
    environment: CLEAN_ENVIRONMENT,
    uid: user.uid,
    gid: user.gid,
    timeoutMs: 10_000,
  });
  return exitCode === 0;
}

async function blockedError(directory: string, user: ServiceUser): Promise<MillwrightError> {
  const blocking = await findBlocking(directory, user);
  return new MillwrightError(
    'startup_failed',
    `PostgreSQL runs as the user ${user.name}, who cannot get into ${blocking}, and a private mount namespace is not ` +
      `allowed here. Either let others pass through (\`chmod o+x ${blocking}\`), or set MILLWRIGHT_DATA_DIR to a ` +
      'directory that they can reach, or start Millwright as an ordinary user, or set DATABASE_URL.',
  );
}

/** The outermost directory on the way that the account may not enter. */
async function findBlocking(directory: string, user: ServiceUser): Promise<string> {
  const parts = path.resolve(directory).split(path.sep).slice(1);
  let current = '/';
  for (const part of parts) {
    current = path.join(current, part);
    const { mode, uid, gid } = await stat(current);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return current;
  }
  return directory;
}
