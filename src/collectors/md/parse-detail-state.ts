import type { MdMember, MdOperation } from '../../domain/inventory/pools/md-array.js';
import type { CommandOutput } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import { boundText } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';
import type { KernelArray } from './parser.js';

const MAX_MEMBERS = 2000;
const FIELD = /^\s{0,30}([A-Z][A-Za-z ]{1,30}) : (.*)$/;
const ROW = /^\s*(\d{1,6}|-)\s+\d+\s+\d+\s+(\d{1,5}|-)\s+(\S.*)$/;

interface Row {
  readonly slot: number | null;
  readonly works: boolean;
  /** undefined for a slot without a member. */
  readonly member: MdMember | undefined;
}

/** What `mdadm --detail` says where the kernel's list cannot be read; undefined when it says nothing of the array. */
export function readDetailState(
  output: Pick<CommandOutput, 'stdout' | 'truncated'>,
  name: string,
): KernelArray | undefined {
  const lines = linesOf(output).map((line) => line.slice(0, 500));
  const fields = new Map(lines.flatMap((line) => pairOf(FIELD.exec(line))));
  const level = fields.get('Raid Level');
  if (level === undefined) return undefined;
  const rows = lines.flatMap((line) => readRow(line)).slice(0, MAX_MEMBERS);
  const isContainer = level === 'container';
  const words = (fields.get('State') ?? '').split(/\s*,\s*/).map((word) => boundText(word));
  const version = boundText(fields.get('Version') ?? '', 20);
  const blocks = readCounter(/^(\d{1,18})\b/.exec(fields.get('Array Size') ?? '')?.[1]);
  return {
    name,
    state: isContainer ? 'inactive' : stateOf(words),
    level: isContainer ? null : /^[a-z][a-z0-9-]{0,30}$/.test(level) ? level : null,
    members: rows.flatMap(({ member }) => member ?? []),
    sizeBytes: blocks === undefined ? null : String(BigInt(blocks) * 1024n),
    metadata: isContainer ? `external:${version}` : version || null,
    ...slotsOf(fields, rows),
    ...copiesOf(fields.get('Layout') ?? ''),
    operation: operationOf(fields, words),
    bitmap: boundText(fields.get('Intent Bitmap') ?? '') || null,
    cut: output.truncated,
  };
}

function pairOf(match: RegExpExecArray | null): [string, string][] {
  return match === null ? [] : [[(match[1] ?? '').trim(), (match[2] ?? '').trim()]];
}

/** In the words of the kernel's list, which the rules know. */
function stateOf(words: readonly string[]): string {
  const has = (word: string): boolean => words.includes(word);
  if (has('broken')) return 'broken';
  if (has('inactive') || has('Not Started')) return 'inactive';
  if (has('readonly')) return 'active (read-only)';
  if (has('read-auto')) return 'active (auto-read-only)';
  const runs = ['clean', 'active', 'write-pending', 'active-idle'].some(has);
  return runs ? 'active' : boundText(words[0] ?? '', 40) || 'unknown';
}

/** `Active Devices` are those in sync; the rows tell which slots they fill. */
function slotsOf(fields: ReadonlyMap<string, string>, rows: readonly Row[]) {
  const count = (label: string): number | null => {
    const text = fields.get(label) ?? '';
    return /^\d{1,5}$/.test(text) ? Number(text) : null;
  };
  const wanted = count('Raid Devices');
  const bySlot = new Map<number, boolean>();
  for (const { slot, works } of rows) if (slot !== null) bySlot.set(slot, works || bySlot.get(slot) === true);
  const numbers = Array.from({ length: Math.min(wanted ?? 0, MAX_MEMBERS) }, (_, slot) => slot);
  const isWhole = numbers.length > 0 && numbers.length === wanted && numbers.every((slot) => bySlot.has(slot));
  return {
    slotsWanted: wanted,
    slotsWorking: count('Active Devices'),
    slots: isWhole ? numbers.map((slot) => (bySlot.get(slot) === true ? 'U' : '_')).join('') : null,
  };
}

function copiesOf(layout: string): Pick<KernelArray, 'nearCopies' | 'farCopies'> {
  const copies = (kind: string): number | null => {
    const match = new RegExp(`\\b${kind}=([1-9]\\d{0,2})\\b`).exec(layout);
    return match === null ? null : Number(match[1]);
  };
  return { nearCopies: copies('near'), farCopies: copies('far') ?? copies('offset') };
}

const OPERATIONS: readonly (readonly [word: string, label: string, kind: MdOperation['kind']])[] = [
  ['recovering', 'Rebuild Status', 'rebuild'],
  ['resyncing', 'Resync Status', 'resync'],
  ['reshaping', 'Reshape Status', 'reshape'],
  ['checking', 'Check Status', 'check'],
];

/** `State : clean, degraded, recovering` with `Rebuild Status : 12% complete`; `resyncing (DELAYED)` has none. */
function operationOf(fields: ReadonlyMap<string, string>, words: readonly string[]): MdOperation | null {
  const row = OPERATIONS.find(([word]) => words.some((told) => told.split(' ')[0] === word));
  if (row === undefined) return null;
  const percent = /^(\d{1,3})% complete/.exec(fields.get(row[1]) ?? '')?.[1];
  return {
    kind: row[2],
    state: percent === undefined ? 'waiting' : 'running',
    percent: percent === undefined ? null : Math.min(100, Number(percent)),
    etaSeconds: null,
    bytesPerSecond: null,
  };
}

/** `0  8  1  0  active sync   /dev/sda1`; a removed one is a slot without a path. */
function readRow(line: string): Row[] {
  const [, number = '', slot = '', rest = ''] = ROW.exec(line) ?? [];
  if (rest === '') return [];
  const at = rest.lastIndexOf('/dev/');
  const state = at < 0 ? rest : rest.slice(0, at);
  const has = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(state);
  const member = {
    device: boundText(rest.slice(at + '/dev/'.length)),
    number: number === '-' ? 0 : Number(number),
    faulty: has('faulty'),
    spare: has('spare'),
    journal: has('journal'),
    writeMostly: has('writemostly'),
    replacement: has('replacement'),
  };
  const works = has('active') && has('sync') && !member.faulty;
  return [{ slot: slot === '-' ? null : Number(slot), works, member: at < 0 ? undefined : member }];
}
