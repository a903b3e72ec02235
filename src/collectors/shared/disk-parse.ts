import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { asList, asObject, type JsonObject, parseToolJson, readDigits, readFlag, readText } from './disk-fields.js';
import { type DiskRow, mergeDisks } from './disk-merge.js';
import type { BlockListing, SmartTool } from './disk-model.js';
import { END_MARK } from './disk-script.js';
import { isNoDisk, judgeDisk } from './disk-type.js';
import { splitLines, textOf } from './text.js';

const SOURCE = 'lsblk';
const MAX_DISKS = 2000;
const MAX_LEVELS = 20;
const MAX_LINE = 4000;
const SECTOR_BYTES = 512n;

interface Rows {
  readonly rows: readonly JsonObject[];
  readonly errors: readonly ParseError[];
  readonly complete: boolean;
}

/**
 * A listing of `lsblk -J` of any version, of `-P`, of `-r` with its heading, or of /sys in the way of `-P`: the real
 * disks of it, each once. `smartTool` is passed on. Throws ParseError when it is none of these.
 */
export function parseBlockDevices(
  output: Pick<CommandOutput, 'stdout' | 'truncated'>,
  smartTool: SmartTool,
): Parsed<BlockListing> {
  const text = textOf(output);
  const { rows, errors: unread, complete } = readRows(text, output.truncated);
  const errors = [...unread];
  const disks: DiskRow[] = [];
  for (const row of rows.slice(0, MAX_DISKS)) {
    const name = readText(row['kname']) ?? readText(row['name']);
    if (name === null) {
      errors.push(new ParseError(SOURCE, 'a device has no name', JSON.stringify(row, bigintAsText)));
    } else if (isDisk(name, row)) disks.push(toDiskRow(name, row));
  }
  const value = { disks: mergeDisks(disks), complete: complete && rows.length <= MAX_DISKS, smartTool };
  return { value, errors };
}

function readRows(text: string, truncated: boolean): Rows {
  if (text.trim() === '') return { rows: [], errors: [], complete: false };
  const start = text.trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return readJson(text, truncated);
  const ended = text.includes(END_MARK);
  const lines = splitLines(text, truncated)
    .filter((line) => line.trim() !== END_MARK)
    .map((line) => line.slice(0, MAX_LINE));
  if (lines.some((line) => line.includes('="'))) return readPairs(lines, ended && !truncated);
  if (/^\s*(?:K?NAME|MAJ:MIN)\s/.test(lines[0] ?? '')) return readColumns(lines, ended && !truncated);
  if (lines.length === 0) return { rows: [], errors: [], complete: ended };
  // Login noise in front of what is JSON all the same.
  if (text.includes('"blockdevices"')) return readJson(text, truncated);
  throw new ParseError(SOURCE, 'this is no listing of block devices', lines[0] ?? '');
}

function readJson(text: string, truncated: boolean): Rows {
  const json = parseToolJson(SOURCE, text);
  if (json === undefined) throw new ParseError(SOURCE, 'its JSON is broken or was cut off', text.slice(0, 200));
  const list = asList(asObject(json.document)['blockdevices']);
  const rows: JsonObject[] = [];
  collectRows(list, rows, 0);
  const errors = json.error === undefined ? [] : [json.error];
  return {
    rows,
    errors,
    complete: errors.length === 0 && !truncated && Array.isArray(asObject(json.document)['blockdevices']),
  };
}

/** Disks may stand below others: a path below the map of a multipath disk when the tree is turned round. */
function collectRows(list: readonly unknown[], rows: JsonObject[], level: number): void {
  for (const entry of list) {
    if (rows.length > 50 * MAX_DISKS) return;
    const row = asObject(entry);
    if (!isPartOfDisk(row)) rows.push(row);
    if (level < MAX_LEVELS) collectRows(asList(row['children']), rows, level + 1);
  }
}

/** Partitions and what is made of them are most of a large listing: they do not count against its bound. */
function isPartOfDisk(row: JsonObject): boolean {
  const name = readText(row['kname']) ?? readText(row['name']);
  return name !== null && isNoDisk(name, readText(row['type']));
}

function readPairs(lines: readonly string[], complete: boolean): Rows {
  const rows: JsonObject[] = [];
  const errors: ParseError[] = [];
  for (const line of lines) {
    const row: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [, key = '', value = ''] of line.matchAll(/([A-Z][A-Z0-9:_-]*)="([^"]*)"/g)) row[columnKey(key)] = value;
    if (row['name'] === undefined && row['kname'] === undefined) {
      errors.push(new ParseError(SOURCE, 'a line has no pairs of name and value', line));
    } else rows.push(row);
  }
  return { rows, errors, complete: complete && errors.length === 0 };
}

/** `-r`: one space between columns, blanks within a value as \x20, an empty value nothing at all. */
function readColumns([heading = '', ...lines]: readonly string[], complete: boolean): Rows {
  const keys = heading.trim().split(/\s+/).map(columnKey);
  const rows = lines.map((line) => {
    const values = line.split(' ');
    return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  });
  return { rows, errors: [], complete };
}

/** `MAJ:MIN` is `maj:min` in JSON and `MAJ_MIN` in the pairs of some versions. */
function columnKey(column: string): string {
  return column.toLowerCase().replace('maj_min', 'maj:min');
}

function isDisk(name: string, row: JsonObject): boolean {
  const type = readText(row['type']);
  if (isNoDisk(name, type) || (type !== null && type !== 'disk')) return false;
  // A slot of a card reader, or a virtual floppy of a remote console, without anything in it.
  const isEmpty = readDigits(row['size']) === '0' || readDigits(row['sectors']) === '0';
  return !(isEmpty && (readFlag(row['rm']) === true || readText(row['tran']) === 'usb'));
}

function toDiskRow(name: string, row: JsonObject): DiskRow {
  const traits = {
    name,
    transport: readText(row['tran']),
    vendor: readVendor(row['vendor']),
    // udev writes an underscore for every blank.
    model: readText(readText(row['model'])?.replaceAll('_', ' ')),
    rotational: readFlag(row['rota']),
    removable: readFlag(row['rm']),
  };
  const wwn = readText(row['wwn']);
  const disk = {
    ...traits,
    ...judgeDisk(traits),
    path: readPath(row['path']) ?? `/dev/${name.replaceAll('!', '/')}`,
    serial: readText(row['serial']) ?? serialOfT10(wwn),
    wwn: wwn?.startsWith('t10.') === true ? null : wwn,
    firmware: readText(row['rev']),
    sizeBytes: readDigits(row['size']) ?? bytesOf(readDigits(row['sectors'])),
    hctl: readText(row['hctl']),
  };
  return { majorMinor: readText(row['maj:min'] ?? row['maj_min']), disk };
}

/** virtio shows a PCI number for want of a maker. */
function readVendor(value: unknown): string | null {
  const vendor = readText(value);
  return vendor !== null && /^0x[0-9a-f]{1,8}$/i.test(vendor) ? null : vendor;
}

function readPath(value: unknown): string | null {
  const path = readText(value);
  return path !== null && /^\/dev\/[\w!./:+-]+$/.test(path) ? path : null;
}

function bytesOf(sectors: string | null): string | null {
  return sectors === null ? null : String(BigInt(sectors) * SECTOR_BYTES);
}

/** Of /sys: `t10.ATA     ST4000DM004-2CV104                      ZFN0ABCD`. */
function serialOfT10(wwn: string | null): string | null {
  return wwn?.startsWith('t10.ATA ') === true ? (wwn.split(' ').at(-1) ?? null) : null;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
