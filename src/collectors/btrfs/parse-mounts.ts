import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { decodeOctalEscapes, linesOf } from '../shared/text.js';

export interface BtrfsMount {
  readonly device: string;
  readonly mountpoint: string;
}

const MAX_PATH = 1000;

/** The Btrfs rows of `/proc/self/mounts`. Any subvolume of a filesystem will do to ask about the whole. */
export function parseBtrfsMounts(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly BtrfsMount[]> {
  const value = linesOf(output).flatMap((line): BtrfsMount[] => {
    const [device, mountpoint, type] = line.split(' ').map(decodeOctalEscapes);
    if (type !== 'btrfs' || device === undefined || mountpoint === undefined) return [];
    return isPlainPath(mountpoint) ? [{ device, mountpoint }] : [];
  });
  return { value, errors: [] };
}

/** A path that may be handed to a tool. */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && path.length <= MAX_PATH && !/\p{Cc}/u.test(path);
}
