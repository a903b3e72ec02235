import { execFile } from 'node:child_process';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLoopDevices, createMountNamespace } from '../loop-devices.js';
import { waitUntil } from '../wait-until.js';
import { listFiles } from './look.js';

const run = promisify(execFile);
const SIZE_BYTES = 400 * 1024 * 1024;
/** Blocks for what describes the ballast are taken from the same. */
const DESCRIPTION_BYTES = 64 * 1024;
const BACKUPS = '/var/lib/millwright/backups';

/** A small filesystem where a host of its own, which is this machine otherwise, keeps its backups. */
export interface SmallDisk {
  /** Where this process sees it. */
  readonly path: string;
  /** For sshd: commands run where the backups’ directory is this filesystem. */
  readonly forceCommand: string;
  /** Takes its space, but for so much. */
  fill(leftBytes: number): Promise<void>;
  empty(): Promise<void>;
  /** Fills it as soon as one of the backups has begun; the others may then find no room for their directory even. */
  fillWhileBackingUp(backupIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function createSmallDisk(): Promise<SmallDisk> {
  const loops = await createLoopDevices(1, SIZE_BYTES);
  const path = join(loops.folder, 'backups');
  await mkdir(path);
  await mkdir(BACKUPS, { recursive: true });
  const [device = ''] = loops.paths;
  await run('mkfs.ext4', ['-q', '-m', '0', device]);
  await run('mount', [device, path]);
  const namespace = await createMountNamespace(loops.folder);
  await namespace.run('mount', '--bind', path, BACKUPS);
  const ballast = join(path, 'ballast');
  const fill = async (leftBytes: number): Promise<void> => {
    const { bavail, bsize } = await statfs(path);
    const bytes = bavail * bsize - leftBytes - DESCRIPTION_BYTES;
    if (bytes > 0) await run('fallocate', ['-l', String(bytes), ballast]);
  };
  return {
    path,
    forceCommand: `exec ${namespace.shell} -c "$SSH_ORIGINAL_COMMAND"`,
    fill,
    empty: () => rm(ballast, { force: true }),
    async fillWhileBackingUp(backupIds) {
      const hasBegun = async (id: string): Promise<boolean> => (await listFiles(join(path, id))) !== null;
      await waitUntil(async () => (await Promise.all(backupIds.map(hasBegun))).includes(true), 240_000);
      await fill(0);
    },
    async close() {
      await namespace.close();
      await run('umount', [path]);
      await loops.close();
    },
  };
}
