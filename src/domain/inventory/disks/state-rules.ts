import type { SmartAttribute, SmartReport } from '../storage-device.js';
import type { ReasonSeverity } from './health-reason.js';
import { printable } from './printable.js';

/** What a rule found: `shown` is the value in words. `attribute` only where the rule is about many of them. */
export interface StateFinding {
  readonly shown: string;
  readonly attribute?: string;
}

/** A rule about what a report says now, whatever it said before. */
export interface StateRule {
  readonly code: string;
  readonly severity: ReasonSeverity;
  readonly attribute: string | null;
  readonly find: (report: SmartReport) => readonly StateFinding[];
  readonly meaning: string;
  readonly source: string;
}

const MAN_PAGE = 'smartctl(8), EXIT STATUS';
const KNOWN_WARNING_BITS = 0b11_1111;
const NVME = 'NVM Express base specification, SMART / Health Information log';

/**
 * Flags. Those of smartctl’s exit status are bits: each is looked at by itself, so that a low one hides no higher one.
 * What a flag merely repeats (bit 4 an attribute at its limit, `passed` a warning bit of NVMe) is told once, by name.
 */
export const STATE_RULES: readonly StateRule[] = [
  {
    code: 'overall_failed',
    severity: 'failing',
    attribute: 'overall',
    find: (report) =>
      when(report.passed === false && !isMereNvmeWarning(report), 'its overall self-assessment is FAILED'),
    meaning: 'the drive itself expects to fail; replace it',
    source: 'SMART RETURN STATUS, NVMe critical warning or SCSI informational exceptions, as the drive gives it',
  },
  {
    code: 'exit_bit_3',
    severity: 'failing',
    attribute: 'exit_bit_3',
    find: (report) =>
      when(
        report.passed !== false && bit(report, 3) && !isMereNvmeWarning(report),
        'smartctl exit status has bit 3 (8)',
      ),
    meaning: 'SMART status says “disk failing”; replace it',
    source: MAN_PAGE,
  },
  {
    code: 'exit_bit_4',
    severity: 'failing',
    attribute: 'exit_bit_4',
    find: (report) => when(bit(report, 4) && !someFailed(report, 'now'), 'smartctl exit status has bit 4 (16)'),
    meaning: 'a prefailure attribute is at or below its threshold; replace the drive',
    source: MAN_PAGE,
  },
  {
    code: 'attribute_failing_now',
    severity: 'failing',
    attribute: null,
    find: (report) => attributesFailed(report, 'now'),
    meaning: 'the vendor’s own limit is reached; replace the drive',
    source: 'the threshold that the vendor set for this attribute',
  },
  {
    code: 'exit_bit_5',
    severity: 'warning',
    attribute: 'exit_bit_5',
    find: (report) => when(bit(report, 5) && !someFailed(report, 'past'), 'smartctl exit status has bit 5 (32)'),
    meaning: 'an attribute was at or below its threshold some time in the past',
    source: MAN_PAGE,
  },
  {
    code: 'attribute_failed_in_past',
    severity: 'warning',
    attribute: null,
    find: (report) => attributesFailed(report, 'past'),
    meaning: 'the vendor’s own limit was reached some time in the past',
    source: 'the threshold that the vendor set for this attribute',
  },
  {
    code: 'error_log_entries',
    severity: 'info',
    attribute: 'exit_bit_6',
    find: (report) => when(bit(report, 6), 'smartctl exit status has bit 6 (64)'),
    meaning: 'the error log has entries; only new ones count',
    source: MAN_PAGE,
  },
  {
    code: 'self_test_log_errors',
    severity: 'warning',
    attribute: 'exit_bit_7',
    find: (report) =>
      when(bit(report, 7) && newestFailed(report) === undefined, 'smartctl exit status has bit 7 (128)'),
    meaning: 'a self-test failed, and no later extended one made up for it; run an extended test',
    source: MAN_PAGE,
  },
  {
    code: 'self_test_failed',
    severity: 'warning',
    attribute: 'self_test',
    find: (report) => {
      const failed = newestFailed(report);
      if (failed === undefined) return [];
      return [{ shown: `the newest self-test (${printable(failed.type)}) ended with “${printable(failed.status)}”` }];
    },
    meaning: 'the drive cannot read all of itself, even if it says PASSED; have a backup',
    source: 'self-test log: a failed newest entry counts whatever the overall verdict says',
  },
  {
    code: 'collection_partial',
    severity: 'info',
    attribute: 'exit_bit_2',
    find: (report) => when(bit(report, 2), 'smartctl exit status has bit 2 (4)'),
    meaning: 'some SMART command failed or had a bad checksum; the rest of the answer counts',
    source: MAN_PAGE,
  },
  {
    code: 'device_not_opened',
    severity: 'info',
    attribute: 'exit_bit_1',
    find: (report) => when(bit(report, 1), 'smartctl exit status has bit 1 (2)'),
    meaning: 'the device could not be opened or identified, or sleeps',
    source: MAN_PAGE,
  },
  {
    code: 'command_line_refused',
    severity: 'info',
    attribute: 'exit_bit_0',
    find: (report) => when(bit(report, 0), 'smartctl exit status has bit 0 (1)'),
    meaning: 'smartctl did not take its arguments; this says nothing about the drive',
    source: MAN_PAGE,
  },
  ...nvmeWarning(0, 'failing', 'nvme_spare_low', 'the spare blocks are used up; replace the drive'),
  ...nvmeWarning(1, 'warning', 'nvme_temperature', 'it is outside its temperature limits; check the cooling'),
  ...nvmeWarning(2, 'failing', 'nvme_reliability_degraded', 'its reliability is degraded; replace the drive'),
  ...nvmeWarning(3, 'failing', 'nvme_read_only', 'it takes no more writes; replace the drive'),
  ...nvmeWarning(4, 'failing', 'nvme_backup_failed', 'its volatile memory is not backed up; replace the drive'),
  ...nvmeWarning(5, 'warning', 'nvme_pmr_read_only', 'its persistent memory region is read-only or unreliable'),
  {
    code: 'nvme_spare_below_threshold',
    severity: 'failing',
    attribute: 'available_spare',
    find: ({ nvme }) => {
      const { availableSparePercent: spare, spareThresholdPercent: threshold } = nvme ?? {};
      // Strictly: some drives have 100 for a threshold, and are well at 100.
      if (typeof spare !== 'number' || typeof threshold !== 'number' || spare >= threshold) return [];
      return [{ shown: `available spare is ${spare} %, below its threshold of ${threshold} %` }];
    },
    meaning: 'there are hardly any spare blocks left; replace the drive',
    source: `${NVME}: below, not at, the drive’s own threshold`,
  },
  {
    code: 'scsi_failure_predicted',
    severity: 'failing',
    attribute: 'scsi_status',
    find: ({ scsi }) => when(scsi?.asc === 0x5d, `the status is asc 5d, ascq ${hex(scsi?.ascq)}`),
    meaning: 'the drive predicts its failure; replace it',
    source: 'SCSI additional sense 5D: failure prediction threshold exceeded',
  },
  {
    code: 'scsi_status',
    severity: 'warning',
    attribute: 'scsi_status',
    find: ({ scsi }) =>
      when(
        (scsi?.asc ?? 0) !== 0 && scsi?.asc !== 0x5d,
        `the status is asc ${hex(scsi?.asc)}, ascq ${hex(scsi?.ascq)}`,
      ),
    meaning: 'the drive reports an exception (0b: a warning such as temperature)',
    source: 'SCSI informational exceptions',
  },
];

