import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { RemoteKiller } from '../ssh/exec-process.js';
import { RemoteError } from '../ssh/remote-errors.js';
import type { ProcessEnd, ScriptProcess } from '../ssh/script-process.js';

export interface ShellOptions {
  /** Another program in the shell's place; default: a shell that reads its script from stdin. */
  readonly argv?: readonly string[];
  readonly where: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly kill: RemoteKiller;
}

const SHELL = '/bin/sh';

/** /bin/sh in a session and process group of its own, so that all it starts can be killed at once. */
export async function startShell(options: ShellOptions): Promise<ScriptProcess> {
  const [file = SHELL, ...args] = options.argv ?? [SHELL, '-s'];
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `${file} on ${options.where} cannot be started in ${options.cwd}: ${cause.code ?? 'unknown'}.`;
      reject(new RemoteError('shell_unusable', message, { cause }));
    });
  });
  child.on('error', () => {});
  return observeChild(child, options.kill);
}

function observeChild(child: ChildProcessWithoutNullStreams, kill: RemoteKiller): ScriptProcess {
  const describe = (exitCode: number | null, signal: NodeJS.Signals | null): ProcessEnd => ({
    kind: 'ended',
    exitCode,
    signal: signal?.replace(/^SIG/, '') ?? null,
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: new Promise((resolve) => child.once('exit', (code, signal) => resolve(describe(code, signal)))),
    closed: new Promise((resolve) => child.once('close', (code, signal) => resolve(describe(code, signal)))),
    killDescendants: (shellPid) => kill(shellPid, 'descendants'),
    kill: async () => {
      const { pid } = child;
      if (pid === undefined) return;
      // First what has left the group (it is found by its parents and session), then the group.
      await kill(pid, 'run');
      killGroup(pid);
    },
    release: () => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
    },
  };
}

/** A group that is gone already is what was wanted. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
