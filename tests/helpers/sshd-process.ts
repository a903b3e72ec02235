import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** sshd re-executes itself and therefore wants its whole path. */
export const SSHD_PATH = '/usr/sbin/sshd';
const SETPRIV_PATH = '/usr/bin/setpriv';
const START_TIMEOUT_MS = 60_000;
const LOG_CHARACTERS = 200_000;

/** `[9, 2]` for OpenSSH 9.2. */
export async function readSshdVersion(): Promise<[number, number]> {
  // An old sshd does not know -V and prints its version in the usage text.
  const output = await promisify(execFile)(SSHD_PATH, ['-V']).catch((error: { stderr?: string }) => ({
    stderr: error.stderr ?? '',
  }));
  const found = /OpenSSH_(\d+)\.(\d+)/.exec(output.stderr);
  if (found === null) throw new Error(`${SSHD_PATH} does not tell its version: is openssh-server installed?`);
  return [Number(found[1]), Number(found[2])];
}

async function readParent(pid: string): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

/** All processes that descend from this one. */
export async function listDescendants(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), parent: await readParent(pid) })));
  const found = new Set([root]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of parents) if (parent !== undefined && found.has(parent)) found.add(pid);
  }
  found.delete(root);
  return [...found];
}

export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

/** Whether it is gone within a second: a killed process is still there until the kernel has taken it down. */
export async function isGone(pid: number): Promise<boolean> {
  for (let patience = 0; patience < 50; patience += 1) {
    if (!(await isAlive(pid))) return true;
    await sleep(20);
  }
  return false;
}

export function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** One listening sshd in the foreground, with its log. */
export class SshdProcess {
  #log = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString('utf8')).slice(-LOG_CHARACTERS);
    });
  }

  /** Resolves once it listens. */
  static async start(configPath: string): Promise<SshdProcess> {
    // Whatever ends this process, a crash among it, ends the sshd as well.
    const argv = ['--pdeathsig', 'TERM', SSHD_PATH, '-D', '-e', '-f', configPath];
    const child = spawn(SETPRIV_PATH, argv, { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
    const started = new SshdProcess(child);
    await Promise.race([
      started.#waitForLog('Server listening on'),
      new Promise((_resolve, reject) => child.once('error', reject)),
    ]);
    return started;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get log(): string {
    return this.#log;
  }

  async #waitForLog(text: string): Promise<void> {
    const deadlineAt = Date.now() + START_TIMEOUT_MS;
    while (!this.#log.includes(text)) {
      if (this.child.exitCode !== null || Date.now() > deadlineAt) {
        this.child.kill('SIGKILL');
        throw new Error(`sshd did not start: ${this.#log}`);
      }
      await sleep(5);
    }
  }

  /** Ends the listener; unless `keepSessions`, everybody who is logged in as well. */
  async stop(options: { readonly keepSessions?: boolean } = {}): Promise<void> {
    const sessions = options.keepSessions === true ? [] : await listDescendants(this.pid);
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      await ended;
    }
    for (const pid of sessions) killQuietly(pid, 'SIGKILL');
  }
}
