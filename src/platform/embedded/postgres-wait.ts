import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { MillwrightError } from '../errors/millwright-error.js';
import type { ManagedProcess, ProcessExit } from '../process/managed-process.js';
import { isPortFree } from '../process/ports.js';
import { describeEnd } from '../process/supervisor.js';
import type { Progress } from './data-directory.js';

const POLL_MS = 30;
const TELL_AFTER_MS = 5_000;
// Replaying the write-ahead log after a crash may take minutes; we give up only when PostgreSQL itself does.
const READY_TIMEOUT_MS = 600_000;
const STATUS_LINE = 7;
// Set by `log_line_prefix`: `… [pid] 53100 FATAL: …`.
const LOGGED_DISK_FULL = /\] 53100 /;

export interface WaitRequest {
  readonly server: ManagedProcess;
  readonly homeDirectory: string;
  readonly port: number;
  readonly progress: Progress;
}

/** Resolves when the server takes connections; throws `startup_failed` with the reason when it ends instead. */
export async function waitUntilReady(request: WaitRequest): Promise<void> {
  let exit: ProcessExit | undefined;
  void request.server.exited.then((value) => (exit = value));
  const begun = Date.now();
  let told = false;
  while (!(await reportsReady(request))) {
    if (exit !== undefined) throw await explainExit(request, exit);
    const waitedMs = Date.now() - begun;
    if (waitedMs > READY_TIMEOUT_MS) throw await explainSilence(request);
    if (!told && waitedMs > TELL_AFTER_MS) {
      told = true;
      request.progress('PostgreSQL is recovering after an unclean stop; this can take a while');
    }
    await sleep(POLL_MS);
  }
}

/** As pg_ctl does it: the server writes its state into the lock file of its own data directory. */
async function reportsReady({ server, homeDirectory }: WaitRequest): Promise<boolean> {
  const text = await readFile(path.join(homeDirectory, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return Number(lines[0]) === server.pid && lines[STATUS_LINE]?.trim() === 'ready';
}

async function explainExit(request: WaitRequest, exit: ProcessExit): Promise<MillwrightError> {
  const { server, port, homeDirectory } = request;
  const lines = await server.readLastLines(20);
  if (lines.some((line) => LOGGED_DISK_FULL.test(line))) {
    return new MillwrightError(
      'startup_failed',
      `The disk that holds ${homeDirectory} is full: PostgreSQL could not start. Make room and start again.`,
    );
  }
  if (!(await isPortFree(port))) {
    return new MillwrightError(
      'startup_failed',
      `Port ${port} on 127.0.0.1, asked for by the embedded PostgreSQL, is in use. ` +
        `\`ss -ltnp 'sport = :${port}'\` shows by what: end that and start again.`,
    );
  }
  const said = lines.slice(-5).map((line) => `\n  ${line}`);
  return new MillwrightError(
    'startup_failed',
    `PostgreSQL ${describeEnd(exit)} while starting. Its log: ${server.logPath}.${said.join('')}`,
  );
}

async function explainSilence({ server }: WaitRequest): Promise<MillwrightError> {
  const lines = await server.readLastLines(5);
  return new MillwrightError(
    'startup_failed',
    `PostgreSQL was not ready after ${READY_TIMEOUT_MS / 60_000} minutes. Its log: ${server.logPath}.` +
      lines.map((line) => `\n  ${line}`).join(''),
  );
}

/** One real query with one real login: proves port and password. */
export async function checkLogin(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw new MillwrightError(
      'startup_failed',
      `The embedded PostgreSQL runs but refuses our login (${(error as { code?: string }).code ?? 'no code'}). ` +
        'Delete postgres/passwords.json in the data directory: the next start sets new passwords and keeps all data.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
