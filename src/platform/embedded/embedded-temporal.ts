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
import { waitUntilServing, type SearchAttribute } from './temporal-wait.js';

export interface EmbeddedTemporalOptions {
  /** From `resolveTemporalBinary`. */
  readonly binary: string;
  /** Millwright's data directory; the server takes `temporal/` in it. */
  readonly dataDirectory: string;
  /** Unset: the ports of the last start if they are free, else any free ones. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly searchAttributes: readonly SearchAttribute[];
  readonly progress?: Progress;
  readonly minFreeBytes?: number;
}

export interface TemporalPlace {
  /** host:port */
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
}

export interface EmbeddedTemporal extends TemporalPlace {
  readonly name: string;
  readonly logPath: string;
  readonly exited: Promise<ProcessExit>;
  readLastLines(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

const PART = 'temporal';
const NAME = 'Temporal';
const STOP_STEPS: readonly StopStep[] = [{ signal: 'SIGTERM', waitMs: 15_000 }];

/**
 * Starts `temporal server start-dev` with its state in a file and resolves when it serves. Throws `startup_failed`,
 * with a sentence for a person, and leaves nothing running then.
 */
export async function startEmbeddedTemporal(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const directory = await preparePartDirectory({
    dataDirectory: options.dataDirectory,
    part: PART,
    minFreeBytes: options.minFreeBytes ?? MINIMUM_FREE_BYTES,
    passable: false,
  });
  const lock = await lockPart(directory, 'Temporal’s state');
  try {
    return await startLocked(options, directory, lock);
  } catch (error) {
    await lock.release();
    throw explainFileError(error, directory);
  }
}

async function startLocked(
  options: EmbeddedTemporalOptions,
  directory: string,
  lock: LockFile,
): Promise<EmbeddedTemporal> {
  const progress = options.progress ?? (() => undefined);
  await clearOrphans(directory, progress);
  const last = (await readRecord(directory))?.ports;
  const port = await choosePort({ owner: 'the embedded Temporal', port: options.port, last: last?.['port'] });
  const uiPort = await choosePort({ owner: 'the Temporal Web UI', port: options.uiPort, last: last?.['uiPort'] });
  progress('Starting Temporal');
  const server = await startServer(options, directory, { port, uiPort });
  const place = makePlace(port, uiPort, server.pid);
  try {
    await waitUntilServing({ server, address: place.address, searchAttributes: options.searchAttributes });
    await writeRecord(directory, { ...server, ports: { port, uiPort } });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...place,
    name: NAME,
    logPath: server.logPath,
    exited: server.exited,
    readLastLines: (count) => server.readLastLines(count),
    async stop() {
      await server.stop();
      await lock.release();
    },
  };
}

function startServer(
  options: EmbeddedTemporalOptions,
  directory: string,
  ports: { port: number; uiPort: number },
): Promise<ManagedProcess> {
  return startProcess({
    name: NAME,
    file: options.binary,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--ui-ip',
      '127.0.0.1',
      '--port',
      String(ports.port),
      '--ui-port',
      String(ports.uiPort),
      '--db-filename',
      path.join(directory, 'temporal.db'),
      '--log-format',
      'json',
      '--log-level',
      'warn',
      // Settings of the person's own command line client must not change our server.
      '--disable-config-file',
      '--disable-config-env',
      '--env-file',
      path.join(directory, 'none.yaml'),
      ...options.searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]),
    ],
    environment: { PATH: '/usr/bin:/bin', HOME: directory, LC_ALL: 'C' },
    // Orphans are recognised by it.
    workingDirectory: directory,
    logPath: path.join(directory, 'temporal.log'),
    stopSteps: STOP_STEPS,
  });
}

function makePlace(port: number, uiPort: number, pid: number): TemporalPlace {
  return { address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}`, pid };
}

/** Ends the server that a killed Millwright left behind; we hold the lock, so it has no other master. */
async function clearOrphans(directory: string, progress: Progress): Promise<void> {
  const { stopped, survivors } = await stopOrphans({ directory, command: 'temporal', steps: STOP_STEPS });
  if (stopped.length > 0) progress(`Stopped the Temporal of an earlier start (process ${stopped.join(', ')})`);
  if (survivors.length === 0) return;
  throw new MillwrightError(
    'startup_failed',
    `Temporal of an earlier start still runs in ${directory} (process ${survivors.join(', ')}) and could not be ` +
      'stopped. End it as the user it belongs to, then start again.',
  );
}

/** The server of a Millwright that runs right now; undefined when none does. */
export async function findRunningTemporal(dataDirectory: string): Promise<TemporalPlace | undefined> {
  const record = await readLiveRecord(path.join(path.resolve(dataDirectory), PART));
  const { port, uiPort } = record?.ports ?? {};
  if (record === undefined || port === undefined || uiPort === undefined) return undefined;
  return makePlace(port, uiPort, record.pid);
}
