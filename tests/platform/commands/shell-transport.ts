import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import type { RunControl, RunRequest, RunResult, Transport } from '../../../src/platform/ssh/transport.js';

export interface ShellOptions {
  readonly shell?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  /** False: there is no second channel for a kill. */
  readonly secondChannel?: boolean;
  /** Called with each script, before it runs. */
  readonly onScript?: (script: string) => void;
  /** Shell text in front of the script, as a login's start files would run. */
  readonly login?: string;
}

/** Real shells on this machine behind the transport's interface, so that the batch is tested without a network. */
export function shellTransport(options: ShellOptions = {}): Transport {
  const unsupported = (): never => {
    throw new Error('only run() is here');
  };
  return {
    run: (request) => runShell(request, options),
    open: unsupported,
    put: unsupported,
    get: unsupported,
  };
}

function runShell(request: RunRequest, options: ShellOptions): Promise<RunResult> {
  options.onScript?.(request.script);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(options.shell ?? '/bin/sh', ['-s'], {
      detached: true,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: 65534, cwd: '/' }),
    });
    const pid = child.pid;
    const end = (error: Error): void => {
      if (pid !== undefined) for (const victim of [...descendantsOf(pid), pid]) killQuietly(victim);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const control: RunControl = {
      abort: end,
      killDescendants: async (shellPid) => {
        if (options.secondChannel === false) return false;
        for (const victim of descendantsOf(shellPid)) killQuietly(victim);
        return true;
      },
    };
    const timer = setTimeout(() => end(new RemoteError('command_timeout', 'the run took too long')), request.timeoutMs);
    request.signal?.addEventListener('abort', () => end(new RemoteError('cancelled', 'cancelled')));
    let total = 0;
    const take = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
      total += chunk.length;
      if (total > request.maxOutputBytes) end(new RemoteError('output_too_large', 'too much'));
      else request.onOutput?.(stream, chunk);
    };
    child.stdout.on('data', take('stdout'));
    child.stderr.on('data', take('stderr'));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      const durationMs = performance.now() - startedAt;
      const empty = Buffer.alloc(0);
      resolve({ exitCode, signal: signal?.replace('SIG', '') ?? null, stdout: empty, stderr: empty, durationMs });
    });
    request.onStarted?.(control);
    child.stdin.end(`${options.login ?? ''}${request.script}`);
  });
}

function descendantsOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const found: number[] = [];
  let front = [root];
  while (front.length > 0) {
    front = [...parents].filter(([, parent]) => front.includes(parent)).map(([pid]) => pid);
    found.push(...front);
  }
  return found;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, or not ours.
  }
}
