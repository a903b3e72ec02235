import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import type { Counter } from '../shared/counters.js';
import { boundText, readRounded } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';

const MAX_POOLS = 500;
const NO_POOLS = /^no (pools|datasets) available$/;

export interface ListedPool {
  readonly name: string;
  readonly sizeBytes: Counter | null;
  readonly usedBytes: Counter | null;
  readonly freeBytes: Counter | null;
  readonly fragmentationPercent: number | null;
  readonly capacityPercent: number | null;
  readonly health: string | null;
  readonly guid: string | null;
}

export interface PoolListing {
  readonly pools: readonly ListedPool[];
  /** Every pool there is is in it, and each row was understood. */
  readonly complete: boolean;
  /** What it said instead where it needs root; null otherwise. */
  readonly refused: string | null;
}

type Output = Pick<CommandOutput, 'stdout' | 'exitCode' | 'truncated'> & Partial<Pick<CommandOutput, 'stderr'>>;

const NEEDS_ROOT = /permission denied|must be run as root/i;

/** Rows of `zpool list -Hp`: columns apart by tabs, `-` for what does not apply. Each field by itself. */
export function parsePoolList(output: Output): Parsed<PoolListing> {
  const errors: ParseError[] = [];
  const pools: ListedPool[] = [];
  for (const line of linesOf(output).slice(0, MAX_POOLS)) {
    if (NO_POOLS.test(line.trim())) continue;
    const pool = readPool(line, errors);
    if (pool !== undefined) pools.push(pool);
  }
  const complete = output.exitCode === 0 && !output.truncated && errors.length === 0;
  const complaint = output.stderr?.toString('utf8') ?? '';
  const isRefused = output.exitCode !== 0 && pools.length === 0 && NEEDS_ROOT.test(complaint);
  return { value: { pools, complete, refused: isRefused ? boundText(complaint) : null }, errors };
}

function readPool(line: string, errors: ParseError[]): ListedPool | undefined {
  const [name = '', size, used, free, fragmentation, capacity, health, guid] = line.split('\t');
  if (name.trim() === '' || health === undefined) {
    errors.push(new ParseError('zpool list', 'a row has not the columns asked for', line));
    return undefined;
  }
  return {
    name: boundText(name),
    sizeBytes: readSize(size),
    usedBytes: readSize(used),
    freeBytes: readSize(free),
    fragmentationPercent: readPercent(fragmentation),
    capacityPercent: readPercent(capacity),
    health: /^[A-Z]{1,20}$/.test(health.trim()) ? health.trim() : null,
    guid: /^\d{1,20}$/.test(guid?.trim() ?? '') ? (guid ?? '').trim() : null,
  };
}

export interface PoolUsage {
  readonly name: string;
  readonly usedBytes: Counter;
  readonly availableBytes: Counter;
}

/** Rows of `zfs list -Hp`; those of datasets within a pool are left out. */
export function parseUsage(output: Output): Parsed<{ readonly pools: readonly PoolUsage[] }> {
  const pools: PoolUsage[] = [];
  for (const line of linesOf(output).slice(0, 20_000)) {
    const [name = '', used, available] = line.split('\t');
    if (name === '' || /[/@#]/.test(name) || pools.length >= MAX_POOLS) continue;
    const [usedBytes, availableBytes] = [readSize(used), readSize(available)];
    if (usedBytes !== null && availableBytes !== null) pools.push({ name: boundText(name), usedBytes, availableBytes });
  }
  return { value: { pools }, errors: [] };
}

function readSize(text: string | undefined): Counter | null {
  return readRounded(text?.trim())?.value ?? null;
}

function readPercent(text: string | undefined): number | null {
  const match = /^(\d{1,3}(?:\.\d{1,4})?)%?$/.exec(text?.trim() ?? '');
  return match === null ? null : Math.min(100, Number(match[1]));
}
