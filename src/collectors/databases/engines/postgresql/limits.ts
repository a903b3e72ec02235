import type { Limit } from '../limit.js';

const GIBIBYTE = 1024 ** 3;
const HOUR = 3600;
const DAY = 24 * HOUR;
const NOTES = 'monitoring practice: ';

/** Where a value becomes a finding, and who says so. */
export const LIMITS = {
  connectionsPercent: { warning: 80, critical: 90, source: `${NOTES}80 and 90 % of what ordinary users may have` },
  longestTransactionSeconds: {
    warning: 6 * HOUR,
    critical: DAY,
    source: 'our choice: a dump of a large database may take hours; a day holds back every vacuum',
  },
  idleInTransactionSeconds: {
    warning: HOUR / 2,
    critical: 6 * HOUR,
    source: 'our choice: no application means to think that long within a transaction',
  },
  blockedSeconds: { warning: 60, critical: 600, source: 'our choice: longer than any client waits' },
  preparedSeconds: {
    warning: HOUR,
    critical: DAY,
    source: 'PostgreSQL manual, PREPARE TRANSACTION: it is unwise to leave one prepared for a long time',
  },
  xidAge: {
    warning: 1_000_000_000,
    critical: 1_600_000_000,
    source: `${NOTES}half and 80 % of the 2 billion after which the server refuses to write`,
  },
  replicaSeconds: { warning: 300, critical: 1800, source: 'our choice: one collection, and six' },
  replicaBytes: { warning: GIBIBYTE, critical: 10 * GIBIBYTE, source: 'our choice: 64 and 640 WAL files' },
  slotBytes: {
    info: GIBIBYTE / 8,
    warning: GIBIBYTE,
    critical: 10 * GIBIBYTE,
    source: 'our choice: an inactive slot keeps WAL without end where max_slot_wal_keep_size is not set',
  },
  checksumFailures: { critical: 1, source: `${NOTES}more than none is damaged data` },
  deadlocksPerSecond: { info: 1e-9, warning: 0.1, source: 'our choice: some happen; six a minute is a fault in use' },
  rollbackPercent: { warning: 50, source: 'our choice, above 10 transactions a second' },
  missPercent: { info: 20, source: 'our choice, above 500 blocks a second' },
  tempBytesPerSecond: { info: 50 * 1024 ** 2, source: 'our choice: work_mem is too small for what is asked' },
  requestedCheckpointsPerSecond: {
    warning: 1 / 60,
    source:
      'PostgreSQL manual, checkpoint_warning: closer than 30 s apart max_wal_size should be raised; twice that here',
  },
  archiveStoppedSeconds: {
    warning: 0,
    critical: HOUR,
    source: 'our choice: an hour of WAL that is in no archive',
  },
  deadPercent: { warning: 20, critical: 50, source: 'autovacuum_vacuum_scale_factor is 0.2 by default' },
} as const satisfies Readonly<Record<string, Limit>>;

/** The ids that are left are 2^31; the server stops three million before. */
export const WRAPAROUND = 2_000_000_000;
/** Below so many a second a ratio says nothing. */
export const ENOUGH_TRANSACTIONS_PER_SECOND = 10;
export const ENOUGH_BLOCKS_PER_SECOND = 500;
/** A table that big has been vacuumed within a week, or autovacuum does not get to it. */
export const VACUUM_OVERDUE_SECONDS = 7 * DAY;
