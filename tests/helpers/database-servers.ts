import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { copyBinaries, resolvePostgresBinaries } from '../../src/platform/embedded/postgres-binaries.js';
import { findUser } from '../../src/platform/embedded/service-user.js';
import { findFreePort } from '../../src/platform/process/ports.js';
import type { OwnCertificate } from './own-certificate.js';
import { waitUntil } from './wait-until.js';

const execute = promisify(execFile);

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface PostgresServer extends RunningServer {
  /** As the superuser, by trust. */
  readonly query: (sql: string, database?: string) => Promise<readonly Record<string, unknown>[]>;
}

export interface PostgresOptions {
  /** Directory with bin/; default the embedded PostgreSQL 18. */
  readonly native?: string;
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** Lines of pg_hba.conf in front of trust for the user `postgres` and the socket. */
  readonly access?: readonly string[];
  /** A data directory to start with, as a stopped server left it. */
  readonly copyOf?: { readonly directory: string; readonly primaryPort: number };
}

const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** A PostgreSQL of its own in a temporary directory, with its socket there; as root it runs as the service user. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const account = await findAccount();
  const native = options.native ?? (await findNative(account !== undefined));
  const directory = await mkdtemp(join(tmpdir(), 'pg-'));
  await chmod(directory, 0o755);
  if (account !== undefined) await chown(directory, account.uid, account.gid);
  const data = join(directory, 'data');
  const port = await findFreePort();
  const spawning = { ...account, cwd: '/', env: ENVIRONMENT };
  if (options.copyOf === undefined) {
    await execute('cp', ['-a', await findTemplate(native, spawning), data]);
  } else {
    await execute('cp', ['-a', join(options.copyOf.directory, 'data'), data]);
    await rm(join(data, 'postmaster.pid'), { force: true });
    await writeFile(join(data, 'standby.signal'), '');
  }
  await writeSettings(data, { ...options, port, directory });
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', data], { ...spawning, stdio: 'ignore' });
  const query = async (sql: string, database = 'postgres'): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ host: directory, port, user: 'postgres', database, password: '' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await waitUntil(
    () =>
      query('SELECT 1').then(
        () => true,
        () => false,
      ),
    20_000,
  );
  const ended = endOf(child, directory, 'SIGINT');
  return { port, pid: child.pid ?? 0, directory, query, stop: ended };
}

async function writeSettings(
  data: string,
  { port, directory, settings = [], access = [], copyOf }: PostgresOptions & { port: number; directory: string },
): Promise<void> {
  const primary =
    copyOf === undefined ? [] : [`primary_conninfo = 'host=127.0.0.1 port=${copyOf.primaryPort} user=postgres'`];
  const lines = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${directory}'`,
    'fsync = off',
    'shared_buffers = 8MB',
    'log_min_messages = panic',
    ...primary,
    ...settings,
  ];
  await writeFile(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`);
  const rules = [
    ...access,
    'local all all trust',
    'host all postgres 127.0.0.1/32 trust',
    'host replication postgres 127.0.0.1/32 trust',
    'host all all 127.0.0.1/32 scram-sha-256',
  ];
  await writeFile(join(data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
}

async function findAccount(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await findUser('postgres')) ?? (await findUser('nobody'));
  return user === undefined ? undefined : { uid: user.uid, gid: user.gid };
}

let embedded: Promise<string> | undefined;

function findNative(isRoot: boolean): Promise<string> {
  embedded ??= resolvePostgresBinaries().then(async (binaries) =>
    isRoot ? (await copyBinaries(binaries)).nativeDirectory : binaries.nativeDirectory,
  );
  return embedded;
}

const templates = new Map<string, Promise<string>>();

/** A cluster as initdb makes it, once for each process of tests; its servers begin with copies. */
function findTemplate(
  native: string,
  spawning: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const known = templates.get(native) ?? makeTemplate(native, spawning);
  templates.set(native, known);
  return known;
}

async function makeTemplate(
  native: string,
  spawning: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pg-template-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  if (spawning.uid !== undefined) await chown(directory, spawning.uid, spawning.gid ?? 0);
  const data = join(directory, 'data');
  const args = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--no-instructions'];
  await execute(join(native, 'bin', 'initdb'), args, spawning);
  return data;
}

/** A copy of what a stopped server left, for a standby to begin with. */
export async function keepData(
  server: RunningServer,
): Promise<{ readonly directory: string; readonly remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'pg-copy-'));
  await execute('cp', ['-a', join(server.directory, 'data'), join(directory, 'data')]);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** A redis-server with these further settings: `startRedis(['--requirepass', 'secret'])`; in TLS only with `tls`. */
export async function startRedis(
  settings: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
  tls?: OwnCertificate,
): Promise<RunningServer> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-'));
  await mkdir(directory, { recursive: true });
  for (const [name, source] of Object.entries(files)) await cp(source, join(directory, name));
  const port = await findFreePort();
  const args = [...portOf(port, tls), '--bind', '127.0.0.1', '--dir', directory, '--daemonize', 'no', ...settings];
  const child = spawn('redis-server', args, { cwd: '/', env: ENVIRONMENT, stdio: 'ignore' });
  await waitUntil(() => canConnect(port), 40_000);
  return { port, pid: child.pid ?? 0, directory, stop: endOf(child, directory, 'SIGTERM') };
}

function portOf(port: number, tls: OwnCertificate | undefined): string[] {
  if (tls === undefined) return ['--port', String(port)];
  const { certificate, key } = tls;
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
  return ['--port', '0', '--tls-port', String(port), ...files];
}

function endOf(child: ChildProcess, directory: string, usual: NodeJS.Signals): RunningServer['stop'] {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return async (signal = usual) => {
    child.kill('SIGCONT');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
    await rm(directory, { recursive: true, force: true });
  };
}

export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