function nvmeWarning(position: number, severity: ReasonSeverity, code: string, meaning: string): StateRule[] {
  const find = ({ nvme }: SmartReport): StateFinding[] =>
    when(hasBit(nvme?.criticalWarning, position), `critical warning has bit ${position}`);
  return [{ code, severity, attribute: 'critical_warning', find, meaning, source: `${NVME}, critical warning` }];
}

function when(condition: boolean, shown: string): StateFinding[] {
  return condition ? [{ shown }] : [];
}

function hasBit(mask: number | null | undefined, position: number): boolean {
  return typeof mask === 'number' && ((mask >> position) & 1) === 1;
}

/** Only smartctl’s exit status has these bits. */
function bit({ source, exitStatus }: SmartReport, position: number): boolean {
  return (source === 'smartctl' || source === 'smartctl_text') && hasBit(exitStatus, position);
}

/**
 * For NVMe, smartctl makes its verdict of the critical warning alone: any bit is FAILED, the volatile one of
 * temperature too. Where the bits are there, they speak for themselves.
 */
function isMereNvmeWarning({ nvme }: SmartReport): boolean {
  return ((nvme?.criticalWarning ?? 0) & KNOWN_WARNING_BITS) !== 0;
}

function attributesFailed({ attributes }: SmartReport, failed: SmartAttribute['failed']): StateFinding[] {
  return attributes
    .filter((attribute) => attribute.failed === failed)
    .map(({ id, name, value, threshold }) => ({
      id,
      shown: `${printable(name)} (attribute ${id}) is ${value ?? '?'}, its threshold ${threshold ?? '?'}`,
    }))
    .toSorted((a, b) => a.id - b.id || (a.shown < b.shown ? -1 : 1))
    .map(({ id, shown }) => ({ attribute: String(id), shown }));
}

function someFailed({ attributes }: SmartReport, failed: SmartAttribute['failed']): boolean {
  return attributes.some((attribute) => attribute.failed === failed);
}

/** The newest self-test that came to an end, if it failed. One that runs or that the host aborted says nothing. */
function newestFailed({ selfTests }: SmartReport): SmartReport['selfTests'][number] | undefined {
  const newest = selfTests.find(({ passed }) => passed !== null);
  return newest?.passed === false ? newest : undefined;
}

function hex(code: number | null | undefined): string {
  return typeof code === 'number' ? code.toString(16).padStart(2, '0') : '?';
}
