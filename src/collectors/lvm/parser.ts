import type { LvmAutoextend, LvmGroup, LvmPhysical, LvmVolume } from '../../domain/inventory/pools/lvm-volumes.js';
import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { splitLines, textOf } from '../shared/text.js';
import { conditionOf, kindOf, stateOf } from './attributes.js';
import { GROUP_COLUMNS, PHYSICAL_COLUMNS, VOLUME_COLUMNS } from './columns.js';
import { type FieldReader, readFields } from './read-fields.js';
import { type Report, type ReportKind, readJsonReport, readTable, refusal } from './read-report.js';

/** `items` is undefined when the tool does not know this way of asking: the older way is next. */
export interface Listing<T> {
  readonly items: readonly T[] | undefined;
  /** Everything there is was listed. */
  readonly complete: boolean;
}

export interface ListKind<T> extends ReportKind {
  readonly read: (fields: FieldReader) => T | undefined;
  /** Rows of the same identity are one thing; one without any is a thing of its own. */
  readonly identity: (item: T) => string | undefined;
  readonly merge: (first: T, second: T) => T;
}

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;

/** Of one tool: a thousand rows with the same trouble are one trouble. */
const MAX_ERRORS = 20;

const keepFirst = <T>(first: T): T => first;

export const VOLUMES: ListKind<LvmVolume> = {
  tool: 'lvs',
  list: 'lv',
  naming: 'lv_name',
  read: readVolume,
  identity: ({ uuid, groupUuid, groupName, name }) => uuid ?? `${groupUuid ?? groupName}/${name}`,
  // lvs gives a row for each segment as soon as a column of segments is asked for.
  merge: (first, second) => ({
    ...first,
    segmentTypes: [...new Set([...first.segmentTypes, ...second.segmentTypes])],
    monitored: first.monitored ?? second.monitored,
  }),
};

export const GROUPS: ListKind<LvmGroup> = {
  tool: 'vgs',
  list: 'vg',
  naming: 'vg_name',
  read: readGroup,
  identity: ({ uuid, name }) => uuid ?? name,
  merge: keepFirst,
};

export const PHYSICAL: ListKind<LvmPhysical> = {
  tool: 'pvs',
  list: 'pv',
  naming: 'pv_name',
  read: readPhysical,
  // Missing ones share a name.
  identity: ({ uuid, name, missing }) => uuid ?? (missing === true ? undefined : name),
  merge: (first, second) => (first.duplicate ? second : first),
};

export function parseJsonListing<T>(output: Output, kind: ListKind<T>): Parsed<Listing<T>> {
  return toListing(readJsonReport(output, kind), kind);
}

/** Throws ParseError when the tool ended badly and listed nothing. */
export function parseTableListing<T>(output: Output, kind: ListKind<T>, columns: string): Parsed<Listing<T>> {
  const report = readTable(output, kind, columns);
  if (report.rows === undefined) throw report.errors[0] ?? refusal(output, kind);
  return toListing(report, kind);
}

function toListing<T>(report: Report, kind: ListKind<T>): Parsed<Listing<T>> {
  if (report.rows === undefined) return { value: { items: undefined, complete: false }, errors: report.errors };
  const errors: ParseError[] = [...report.errors];
  const found = new Map<string, T>();
  let complete = report.complete;
  for (const row of report.rows) {
    const item = kind.read(readFields(kind.tool, row, errors));
    if (item === undefined) {
      errors.push(new ParseError(kind.tool, `a row has no ${kind.naming}`, JSON.stringify(row)));
      complete = false;
      continue;
    }
    const identity = kind.identity(item) ?? `row ${found.size}`;
    const before = found.get(identity);
    found.set(identity, before === undefined ? item : kind.merge(before, item));
  }
  return { value: { items: [...found.values()], complete }, errors: errors.slice(0, MAX_ERRORS) };
}

