import { ParseError } from '../../platform/commands/index.js';
import type { Counter } from '../shared/counters.js';
import { boundText, readRounded } from '../shared/pool-text.js';
import { splitLines } from '../shared/text.js';
import { parseConfig } from './parse-config.js';
import { isNeverScanned, parseScan } from './parse-scan.js';
import { MAX_POOLS, type ParsedPool } from './parsed-status.js';

/** `  pool: tank`, `status: …`: at most a few blanks in front. What goes on below is indented by a tab or eight. */
const SECTION = /^ {0,6}([a-z][a-z ]{0,24}):(?:\s+(.*))?$/;
const MAX_SECTIONS = 200;
const SOURCE = 'zpool status';
/** Sections that have a place of their own; every other is kept by its word. */
const KNOWN: ReadonlySet<string> = new Set([
  'pool',
  'state',
  'status',
  'action',
  'see',
  'scan',
  'scrub',
  'config',
  'errors',
]);

interface Section {
  readonly word: string;
  readonly lines: string[];
}

/** The text form, with exact numbers or rounded ones. Each pool by itself, each line by itself. */
export function parseStatusText(text: string, truncated: boolean, errors: ParseError[]): ParsedPool[] {
  const pools: Section[][] = [];
  for (const line of splitLines(text, truncated)) {
    const match = SECTION.exec(line);
    const sections = pools.at(-1);
    if (match?.[1] === 'pool') {
      if (pools.length >= MAX_POOLS) break;
      pools.push([{ word: 'pool', lines: [match[2] ?? ''] }]);
    } else if (match !== null && sections !== undefined && sections.length < MAX_SECTIONS) {
      sections.push({ word: match[1] ?? '', lines: [match[2] ?? ''] });
    } else sections?.at(-1)?.lines.push(line);
  }
  return pools.flatMap((sections) => readPool(sections, errors) ?? []);
}

function readPool(sections: readonly Section[], errors: ParseError[]): ParsedPool | undefined {
  const name = joined(sections, 'pool');
  if (name === null) {
    errors.push(new ParseError(SOURCE, 'a pool has no name', sections[0]?.lines[0] ?? ''));
    return undefined;
  }
  const state = /^[A-Z]{1,20}\b/.exec(joined(sections, 'state') ?? '')?.[0] ?? null;
  const { vdevs, exact } = parseConfig(sections.find(({ word }) => word === 'config')?.lines ?? [], errors);
  const scans = sections.filter(({ word }) => word === 'scan' || word === 'scrub').map(({ lines }) => join(lines));
  return {
    name,
    guid: null,
    state,
    vdevs,
    countersExact: exact,
    scans: scans.flatMap((scan) => parseScan(scan) ?? []).slice(0, 20),
    neverScrubbed: scans.length > 0 && scans.every(isNeverScanned),
    dataErrors: readDataErrors(sections.find(({ word }) => word === 'errors')?.lines),
    statusText: joined(sections, 'status', 1000),
    actionText: joined(sections, 'action', 1000),
    sections: Object.fromEntries(
      sections
        .filter(({ word }) => !KNOWN.has(word))
        .slice(0, 20)
        .map(({ word, lines }) => [word, boundText(join(lines), 500)]),
    ),
  };
}

function join(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(' ')
    .slice(0, 4000);
}

function joined(sections: readonly Section[], word: string, limit = 200): string | null {
  const section = sections.find((candidate) => candidate.word === word);
  const text = section === undefined ? '' : boundText(join(section.lines), limit);
  return text === '' ? null : text;
}

/** How many; a list is counted, a list that may not be seen is at least one. null: the line says neither. */
function readDataErrors(lines: readonly string[] | undefined): Counter | null {
  const [first = '', ...rest] = lines ?? [];
  if (/^no known data errors/i.test(first)) return '0';
  const counted = /^(\S{1,30}) data errors?\b/i.exec(first);
  if (counted !== null) return readRounded(counted[1])?.value ?? '1';
  if (/^permanent errors/i.test(first)) return String(Math.max(1, rest.length));
  return /^list of errors unavailable/i.test(first) ? '1' : null;
}
