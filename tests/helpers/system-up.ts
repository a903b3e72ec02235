import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../src/platform/process/ports.js';
import { createSystemClient, type SystemClient } from './system-client.js';
import { startCli, type CliProcess } from './system-process.js';
import { isAlive, killQuietly, listDescendants } from './sshd-process.js';

const PARTS = ['postgres', 'temporal'] as const;
const START_MS = 240_000;

/** `millwright up` as a process of its own, with a data directory that outlives it. */
export interface UpSystem extends SystemClient {
  readonly dataDirectory: string;
  readonly adminToken: string;
  /** The process of the last start. */
  readonly process: () => CliProcess;
  /** Starts it (again) and waits until it says that it runs. */
  start(): Promise<CliProcess>;
  /** Pids of PostgreSQL and Temporal as the last start noted them. */
  readPartPids(): Promise<number[]>;
  /** SIGKILL to the parent, its parts, and everything that descends from them, all at once. */
  killEverything(): Promise<number[]>;
  /** Stops what runs and removes the data. */
  dispose(): Promise<void>;
}

/** Prepares an installation; nothing runs before `start()`. */
export async function createUpSystem(changes: Readonly<Record<string, string>> = {}): Promise<UpSystem> {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-up-'));
  const dataDirectory = path.join(directory, 'data');
  const port = await findFreePort();
  const adminToken = changes['MILLWRIGHT_ADMIN_TOKEN'] ?? `test-admin-${randomBytes(16).toString('hex')}`;
  const environment = { ...describeEnvironment({ dataDirectory, port, adminToken }), ...changes };
  let current: CliProcess | undefined;
  const running = (): CliProcess => {
    if (current === undefined) throw new Error('It was never started');
    return current;
  };
  const readPartPids = () => Promise.all(PARTS.map((part) => readPartPid(path.join(dataDirectory, part))));
  return {
    ...createSystemClient(`http://127.0.0.1:${port}`, adminToken),
    dataDirectory,
    adminToken,
    process: running,
    async start() {
      current = startCli(['up'], environment);
      await current.waitForOutput('Millwright is running.', START_MS);
      return current;
    },
    readPartPids,
    killEverything: async () => killTogether([running().pid, ...(await readPartPids())]),
    async dispose() {
      await current?.stop(60_000);
      await killTogether(await readPartPids().catch(() => []));
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function describeEnvironment(facts: { dataDirectory: string; port: number; adminToken: string }) {
  const caches = ['MILLWRIGHT_CACHE_DIR', 'XDG_CACHE_HOME'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(caches),
    MILLWRIGHT_DATA_DIR: facts.dataDirectory,
    MILLWRIGHT_ADMIN_TOKEN: facts.adminToken,
    MILLWRIGHT_ENROL_LOCALHOST: 'false',
    PORT: String(facts.port),
    LOG_LEVEL: 'info',
  };
}

async function readPartPid(directory: string): Promise<number> {
  const { pid } = JSON.parse(await readFile(path.join(directory, 'process.json'), 'utf8')) as { pid: number };
  return pid;
}

/** The list is made first, so that nobody has time to notice that another one is gone. */
async function killTogether(roots: readonly number[]): Promise<number[]> {
  const alive: number[] = [];
  for (const pid of roots) if (await isAlive(pid)) alive.push(pid, ...(await listDescendants(pid)));
  const pids = [...new Set(alive)];
  for (const pid of pids) killQuietly(pid, 'SIGKILL');
  return pids;
}
