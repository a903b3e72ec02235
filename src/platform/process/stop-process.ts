import { setTimeout as sleep } from 'node:timers/promises';
import { findProcessesIn, findProcessGroup, isAlive, readProcess, type ProcessIdentity } from './process-identity.js';

/** One step of an escalation: a signal, and how long to wait for the end after it. */
export interface StopStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

const POLL_MS = 25;
const KILL_WAIT_MS = 5_000;

/** Sends a signal to exactly this process. False when it is gone, or its pid belongs to another one by now. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

/** Resolves true once the process is gone, false when it still runs after `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Walks the steps until the process has ended, SIGKILL last, then kills what is left of its process group. Works for
 * processes that are not our children. False when even SIGKILL did not end it (another user's process, or one that
 * hangs in the kernel).
 */
export async function stopProcess(identity: ProcessIdentity, steps: readonly StopStep[]): Promise<boolean> {
  let gone = !isAlive(identity);
  for (const step of [...steps, { signal: 'SIGKILL', waitMs: KILL_WAIT_MS } as const]) {
    if (gone) break;
    signalProcess(identity, step.signal);
    gone = await waitUntilGone(identity, step.waitMs);
  }
  await killGroup(identity);
  return gone;
}

/**
 * While a member lives, the kernel gives the group's number to nobody else; a new process under it means none does.
 * Repeated until none is left, as a member may have started another one meanwhile.
 */
async function killGroup(leader: ProcessIdentity): Promise<void> {
  if (readProcess(leader.pid) !== undefined && !isAlive(leader)) return;
  const deadline = Date.now() + KILL_WAIT_MS;
  for (;;) {
    const left = await findProcessGroup(leader.pid);
    if (left.length === 0 || Date.now() > deadline) return;
    for (const one of left) signalProcess(one, 'SIGKILL');
    for (const one of left) await waitUntilGone(one, 1_000);
  }
}

/** A program that an earlier start left running in a directory of ours. */
export interface Orphans {
  readonly directory: string;
  /** Short program name, as `ps -o comm` prints it. */
  readonly command: string;
  /** For the leader; without `leader` every one found is one. */
  readonly steps: readonly StopStep[];
  /** Pid of the process that the others end with. */
  readonly leader?: number | undefined;
}

const FOLLOWER_WAIT_MS = 5_000;

/**
 * Stops every such program and returns those found. The caller must hold the directory's lock: only then is what runs
 * there left over. Throws nothing; `survivors` says what could not be ended.
 */
export async function stopOrphans(orphans: Orphans): Promise<{ stopped: number[]; survivors: number[] }> {
  const found = await findProcessesIn(orphans.directory, orphans.command);
  const isLeader = (one: ProcessIdentity) => orphans.leader === undefined || orphans.leader === one.pid;
  for (const one of found.filter(isLeader)) await stopProcess(one, orphans.steps);
  for (const one of found) {
    if (!(await waitUntilGone(one, FOLLOWER_WAIT_MS))) await stopProcess(one, []);
  }
  const survivors = found.filter((one) => isAlive(one)).map((one) => one.pid);
  const stopped = found.map((one) => one.pid).filter((pid) => !survivors.includes(pid));
  return { stopped: stopped.sort((a, b) => Number(b === orphans.leader) - Number(a === orphans.leader)), survivors };
}
