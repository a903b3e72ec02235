import type { MdArray, MdMember } from '../../domain/inventory/pools/md-array.js';
import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import { boundText } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';
import { parseOperation } from './parse-operation.js';

/** What /proc/mdstat tells of an array; the rest comes from elsewhere. */
export type KernelArray = Omit<MdArray, 'uuid' | 'detail' | 'mismatches'>;

export interface Mdstat {
  /** False: md is not loaded, so the kernel has no list. null: it has one that cannot be read. */
  readonly loaded: boolean | null;
  readonly arrays: readonly KernelArray[];
  /** The list came to its end, and each array in it was understood. */
  readonly complete: boolean;
}

const SOURCE = '/proc/mdstat';
const MAX_ARRAYS = 500;
const MAX_MEMBERS = 2000;
const MAX_LINE = 100_000;
/** Other lines of the list are indented, or are one of these. */
const CHATTER = /^(Personalities\s*:|read_ahead\b|unused devices:|Event:|\s*$)/;
/** Unraid has a driver of its own in the place of md: its array is another collector's, and no list of md's. */
const UNRAID = /^(?:sbName|mdVersion|mdState)=/;
const HEADER = /^(\S+) : (\S.*)$/;
const MEMBER = /^([^\s[\]]+)\[(\d{1,6})\]((?:\([A-Z]\))*)$/;

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;

/** Each array by itself, each line by itself. Throws nothing: a file that is not there means that md is not loaded. */
export function parseMdstat(output: Output): Parsed<Mdstat> {
  const lines = linesOf(output).map((line) => line.slice(0, MAX_LINE));
  if (lines.length === 0 && output.exitCode !== 0) {
    return readAbsence(output.stderr.toString('utf8'));
  }
  if (UNRAID.test(lines[0] ?? '')) return { value: { loaded: true, arrays: [], complete: true }, errors: [] };
  const errors: ParseError[] = [];
  const blocks: string[][] = [];
  for (const line of lines) {
    if (/^\s/.test(line)) blocks.at(-1)?.push(line);
    else if (HEADER.test(line) && !CHATTER.test(line)) blocks.push([line]);
    else if (!CHATTER.test(line)) errors.push(new ParseError(SOURCE, 'a line is not known', line));
  }
  const ended = !output.truncated && lines.some((line) => line.startsWith('unused devices:'));
  const kept = blocks.slice(0, MAX_ARRAYS);
  const arrays = kept.flatMap((block, index) => readArray(block, !ended && index === blocks.length - 1, errors) ?? []);
  const names = new Set(arrays.map(({ name }) => name));
  if (names.size < arrays.length) errors.push(new ParseError(SOURCE, 'an array is listed twice', lines[0] ?? ''));
  const complete = ended && output.exitCode === 0 && errors.length === 0 && arrays.length === blocks.length;
  return { value: { loaded: true, arrays, complete }, errors };
}

/** `cat` has one exit code for both: a file that is not there, and one that may not be read. */
function readAbsence(complaint: string): Parsed<Mdstat> {
  if (/No such file or directory/.test(complaint))
    return { value: { loaded: false, arrays: [], complete: true }, errors: [] };
  const error = new ParseError(SOURCE, 'it cannot be read', complaint);
  return { value: { loaded: null, arrays: [], complete: false }, errors: [error] };
}

function readArray(block: readonly string[], cut: boolean, errors: ParseError[]): KernelArray | undefined {
  const [header = '', ...lines] = block;
  const [, name = '', rest = ''] = HEADER.exec(header) ?? [];
  const words = rest.split(/\s+/);
  const members = words.flatMap((word) => readMember(word) ?? []).slice(0, MAX_MEMBERS);
  const [state = '', ...others] = words.filter((word) => !MEMBER.test(word));
  if (!/^[a-z]{1,20}$/.test(state)) {
    errors.push(new ParseError(SOURCE, 'an array has no state', header));
    return undefined;
  }
  const modes = others.filter((word) => /^\([a-z-]{1,30}\)$/.test(word));
  const levels = others.filter((word) => /^[a-z][a-z0-9-]{0,30}$/.test(word));
  return {
    name: boundText(name, 64),
    state: [state, ...modes.slice(0, 3)].join(' '),
    level: levels[0] ?? null,
    members,
    ...readShape(lines),
    operation: lines.map(parseOperation).find((operation) => operation !== undefined) ?? null,
    bitmap: boundText(lines.map((line) => /^\s*bitmap: (.+)$/.exec(line)?.[1]).find((text) => text) ?? '') || null,
    cut,
  };
}

function readMember(word: string): MdMember | undefined {
  const match = MEMBER.exec(word);
  if (match === null) return undefined;
  const flags = match[3] ?? '';
  return {
    device: boundText(match[1] ?? ''),
    number: Number(match[2]),
    faulty: flags.includes('(F)'),
    spare: flags.includes('(S)'),
    journal: flags.includes('(J)'),
    writeMostly: flags.includes('(W)'),
    replacement: flags.includes('(R)'),
  };
}

type Shape = Pick<
  KernelArray,
  'sizeBytes' | 'metadata' | 'slotsWanted' | 'slotsWorking' | 'slots' | 'nearCopies' | 'farCopies'
>;

/** `976630464 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/3] [UUU]`: any part may be missing. */
function readShape(lines: readonly string[]): Shape {
  const line = lines.find((text) => /^\s*\d+ blocks\b/.test(text)) ?? '';
  const blocks = readCounter(/^\s*(\d{1,18}) blocks\b/.exec(line)?.[1]);
  const slots = /\[(\d{1,5})\/(\d{1,5})\](?: \[([A-Za-z_.]{1,2048})\])?/.exec(line);
  const copies = (kind: string): number | null => {
    const match = new RegExp(`\\b([1-9]\\d{0,2}) ${kind}-copies`).exec(line);
    return match === null ? null : Number(match[1]);
  };
  return {
    sizeBytes: blocks === undefined ? null : String(BigInt(blocks) * 1024n),
    // Old arrays say nothing of it: theirs is 0.90.
    metadata: / super (\S{1,60})/.exec(line)?.[1] ?? (blocks === undefined ? null : '0.90'),
    slotsWanted: slots === null ? null : Number(slots[1]),
    slotsWorking: slots === null ? null : Number(slots[2]),
    slots: slots?.[3] ?? null,
    nearCopies: copies('near'),
    farCopies: copies('far') ?? copies('offset'),
  };
}
