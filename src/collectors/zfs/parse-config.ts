import type { ZfsRole, ZfsVdev } from '../../domain/inventory/pools/zfs-pool.js';
import { ParseError } from '../../platform/commands/index.js';
import type { Counter } from '../shared/counters.js';
import { boundText, readRounded } from '../shared/pool-text.js';
import { MAX_VDEVS, normaliseState } from './parsed-status.js';

/** Headings that stand beside the pool's own row, and what is below them. */
const HEADINGS: Readonly<Record<string, ZfsRole>> = {
  logs: 'log',
  log: 'log',
  cache: 'cache',
  spares: 'spare',
  special: 'special',
  dedup: 'dedup',
};

/** The state, as a word of its own: the name before it may hold blanks. */
const STATE =
  /\s(ONLINE|DEGRADED|FAULTED|OFFLINE|UNAVAIL|REMOVED|AVAIL|INUSE|SUSPENDED|HEALTHY|CANT_OPEN|CLOSED|SPLIT|UNKNOWN)(?=\s|$)/;
const COUNTER = '(\\d[\\d.]*[KMGTPEZ]?|-)';
const COUNTERS = new RegExp(`^${COUNTER}\\s+${COUNTER}\\s+${COUNTER}(?:\\s+${COUNTER})?(?:\\s+(.*))?$`);
const MAX_LINE = 2000;

export interface ParsedConfig {
  readonly vdevs: ZfsVdev[];
  /** No counter was rounded. */
  readonly exact: boolean;
}

interface Place {
  readonly indentation: number;
  /** Index in the list; null for the pool and for headings: their children have no parent. */
  readonly index: number | null;
}

/** The rows below `config:`, told apart by their indentation. */
export function parseConfig(lines: readonly string[], errors: ParseError[]): ParsedConfig {
  const vdevs: ZfsVdev[] = [];
  let role: ZfsRole = 'root';
  let above: Place[] = [];
  let exact = true;
  for (const line of lines.map((text) => text.slice(0, MAX_LINE))) {
    const indentation = indentationOf(line);
    const heading = HEADINGS[line.trim()];
    if (heading !== undefined && vdevs.length > 0) {
      role = heading;
      above = [{ indentation, index: null }];
      continue;
    }
    const row = readRow(line);
    if (row === undefined) {
      if (!isChatter(line))
        errors.push(new ParseError('zpool status', 'a row of the configuration is not known', line));
      continue;
    }
    if (vdevs.length >= MAX_VDEVS) break;
    above = above.filter((place) => place.indentation < indentation);
    vdevs.push({ ...row.vdev, role, parent: above.at(-1)?.index ?? null });
    above.push({ indentation, index: role === 'root' ? null : vdevs.length - 1 });
    if (role === 'root') role = 'data';
    exact &&= row.exact;
  }
  return { vdevs, exact };
}

function indentationOf(line: string): number {
  const blanks = /^[ \t]*/.exec(line)?.[0] ?? '';
  return blanks.replaceAll('\t', '        ').length;
}

function isChatter(line: string): boolean {
  return line.trim() === '' || /^\s*NAME\s+STATE\b/.test(line) || /cannot be determined/.test(line);
}

function readRow(line: string): { vdev: Omit<ZfsVdev, 'role' | 'parent'>; exact: boolean } | undefined {
  const match = STATE.exec(line);
  const known = boundText(line.slice(0, match?.index ?? 0));
  if (match === null || known === '') return undefined;
  const [found, state = ''] = match;
  const rest = line.slice(match.index + found.length).trim();
  const counters = COUNTERS.exec(rest);
  const [read, write, checksum] = [1, 2, 3].map((group) => readRounded(counters?.[group]));
  const note = boundText(counters === null ? rest : (counters[5] ?? ''));
  return {
    vdev: {
      name: known,
      path: known,
      state: normaliseState(state),
      // A device that is not there is told by its GUID.
      guid: /^\d{15,20}$/.test(known) ? known : null,
      readErrors: valueOf(read),
      writeErrors: valueOf(write),
      checksumErrors: valueOf(checksum),
      note: note === '' ? null : note,
    },
    exact: [read, write, checksum].every((counter) => counter?.exact !== false),
  };
}

function valueOf(counter: { readonly value: Counter } | undefined): Counter | null {
  return counter?.value ?? null;
}
