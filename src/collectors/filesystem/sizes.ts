import { ParseError } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import type { Filesystem } from './schema.js';

export type Sizes = Pick<Filesystem, 'sizeBytes' | 'usedBytes' | 'availableBytes' | 'inodes'>;
type SizeMap = Map<string, Sizes>;

const STAT_ROW = /^(\d{1,20}) (\d{1,20}) (\d{1,20}) (-?\d{1,20}) (\d{1,20}) (\d{1,20}) (\/.*)$/;
const DF_ROW = /^(.*?)\s+(\d+|-)\s+(\d+|-)\s+(-?\d+|-)\s+(-?\d+%|-)\s+(\/.*)$/;

/** Block size, blocks, free, available, inodes, free inodes, mount point: as `stat -f` was asked for. */
export function readStatRows(lines: readonly string[], errors: ParseError[]): SizeMap {
  const sizes: SizeMap = new Map();
  for (const line of lines) {
    const match = STAT_ROW.exec(line);
    const [unit, blocks, free, available, nodes, freeNodes] = (match ?? []).slice(1, 7).map(toBigInt);
    if (unit === undefined || blocks === undefined || free === undefined || available === undefined) {
      errors.push(new ParseError('stat -f', 'a row has not the seven fields asked for', line));
      continue;
    }
    sizes.set(match?.[7] ?? '', {
      sizeBytes: String(blocks * unit),
      usedBytes: String(positive(blocks - free) * unit),
      availableBytes: String(positive(available) * unit),
      ...inodesOf(nodes, freeNodes),
    });
  }
  return sizes;
}

/** POSIX df: space in KiB, then inodes by mount point. A device name may hold blanks, a mount point too. */
export function readDfRows(space: readonly string[], inodes: readonly string[], errors: ParseError[]): SizeMap {
  const nodes = new Map<string, Sizes['inodes']>();
  for (const line of withoutHeader(inodes)) {
    const [, , total, used, , , mountpoint = ''] = DF_ROW.exec(line) ?? [];
    const [count, taken] = [readCounter(total), readCounter(used)];
    if (count !== undefined && taken !== undefined && count !== '0')
      nodes.set(mountpoint, { total: count, used: taken });
  }
  const sizes: SizeMap = new Map();
  for (const line of withoutHeader(space)) {
    const [, , total, used, available, , mountpoint] = DF_ROW.exec(line) ?? [];
    const [blocks, taken, rest] = [toBigInt(total), toBigInt(used), toBigInt(available)];
    if (blocks === undefined || taken === undefined || rest === undefined || mountpoint === undefined) {
      errors.push(new ParseError('df -P', 'a row has not the six columns', line));
      continue;
    }
    const found = nodes.get(mountpoint);
    sizes.set(mountpoint, {
      sizeBytes: String(blocks * 1024n),
      usedBytes: String(taken * 1024n),
      availableBytes: String(positive(rest) * 1024n),
      ...(found === undefined ? {} : { inodes: found }),
    });
  }
  return sizes;
}

function withoutHeader(lines: readonly string[]): string[] {
  return lines.filter((line) => !/^Filesystem\s/.test(line));
}

function inodesOf(total: bigint | undefined, free: bigint | undefined): Pick<Sizes, 'inodes'> {
  if (total === undefined || free === undefined || total === 0n) return {};
  return { inodes: { total: String(total), used: String(positive(total - free)) } };
}

function toBigInt(text: string | undefined): bigint | undefined {
  return text !== undefined && /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

/** A quota or a reserve can make what is available negative: nothing is, then. */
function positive(value: bigint): bigint {
  return value < 0n ? 0n : value;
}
