import type { BtrfsAllocation, BtrfsUsage } from '../../domain/inventory/pools/btrfs-filesystem.js';
import { type CommandOutput, ParseError, excerptOf, type Parsed } from '../../platform/commands/index.js';
import { linesOf, splitLines } from '../shared/text.js';
import { readSize } from './sizes.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;
type Sizes = Omit<BtrfsUsage, 'allocations' | 'dataRatio' | 'metadataRatio'>;

const SOURCE = 'btrfs filesystem usage';
const MAX_ALLOCATIONS = 60;
const MAX_LINE = 500;
const MAX_ERRORS = 20;
const OVERALL = /^\s+([A-Z][\w ()]*?):\s+(\S+)/;
/** `Data,RAID1: Size:1073741824, Used:2097152 (0.20%)`. */
const SECTION = /^([A-Za-z+]{1,40}),\s?(\w{1,20}): Size:\s?(\S+?),\s+Used:\s?(\S+)/;
const HOLDER = /^\s+(\S.*?)\s+(\S+)\s*$/;
const MISSING_HOLDERS = new Set(['missing', '<missing disk>']);

const FIELDS: Readonly<Record<string, keyof Sizes>> = {
  'Device size': 'deviceSizeBytes',
  'Device allocated': 'allocatedBytes',
  'Device unallocated': 'unallocatedBytes',
  'Device missing': 'missingBytes',
  Used: 'usedBytes',
  'Free (estimated)': 'estimatedFreeBytes',
};

/** null when there is nothing to be had: only a mounted filesystem tells, and only by its mount point. */
export function parseUsage(output: Output, byMountpoint: boolean): Parsed<BtrfsUsage | null> {
  const errors: ParseError[] = [];
  const usage = emptyUsage();
  let place: 'overall' | 'section' | 'other' = 'other';
  let hasHolders = false;
  for (const line of linesOf(output).map((one) => one.slice(0, MAX_LINE))) {
    const section = SECTION.exec(line);
    if (section !== null) {
      place = 'section';
      if (usage.allocations.length < MAX_ALLOCATIONS) usage.allocations.push(toAllocation(section, errors));
    } else if (!/^\s/.test(line)) {
      place = line.startsWith('Overall:') ? 'overall' : 'other';
      if (/^[A-Za-z+]+,\s?\w+:/.test(line)) errors.push(new ParseError(SOURCE, 'a line was not understood', line));
    } else if (place === 'overall') readOverall(line, usage, errors);
    else if (place === 'section') hasHolders = noteHolder(line, usage.allocations.at(-1)) || hasHolders;
  }
  if (usage.deviceSizeBytes === null && usage.allocations.length === 0) {
    if (!byMountpoint) return { value: null, errors: [] };
    const said = splitLines(output.stderr.toString('utf8')).at(-1) ?? '';
    throw errors[0] ?? new ParseError(SOURCE, `it ended with exit code ${output.exitCode}`, excerptOf(said));
  }
  return { value: hasHolders ? usage : withoutChunks(usage), errors: errors.slice(0, MAX_ERRORS) };
}

function emptyUsage(): BtrfsUsage {
  return {
    deviceSizeBytes: null,
    allocatedBytes: null,
    unallocatedBytes: null,
    missingBytes: null,
    usedBytes: null,
    estimatedFreeBytes: null,
    dataRatio: null,
    metadataRatio: null,
    allocations: [],
  };
}

function readOverall(line: string, usage: BtrfsUsage, errors: ParseError[]): void {
  const [, name = '', value = ''] = OVERALL.exec(line) ?? [];
  if (name === 'Data ratio') usage.dataRatio = readRatio(value);
  if (name === 'Metadata ratio') usage.metadataRatio = readRatio(value);
  const field = FIELDS[name];
  if (field === undefined) return;
  usage[field] = readSize(value) ?? null;
  if (usage[field] === null) errors.push(new ParseError(SOURCE, `'${name}' is no size`, line));
}

function readRatio(text: string): number | null {
  return /^\d{1,3}(?:\.\d{1,4})?$/.test(text) ? Number(text) : null;
}

function toAllocation(
  [line, type = '', profile = '', size, used]: RegExpExecArray,
  errors: ParseError[],
): BtrfsAllocation {
  const [sizeBytes, usedBytes] = [readSize(size) ?? null, readSize(used) ?? null];
  if (sizeBytes === null || usedBytes === null) errors.push(new ParseError(SOURCE, 'a size was not understood', line));
  return { type, profile: profile.toLowerCase(), sizeBytes, usedBytes, onMissing: null };
}

function noteHolder(line: string, allocation: BtrfsAllocation | undefined): boolean {
  const [, holder, size] = HOLDER.exec(line) ?? [];
  if (holder === undefined || allocation === undefined || readSize(size) === undefined) return false;
  allocation.onMissing = allocation.onMissing === true || MISSING_HOLDERS.has(holder);
  return true;
}

/** Without root the chunks cannot be read; the tool then shows nothing allocated, and all of it missing. */
function withoutChunks(usage: BtrfsUsage): BtrfsUsage {
  if (usage.allocatedBytes !== '0') return usage;
  return { ...usage, allocatedBytes: null, unallocatedBytes: null, missingBytes: null };
}
