import type { ZfsRole, ZfsVdev } from '../../domain/inventory/pools/zfs-pool.js';
import { ParseError } from '../../platform/commands/index.js';
import { parseJsonLossless } from '../../platform/json/parse-lossless.js';
import { boundText } from '../shared/pool-text.js';
import { countOf, readScanStats, wordOf } from './parse-scan.js';
import { MAX_POOLS, MAX_VDEVS, type ParsedPool, normaliseState } from './parsed-status.js';

type Fields = Readonly<Record<string, unknown>>;

const SOURCE = 'zpool status -j';
/** Where devices stand beside `vdevs`, and in which class they are when all stand in one flat list. */
const PLACES: Readonly<Record<string, ZfsRole>> = {
  vdevs: 'data',
  special: 'special',
  dedup: 'dedup',
  logs: 'log',
  log: 'log',
  l2cache: 'cache',
  cache: 'cache',
  spares: 'spare',
  spare: 'spare',
};
const CLASSES: Readonly<Record<string, ZfsRole>> = { ...PLACES, normal: 'data' };
/** Fields of a pool that have a place of their own; sections are what is left and has a state. */
const STATISTICS = /^([a-z_]{1,24})_stats$/;
const MAX_DEPTH = 8;

/** The JSON form of OpenZFS 2.3 and later: rows nested or flat, numbers as numbers or text, each field by itself. */
export function parseStatusJson(text: string, errors: ParseError[]): ParsedPool[] {
  let document: unknown;
  try {
    document = parseJsonLossless(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    errors.push(new ParseError(SOURCE, `no JSON (${boundText(problem)})`, text));
    return [];
  }
  const pools = fieldsOf(fieldsOf(document)?.['pools']);
  if (pools === undefined) {
    errors.push(new ParseError(SOURCE, "there is no object 'pools'", text));
    return [];
  }
  return Object.entries(pools)
    .slice(0, MAX_POOLS)
    .flatMap(([key, value]) => readPool(key, value, errors) ?? []);
}

function readPool(key: string, value: unknown, errors: ParseError[]): ParsedPool | undefined {
  const pool = fieldsOf(value);
  if (pool === undefined) {
    errors.push(new ParseError(SOURCE, 'a pool is no object', key));
    return undefined;
  }
  const scan = fieldsOf(pool['scan_stats']);
  const scans = scan === undefined ? undefined : readScanStats(scan);
  const vdevs = readVdevs(pool);
  const counters = vdevs.flatMap(({ raw }) => [raw['read_errors'], raw['write_errors'], raw['checksum_errors']]);
  return {
    name: textOf(pool['name']) ?? boundText(key),
    guid: countOf(pool['pool_guid']) ?? countOf(pool['guid']) ?? null,
    state: textOf(pool['state'])?.toUpperCase() ?? null,
    vdevs: vdevs.map(({ vdev }) => vdev),
    countersExact: counters.every((counter) => typeof counter !== 'string' || /^(\d*|-)$/.test(counter)),
    scans: scans === undefined ? [] : [scans],
    neverScrubbed: scan === undefined || ['', 'NONE'].includes(wordOf(scan['function'])),
    dataErrors: countOf(pool['error_count']) ?? null,
    statusText: textOf(pool['status'], 1000),
    actionText: textOf(pool['action'], 1000),
    sections: Object.fromEntries(
      Object.entries(pool).flatMap(([word, stats]) => {
        const name = STATISTICS.exec(word)?.[1];
        const state = textOf(fieldsOf(stats)?.['state']);
        return name === undefined || name === 'scan' || state === null ? [] : [[name, state]];
      }),
    ),
  };
}

interface Row {
  readonly vdev: ZfsVdev;
  readonly raw: Fields;
}

function readVdevs(pool: Fields): Row[] {
  const rows: Row[] = [];
  const byName = new Map<string, number>();
  for (const [place, role] of Object.entries(PLACES)) {
    const found = fieldsOf(pool[place]);
    if (found !== undefined) walk(found, { role, parent: null, depth: 0, rows, byName });
  }
  return rows;
}

interface Walk {
  readonly role: ZfsRole;
  readonly parent: number | null;
  readonly depth: number;
  readonly rows: Row[];
  /** For the flat form, where a row names its parent. */
  readonly byName: Map<string, number>;
}

function walk(found: Fields, { role, parent, depth, rows, byName }: Walk): void {
  for (const [key, value] of Object.entries(found)) {
    const raw = fieldsOf(value);
    if (raw === undefined || rows.length >= MAX_VDEVS) continue;
    const own = textOf(raw['vdev_type']) === 'root' ? 'root' : roleOf(raw, role);
    const above = parent ?? byName.get(`${own} ${textOf(raw['parent']) ?? ''}`) ?? null;
    const vdev = readVdev(key, raw, { role: own, parent: own === 'root' ? null : above });
    // Some versions print a cache device both in the list and beside it.
    if (vdev.guid !== null && rows.some((row) => row.vdev.guid === vdev.guid && row.vdev.role === own)) continue;
    rows.push({ vdev, raw });
    if (own !== 'root') byName.set(`${own} ${vdev.name}`, rows.length - 1);
    const below = fieldsOf(raw['vdevs']);
    if (below === undefined || depth >= MAX_DEPTH) continue;
    walk(below, {
      role: own === 'root' ? 'data' : own,
      parent: own === 'root' ? null : rows.length - 1,
      depth: depth + 1,
      rows,
      byName,
    });
  }
}

/** The class tells a flat list apart; below a heading the heading does. */
function roleOf(raw: Fields, role: ZfsRole): ZfsRole {
  return role === 'data' ? (CLASSES[textOf(raw['class']) ?? ''] ?? role) : role;
}

function readVdev(key: string, raw: Fields, where: Pick<ZfsVdev, 'role' | 'parent'>): ZfsVdev {
  const name = textOf(raw['name']) ?? boundText(key);
  const was = textOf(raw['was']);
  const notes = [was === null ? null : `was ${was}`, textOf(raw['aux']), textOf(raw['msg'])];
  const note = notes.filter((text) => text !== null).join(', ');
  return {
    ...where,
    name,
    path: textOf(raw['path']) ?? name,
    state: normaliseState(textOf(raw['state'])?.toUpperCase() ?? 'UNKNOWN'),
    guid: countOf(raw['guid']) ?? null,
    readErrors: countOf(raw['read_errors']) ?? null,
    writeErrors: countOf(raw['write_errors']) ?? null,
    checksumErrors: countOf(raw['checksum_errors']) ?? null,
    note: note === '' ? null : note,
  };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function textOf(value: unknown, limit = 200): string | null {
  const text = typeof value === 'string' ? boundText(value, limit) : '';
  return text === '' ? null : text;
}
