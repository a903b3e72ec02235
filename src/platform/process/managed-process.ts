import { spawn, type ChildProcess } from 'node:child_process';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { MillwrightError } from '../errors/millwright-error.js';
import { readProcess, type ProcessIdentity } from './process-identity.js';
import { stopProcess, type StopStep } from './stop-process.js';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ManagedProcessOptions {
  /** For sentences: `PostgreSQL`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of ours reaches the child. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Both output streams are appended here, mode 600; beyond `maxLogBytes` at start the file becomes `….1`. */
  readonly logPath: string;
  readonly maxLogBytes?: number;
  /** What `stop` sends, in order, before SIGKILL. */
  readonly stopSteps: readonly StopStep[];
}

/** A long-running child in a process group of its own. */
export interface ManagedProcess extends ProcessIdentity {
  readonly name: string;
  readonly exited: Promise<ProcessExit>;
  readonly logPath: string;
  /** Lines that this run wrote, at most `count`, oldest first. */
  readLastLines(count: number): Promise<string[]>;
  /** Resolves when nothing of it runs any more. May be called twice. */
  stop(): Promise<void>;
}

const DEFAULT_MAX_LOG_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 32 * 1024;

/** Starts a program. Throws `startup_failed` when it cannot be executed at all. */
export async function startProcess(options: ManagedProcessOptions): Promise<ManagedProcess> {
  const log = await openLog(options.logPath, options.maxLogBytes ?? DEFAULT_MAX_LOG_BYTES);
  try {
    const child = spawnChild(options, log.handle.fd);
    return describeChild(options, child, await awaitSpawn(child), log.size);
  } catch (error) {
    const { message } = error as Error;
    throw new MillwrightError('startup_failed', `${options.name} could not be started: ${message}.`, { cause: error });
  } finally {
    await log.handle.close();
  }
}

function spawnChild(options: ManagedProcessOptions, logDescriptor: number): ChildProcess {
  return spawn(options.file, options.args, {
    cwd: options.workingDirectory,
    env: { ...options.environment },
    stdio: ['ignore', logDescriptor, logDescriptor],
    detached: true,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
}

async function openLog(path: string, maxBytes: number): Promise<{ handle: FileHandle; size: number }> {
  const before = await stat(path).catch(() => undefined);
  if (before !== undefined && before.size > maxBytes) {
    await rm(`${path}.1`, { force: true });
    await rename(path, `${path}.1`);
  }
  const handle = await open(path, 'a', 0o600);
  return { handle, size: (await handle.stat()).size };
}

function awaitSpawn(child: ChildProcess): Promise<ProcessIdentity> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid ?? 0;
      // Gone already when it ended at once: then no identity will ever match, and `exited` tells the rest.
      resolve(readProcess(pid) ?? { pid, startTicks: -1, bootId: '' });
    });
  });
}

function describeChild(
  options: ManagedProcessOptions,
  child: ChildProcess,
  identity: ProcessIdentity,
  logStart: number,
): ManagedProcess {
  const exited = new Promise<ProcessExit>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve({ code: child.exitCode, signal: child.signalCode });
    }
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  let stopping: Promise<void> | undefined;
  return {
    pid: identity.pid,
    startTicks: identity.startTicks,
    bootId: identity.bootId,
    name: options.name,
    logPath: options.logPath,
    exited,
    readLastLines: (count) => readTail(options.logPath, logStart, count),
    stop: () => (stopping ??= stopChild(identity, options, exited)),
  };
}

async function stopChild(
  identity: ProcessIdentity,
  options: ManagedProcessOptions,
  exited: Promise<ProcessExit>,
): Promise<void> {
  const gone = await stopProcess(identity, options.stopSteps);
  if (gone) await exited;
}

/** The last lines of a file, looking no further back than `from`. */
export async function readTail(path: string, from: number, count: number): Promise<string[]> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(Math.min(from, size), size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    await handle.read(buffer, 0, buffer.length, start);
    const lines = buffer.toString('utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } finally {
    await handle.close();
  }
}
