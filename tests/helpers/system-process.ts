import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const CLI = fileURLToPath(new URL('../../src/main/cli.js', import.meta.url));
const OUTPUT_CHARACTERS = 2_000_000;

export interface CliProcess {
  readonly pid: number;
  /** What it wrote to stdout and stderr so far. */
  output(): string;
  hasEnded(): boolean;
  /** Resolves once the output contains the text; throws when the process ends before, or too much time passes. */
  waitForOutput(text: string, withinMs: number): Promise<void>;
  /** SIGKILL, to exactly this process; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM and, should it not end within `withinMs`, SIGKILL. Resolves with the exit code (null: killed). */
  stop(withinMs?: number): Promise<number | null>;
}

const running = new Set<ChildProcess>();
// A test run that is cut off takes its processes with it.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** `millwright …` as a process of its own with this environment and nothing else. */
export function startCli(args: readonly string[], environment: Readonly<Record<string, string>>): CliProcess {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(-OUTPUT_CHARACTERS);
    });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? -1,
    output: () => output,
    hasEnded,
    waitForOutput: (text, withinMs) => waitForOutput({ text, withinMs, output: () => output, hasEnded }),
    async kill() {
      if (!hasEnded()) child.kill('SIGKILL');
      await ended;
    },
    async stop(withinMs = 30_000) {
      if (!hasEnded()) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

interface OutputWait {
  readonly text: string;
  readonly withinMs: number;
  readonly output: () => string;
  readonly hasEnded: () => boolean;
}

async function waitForOutput({ text, withinMs, output, hasEnded }: OutputWait): Promise<void> {
  const deadlineAt = Date.now() + withinMs;
  while (!output().includes(text)) {
    if (hasEnded()) throw new Error(`It ended before it said "${text}". It said:\n${output().slice(-4_000)}`);
    if (Date.now() > deadlineAt)
      throw new Error(`It did not say "${text}" within ${withinMs} ms. It said:\n${output().slice(-4_000)}`);
    await sleep(25);
  }
}
