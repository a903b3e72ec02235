import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';

/**
 * One process for good: a pid alone is reused by the kernel, a pid with its start time (in clock ticks since boot) and
 * the id of that boot is not.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

export interface ProcessState extends ProcessIdentity {
  /** The program's short name as the kernel keeps it (at most 15 characters). */
  readonly command: string;
  readonly processGroup: number;
}

// Zombies and dying processes hold neither files nor ports: they count as gone.
const GONE_STATES = new Set(['Z', 'X', 'x']);

let bootId: string | undefined;

function currentBootId(): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootId;
}

/** What runs under this pid now; undefined when nothing does. */
export function readProcess(pid: number): ProcessState | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `pid (name) state ppid pgrp … starttime …`; the name may itself hold spaces and brackets. */
function parseStat(pid: number, text: string): ProcessState | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  if (open === -1 || close === -1 || GONE_STATES.has(fields[0] ?? 'X')) return undefined;
  return {
    pid,
    command: text.slice(open + 1, close),
    processGroup: Number(fields[2]),
    startTicks: Number(fields[19]),
    bootId: currentBootId(),
  };
}

/** Identity of the calling process. */
export function readOwnIdentity(): ProcessIdentity {
  const own = readProcess(process.pid);
  return { pid: process.pid, startTicks: own?.startTicks ?? 0, bootId: currentBootId() };
}

/** Whether exactly this process still runs; a later one under the same pid does not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = readProcess(identity.pid);
  return now !== undefined && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

async function listPids(): Promise<number[]> {
  const names = await readdir('/proc');
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Every process of a process group. */
export async function findProcessGroup(processGroup: number): Promise<ProcessState[]> {
  const states = (await listPids()).map((pid) => readProcess(pid));
  return states.filter((state) => state !== undefined && state.processGroup === processGroup) as ProcessState[];
}

/**
 * Processes named `command` whose working directory is `directory`. Compared by device and inode, so it also holds for
 * a process in a mount namespace of its own, where the path reads differently.
 */
export async function findProcessesIn(directory: string, command: string): Promise<ProcessState[]> {
  const wanted = await stat(directory).catch(() => undefined);
  if (wanted === undefined) return [];
  const found: ProcessState[] = [];
  for (const pid of await listPids()) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== command) continue;
    const cwd = await stat(`/proc/${pid}/cwd`).catch(() => undefined);
    const state = readProcess(pid);
    if (state !== undefined && cwd?.ino === wanted.ino && cwd.dev === wanted.dev) found.push(state);
  }
  return found;
}
