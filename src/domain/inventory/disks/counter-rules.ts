import type { ReasonSeverity } from './health-reason.js';

/** When a counter is worth a word. */
export type CounterCondition =
  /** More than this, and more than what a person accepted. */
  | { readonly above: bigint }
  /** An increase in so many days, whatever the number was before. */
  | { readonly grownWithinDays: number }
  /** An increase by so much in so many hours. */
  | { readonly atLeast: bigint; readonly withinHours: number };

export interface CounterRule {
  /** The key of a row of `COUNTERS`. */
  readonly counter: string;
  readonly code: string;
  readonly severity: ReasonSeverity;
  readonly when: CounterCondition;
  /** What it means, and what to do. */
  readonly meaning: string;
  readonly source: string;
}

const BACKBLAZE = 'Backblaze: attributes 5, 187, 188, 197, 198, “raw > 0 is a reason to investigate”';
const CHECKMK = 'Checkmk: growth against the value at discovery';
const GROWTH_DAYS = 30;

const REMAPPED = 'sectors were replaced by spare ones';
const LOST = 'data could not be read back';

/** Limits on counters. A rising counter can only meet more of these conditions, never fewer. */
export const COUNTER_RULES: readonly CounterRule[] = [
  ...absolute('5', REMAPPED, BACKBLAZE),
  ...growing('5', `${REMAPPED} lately: the surface is giving way; replace the drive`),
  ...absolute('10', 'the motor needed several attempts to start', CHECKMK),
  ...absolute('184', 'data was damaged between the host and the medium', CHECKMK),
  ...absolute('187', LOST, BACKBLAZE),
  ...growing('187', `${LOST} lately; replace the drive`),
  ...absolute('196', 'sectors were moved to spare ones, or the attempt was made', CHECKMK),
  ...absolute('197', 'sectors wait to be replaced because they cannot be read', BACKBLAZE),
  ...growing('197', 'more sectors than before cannot be read; replace the drive'),
  ...absolute('198', 'sectors could not be read in the drive’s own scan', BACKBLAZE),
  ...growing('198', 'the drive’s own scan finds more unreadable sectors; replace the drive'),
  {
    counter: '188',
    code: 'command_timeouts',
    severity: 'warning',
    when: { atLeast: 100n, withinHours: 1 },
    meaning: 'the drive often does not answer in time; check power and cable',
    source: 'Checkmk: rate of attribute 188 of 100 an hour; the absolute value says nothing',
  },
  {
    counter: '199',
    code: 'interface_errors',
    severity: 'warning',
    when: { atLeast: 5n, withinHours: 24 },
    meaning: 'transfers between drive and controller are damaged; check the cable',
    source: 'by rate only: the counter never falls, and the cause is outside the drive; 5 a day is our choice',
  },
  {
    counter: 'error_log_entries',
    code: 'error_log_growing',
    severity: 'warning',
    when: { grownWithinDays: 7 },
    meaning: 'the drive logged new errors',
    source: 'smartctl(8): exit bit 6 is information, an increase is worth a look; 7 days is our choice',
  },
  {
    counter: 'media_errors',
    code: 'counter_not_zero',
    severity: 'info',
    when: { above: 0n },
    meaning: 'data was once found damaged; only growth counts',
    source: 'NVMe: a few old errors say nothing about today',
  },
  {
    counter: 'media_errors',
    code: 'counter_growing',
    severity: 'warning',
    when: { grownWithinDays: GROWTH_DAYS },
    meaning: 'data was found damaged lately; have a backup, watch it',
    source: 'NVMe media and data integrity errors: any growth',
  },
  {
    counter: 'media_errors',
    code: 'counter_growing_fast',
    severity: 'failing',
    when: { atLeast: 10n, withinHours: 24 },
    meaning: 'data is found damaged again and again; replace the drive',
    source: 'NVMe media and data integrity errors: fast growth; 10 a day is our choice',
  },
  {
    counter: 'grown_defects',
    code: 'counter_not_zero',
    severity: 'info',
    when: { above: 0n },
    meaning: 'blocks were replaced by spare ones; only growth counts',
    source: 'SAS: some grown defects are normal for an old drive',
  },
  {
    counter: 'grown_defects',
    code: 'counter_growing',
    severity: 'warning',
    when: { grownWithinDays: GROWTH_DAYS },
    meaning: 'blocks were replaced by spare ones lately',
    source: 'SAS grown defect list: by growth',
  },
  {
    counter: 'grown_defects',
    code: 'counter_growing_fast',
    severity: 'failing',
    when: { atLeast: 5n, withinHours: 24 },
    meaning: 'block after block gives way; replace the drive',
    source: 'SAS grown defect list: by growth; 5 a day is our choice',
  },
  ...uncorrected('read_uncorrected', 'reads'),
  ...uncorrected('write_uncorrected', 'writes'),
  ...uncorrected('verify_uncorrected', 'verifications'),
];

function absolute(counter: string, meaning: string, source: string): CounterRule[] {
  return [{ counter, code: 'counter_not_zero', severity: 'warning', when: { above: 0n }, meaning, source }];
}

function growing(counter: string, meaning: string): CounterRule[] {
  const source = `growth within ${GROWTH_DAYS} days: an old value is history, an increase is a failure under way`;
  return [
    { counter, code: 'counter_growing', severity: 'failing', when: { grownWithinDays: GROWTH_DAYS }, meaning, source },
  ];
}

function uncorrected(counter: string, what: string): CounterRule[] {
  const source = 'SCSI error counter log: total uncorrected errors; corrected ones are information';
  return [
    ...absolute(counter, `${what} failed for good`, source),
    ...growing(counter, `${what} fail for good lately; replace the drive`),
  ];
}