function readVolume(fields: FieldReader): LvmVolume | undefined {
  const [groupName, shown] = [fields.text('vg_name'), fields.text('lv_name')];
  if (groupName === null || shown === null) return undefined;
  const attributes = fields.text('lv_attr');
  const segment = fields.text('segtype');
  const segmentTypes = segment === null ? [] : [segment];
  const kind = kindOf(attributes, segmentTypes);
  const snapshotPercent = fields.percent('snap_percent');
  const { activity, checkNeeded, snapshotInvalid } = stateOf(attributes);
  return {
    groupName,
    groupUuid: fields.text('vg_uuid'),
    name: withoutBrackets(shown),
    internal: shown.startsWith('['),
    uuid: fields.text('lv_uuid'),
    attributes,
    kind,
    activity,
    condition: conditionOf(attributes, fields.raw('lv_health_status')),
    checkNeeded,
    snapshotInvalid,
    sizeBytes: fields.bytes('lv_size'),
    segmentTypes,
    pool: textWithoutBrackets(fields.text('pool_lv')),
    origin: textWithoutBrackets(fields.text('origin')),
    dataPercent: fields.percent('data_percent') ?? snapshotPercent,
    metadataPercent: fields.percent('metadata_percent'),
    syncPercent: fields.percent('copy_percent'),
    syncAction: fields.text('raid_sync_action'),
    mismatches: fields.counter('raid_mismatch_count'),
    monitored: fields.text('seg_monitor'),
    other: fields.others(VOLUME_NAMES),
  };
}

function readGroup(fields: FieldReader): LvmGroup | undefined {
  const name = fields.text('vg_name');
  if (name === null) return undefined;
  const attributes = fields.text('vg_attr');
  return {
    name,
    uuid: fields.text('vg_uuid'),
    attributes,
    partial: attributes?.[3] === undefined ? null : attributes[3] === 'p',
    exported: attributes?.[2] === 'x',
    missingCount: fields.count('vg_missing_pv_count'),
    physicalCount: fields.count('pv_count'),
    volumeCount: fields.count('lv_count'),
    sizeBytes: fields.bytes('vg_size'),
    freeBytes: fields.bytes('vg_free'),
    extentSizeBytes: fields.bytes('vg_extent_size'),
    other: fields.others(GROUP_NAMES),
  };
}

/** How LVM calls a device that it does not find: since 2.02.166, and before. */
const UNKNOWN_DEVICES = new Set(['[unknown]', 'unknown device']);

function readPhysical(fields: FieldReader): LvmPhysical | undefined {
  const name = fields.text('pv_name');
  if (name === null) return undefined;
  const attributes = fields.text('pv_attr');
  const isUnknown = UNKNOWN_DEVICES.has(name);
  const missing = attributes?.[2] === undefined ? null : attributes[2] === 'm';
  return {
    name,
    uuid: fields.text('pv_uuid'),
    groupName: fields.text('vg_name'),
    groupUuid: fields.text('vg_uuid'),
    attributes,
    missing: isUnknown ? true : missing,
    duplicate: attributes?.[0] === 'd',
    sizeBytes: fields.bytes('pv_size'),
    freeBytes: fields.bytes('pv_free'),
    deviceSizeBytes: fields.bytes('dev_size'),
    other: fields.others(PHYSICAL_NAMES),
  };
}

/** `thin_pool_autoextend_threshold=70`, a line each. */
export function parseAutoextend(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<LvmAutoextend> {
  const settings = new Map(
    splitLines(textOf(output), output.truncated).map((line) => {
      const [name = '', value = ''] = line.split('=', 2);
      return [name.trim(), value.trim()];
    }),
  );
  const whole = (name: string): number | null => {
    const text = settings.get(`thin_pool_autoextend_${name}`);
    return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
  };
  return { value: { thresholdPercent: whole('threshold'), growthPercent: whole('percent') }, errors: [] };
}

const VOLUME_NAMES = VOLUME_COLUMNS.split(',');
const GROUP_NAMES = GROUP_COLUMNS.split(',');
const PHYSICAL_NAMES = PHYSICAL_COLUMNS.split(',');

function withoutBrackets(name: string): string {
  return /^\[.*\]$/.test(name) ? name.slice(1, -1) : name;
}

function textWithoutBrackets(text: string | null): string | null {
  return text === null ? null : withoutBrackets(text);
}
