import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';

export interface ProcessFigures {
  readonly wallSeconds: number;
  /** Of the process and everything it started, daemons that outlive it included: read from a control group. */
  readonly cpuSeconds: number;
  readonly exitCode: number | null;
  readonly output: string;
}

const V1 = '/sys/fs/cgroup/cpuacct';
const V2 = '/sys/fs/cgroup';

interface ControlGroup {
  readonly directory: string;
  readCpuSeconds(): number;
}

function createControlGroup(name: string): ControlGroup {
  const root = existsSync(V1) ? V1 : V2;
  const directory = path.join(root, name);
  mkdirSync(directory, { recursive: true });
  return {
    directory,
    readCpuSeconds() {
      if (root === V1) return Number(readFileSync(path.join(directory, 'cpuacct.usage'), 'utf8')) / 1e9;
      const usage = /usage_usec (\d+)/.exec(readFileSync(path.join(directory, 'cpu.stat'), 'utf8'));
      return Number(usage?.[1] ?? Number.NaN) / 1e6;
    },
  };
}

/** Ends what is still in the group (ControlPersist masters, say), by pid. */
async function emptyControlGroup(group: ControlGroup): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const pids = readFileSync(path.join(group.directory, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean);
    if (pids.length === 0) break;
    for (const pid of pids) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It ended in between.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmdirSync(group.directory);
}

let runs = 0;

/** Runs a command to its end and measures it from outside. Needs root, for the control group. */
export async function measureProcess(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<ProcessFigures> {
  runs += 1;
  const group = createControlGroup(`millwright-bench-${process.pid}-${runs}`);
  const enter = `echo $$ > "$0/cgroup.procs" && exec "$@"`;
  const startedAt = performance.now();
  const child = spawn('/bin/sh', ['-c', enter, group.directory, ...argv], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    // 'exit', not 'close': a daemon may hold the pipes for as long as it lives.
    child.on('exit', resolve);
  });
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = group.readCpuSeconds();
  await emptyControlGroup(group);
  return { wallSeconds, cpuSeconds, exitCode, output: Buffer.concat(chunks).toString('utf8') };
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

export function summarise(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return {
    median: median ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    n: values.length,
  };
}

export function formatSpread({ median, min, max, n }: Spread, digits = 3): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)}, n = ${n})`;
}
