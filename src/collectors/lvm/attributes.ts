import type { LvmActivity, LvmCondition, LvmKind } from '../../domain/inventory/pools/lvm-volumes.js';

/** `lv_attr[0]`, lvs(8). */
const KINDS: Readonly<Record<string, LvmKind>> = {
  t: 'thin_pool',
  V: 'thin_volume',
  s: 'snapshot',
  S: 'snapshot',
  r: 'raid',
  R: 'raid',
  m: 'raid',
  M: 'raid',
  i: 'image',
  I: 'image',
  T: 'part',
  e: 'part',
  l: 'part',
  D: 'part',
};

const KINDS_BY_SEGMENT: Readonly<Record<string, LvmKind>> = {
  'thin-pool': 'thin_pool',
  thin: 'thin_volume',
  mirror: 'raid',
};

interface StateRow {
  readonly activity: LvmActivity;
  readonly checkNeeded?: boolean;
  /** Or a snapshot whose merging failed. */
  readonly snapshotInvalid?: boolean;
}

/** `lv_attr[4]`. */
const STATES: Readonly<Record<string, StateRow>> = {
  a: { activity: 'active' },
  '-': { activity: 'inactive' },
  s: { activity: 'suspended' },
  I: { activity: 'active', snapshotInvalid: true },
  S: { activity: 'suspended', snapshotInvalid: true },
  m: { activity: 'active', snapshotInvalid: true },
  M: { activity: 'suspended', snapshotInvalid: true },
  // A device without a table, or with one that is not in use.
  d: { activity: 'inactive' },
  i: { activity: 'inactive' },
  h: { activity: 'inactive' },
  c: { activity: 'active', checkNeeded: true },
  C: { activity: 'suspended', checkNeeded: true },
};

/** `lv_attr[8]`. */
const CONDITIONS: Readonly<Record<string, LvmCondition>> = {
  '-': 'ok',
  p: 'partial',
  r: 'refresh_needed',
  m: 'mismatches',
  w: 'writemostly',
  F: 'failed',
  D: 'out_of_data',
  M: 'metadata_read_only',
  X: 'unknown',
  // Of a writecache; and a RAID volume that is reshaping.
  E: 'failed',
  R: 'ok',
};

/** `lv_health_status`. */
const CONDITION_WORDS: Readonly<Record<string, LvmCondition>> = {
  '': 'ok',
  partial: 'partial',
  'refresh needed': 'refresh_needed',
  'mismatches exist': 'mismatches',
  writemostly: 'writemostly',
  failed: 'failed',
  error: 'failed',
  out_of_data: 'out_of_data',
  metadata_read_only: 'metadata_read_only',
  unknown: 'unknown',
};

/** Mildest first: where attribute and word differ, the worse one counts. */
const SEVERITY: readonly LvmCondition[] = [
  'ok',
  'writemostly',
  'unknown',
  'mismatches',
  'refresh_needed',
  'metadata_read_only',
  'out_of_data',
  'partial',
  'failed',
];

export function kindOf(attributes: string | null, segmentTypes: readonly string[]): LvmKind {
  const letter = attributes?.[0];
  if (letter !== undefined) return KINDS[letter] ?? 'other';
  const [segment = ''] = segmentTypes;
  return KINDS_BY_SEGMENT[segment] ?? (segment.startsWith('raid') ? 'raid' : 'other');
}

export function stateOf(attributes: string | null): Required<StateRow> {
  const row = STATES[attributes?.[4] ?? ''] ?? { activity: 'unknown' };
  return { checkNeeded: false, snapshotInvalid: false, ...row };
}

/** Both sources are optional; null when neither says anything that is known. `status` '' means that all is well. */
export function conditionOf(attributes: string | null, status: string | null): LvmCondition | null {
  const letter = CONDITIONS[attributes?.[8] ?? ''];
  const word = status === null ? undefined : CONDITION_WORDS[status];
  // Absent and empty look alike for a volume that is not active: the attribute's X is the truer of the two.
  const found = [letter, word].filter((one) => one !== undefined);
  return found.toSorted((a, b) => SEVERITY.indexOf(b) - SEVERITY.indexOf(a))[0] ?? null;
}
