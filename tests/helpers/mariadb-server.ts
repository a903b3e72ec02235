import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../src/platform/process/ports.js';
import { waitUntil } from './wait-until.js';

export interface MariadbServer {
  readonly port: number;
  readonly socketPath: string;
  /** Runs statements as root over the unix socket and gives the rows without headings. */
  readonly sql: (statements: string) => string;
  /** The error log. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export interface MariadbOptions {
  readonly serverId: number;
  readonly arguments?: readonly string[];
}

const asRoot = process.getuid?.() === 0;
const userOption = asRoot ? ['--user=mysql'] : [];
let template: string | undefined;

/** A MariaDB of Debian’s in a directory of its own, on a loopback port and a socket. Root of the system is its root. */
export async function startMariadb(options: MariadbOptions): Promise<MariadbServer> {
  template ??= installDatabase();
  const directory = newDirectory();
  const dataDirectory = path.join(directory, 'data');
  cpSync(template, dataDirectory, { recursive: true, preserveTimestamps: true });
  if (asRoot) execFileSync('chown', ['-R', 'mysql:', directory]);
  const port = await findFreePort();
  const socketPath = path.join(directory, 'm.sock');
  const logPath = path.join(directory, 'error.log');
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      ...userOption,
      `--datadir=${dataDirectory}`,
      `--socket=${socketPath}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${directory}/pid`,
      `--log-error=${logPath}`,
      '--skip-name-resolve',
      '--innodb-buffer-pool-size=16M',
      '--innodb-log-file-size=8M',
      '--innodb-flush-log-at-trx-commit=0',
      `--server-id=${options.serverId}`,
      ...(options.arguments ?? []),
    ],
    { stdio: 'ignore' },
  );
  const log = (): string => readFileSync(logPath, 'utf8');
  const sql = (statements: string): string =>
    execFileSync('mariadb', ['--no-defaults', `--socket=${socketPath}`, '--user=root', '-N', '-B'], {
      input: statements,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const stop = async (): Promise<void> => {
    await endProcess(server);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await waitUntil(() => answers(sql), 120_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, socketPath, sql, log, stop };
}

function newDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'millwright-mariadb-'));
  chmodSync(directory, 0o755);
  return directory;
}

/** Once a process: making the system tables takes longer than copying them. */
function installDatabase(): string {
  const directory = newDirectory();
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const dataDirectory = path.join(directory, 'data');
  if (asRoot) execFileSync('chown', ['mysql:', directory]);
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      ...userOption,
      `--datadir=${dataDirectory}`,
      '--auth-root-authentication-method=socket',
      '--skip-test-db',
      '--innodb-log-file-size=8M',
    ],
    { stdio: 'ignore' },
  );
  return dataDirectory;
}

function answers(sql: MariadbServer['sql']): boolean {
  try {
    return sql('SELECT 1').trim() === '1';
  } catch {
    return false;
  }
}

async function endProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
  });
  server.kill('SIGTERM');
  const force = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(force);
}
