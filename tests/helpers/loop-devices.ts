import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type TestFn } from 'ava';

const run = promisify(execFile);

/** Loop devices, mounts and volume groups are root's; an ordinary user's run says SKIP_ROOT=1 in its summary. */
export const testAsRoot = (process.env['SKIP_ROOT'] === '1' ? test.skip : test) as TestFn;

export interface LoopDevices {
  /** `/dev/loop3`, one for each file, in order. */
  readonly paths: readonly string[];
  /** For files beside the images; goes with them. */
  readonly folder: string;
  /** Takes one away, as a disk that is pulled. It must not be in use. */
  readonly detach: (path: string) => Promise<void>;
  /** Detaches what is left and removes the images. */
  readonly close: () => Promise<void>;
}

/** Sparse files behind loop devices: disks for filesystems and volume groups. Needs root. */
export async function createLoopDevices(count: number, sizeBytes: number): Promise<LoopDevices> {
  const folder = await mkdtemp(join(tmpdir(), 'loops-'));
  const attached = new Set<string>();
  const detach = async (path: string): Promise<void> => {
    if (!attached.delete(path)) return;
    await run('losetup', ['-d', path]);
  };
  const close = async (): Promise<void> => {
    for (const path of attached) await detach(path);
    await rm(folder, { recursive: true, force: true });
  };
  const paths: string[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const image = join(folder, `disk-${index}.img`);
      await writeFile(image, '');
      await truncate(image, sizeBytes);
      const { stdout } = await run('losetup', ['--show', '--find', image]);
      paths.push(stdout.trim());
      attached.add(stdout.trim());
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { paths, folder, detach, close };
}

export interface MountNamespace {
  /** A shell within it, for a transport. */
  readonly shell: string;
  /** Runs a tool within it; gives its stdout. Rejects when it fails. */
  readonly run: (tool: string, ...args: readonly string[]) => Promise<string>;
  /** Ends it; what is mounted there goes with it. */
  readonly close: () => Promise<void>;
}

/** Mounts that no other process sees: other tests' collections do not find them. `folder` gets the shell. Needs root. */
export async function createMountNamespace(folder: string): Promise<MountNamespace> {
  const keeper = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', 'echo ready; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    keeper.stdout.once('data', () => resolve());
    keeper.once('error', reject);
    keeper.once('close', () => reject(new Error('the mount namespace ended before it began')));
  });
  const enter = ['--target', String(keeper.pid), '--mount'];
  const shell = join(folder, 'shell');
  await writeFile(shell, `#!/bin/sh\nexec nsenter ${enter.join(' ')} /bin/sh "$@"\n`, { mode: 0o755 });
  return {
    shell,
    run: async (tool, ...args) => (await run('nsenter', [...enter, tool, ...args])).stdout,
    close: async () => {
      keeper.kill('SIGKILL');
      await ended;
    },
  };
}
