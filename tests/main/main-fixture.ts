import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const CLI = fileURLToPath(new URL('../../src/main/cli.js', import.meta.url));
const COMMAND_MS = 180_000;

export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** `millwright …` as a process of its own, to its end; with this environment and nothing else. */
export async function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [CLI, ...args], {
    reject: false,
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
    stdin: 'ignore',
    timeout: COMMAND_MS,
  });
  return { exitCode, stdout, stderr };
}

/** Works with a directory that is not there yet, below one that is removed afterwards. */
export async function withDataDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(path.join(tmpdir(), 'mw-main-'));
  try {
    return await work(path.join(root, 'data'));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
