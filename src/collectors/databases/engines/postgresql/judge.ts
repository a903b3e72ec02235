import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { findingOf, percentOf, rounded } from '../limit.js';
import type { Details, TableState } from './details.js';
import * as limits from './limits.js';
import { connectionsPercent } from './metrics.js';

const { LIMITS } = limits;

export interface Judged {
  readonly details: Details;
  /** A second, of the last interval; undefined when there is no telling. */
  readonly rate: (metric: string) => number | undefined;
  readonly expectedReplicas: number | null;
  readonly tables: readonly TableState[] | undefined;
}

type Rule = (judged: Judged) => readonly DatabaseFinding[];

const minutes = (seconds: number): string => `${Math.round(seconds / 60)} minutes`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

const connections: Rule = ({ details }) =>
  findingOf(
    'connections_high',
    connectionsPercent(details),
    LIMITS.connectionsPercent,
    (value) =>
      `${details.connections?.total} of ${details.connections?.usable} connections are in use (${rounded(value)} %).`,
  );

const transactions: Rule = ({ details: { transactions: open, blocking, prepared } }) => [
  ...findingOf(
    'transaction_long',
    open?.longestSeconds,
    LIMITS.longestTransactionSeconds,
    (value) => `A transaction has been open for ${minutes(value)}: it holds back vacuum.`,
  ),
  ...findingOf(
    'idle_in_transaction',
    open?.idleSeconds,
    LIMITS.idleInTransactionSeconds,
    (value) => `A session has been idle within a transaction for ${minutes(value)}.`,
  ),
  ...findingOf(
    'sessions_blocked',
    blocking?.longestSeconds,
    LIMITS.blockedSeconds,
    (value) =>
      `${blocking?.blocked} sessions wait for locks of ${blocking?.blockers} others, the longest for ${Math.round(value)} s.`,
  ),
  ...findingOf(
    'prepared_transaction_old',
    prepared?.oldestSeconds,
    LIMITS.preparedSeconds,
    (value) => `A prepared transaction has been waiting for its commit for ${minutes(value)}.`,
  ),
];

const wraparound: Rule = ({ details: { wraparound: ages } }) => [
  ...findingOf(
    'xid_wraparound',
    ages?.xid.age,
    LIMITS.xidAge,
    (value) =>
      `${used(value)} of the transaction ids are used up in ${ages?.xid.database}: vacuum it before the server stops writing.`,
  ),
  ...findingOf(
    'multixact_wraparound',
    ages?.multixact.age,
    LIMITS.xidAge,
    (value) =>
      `${used(value)} of the multixact ids are used up in ${ages?.multixact.database}: vacuum it before the server stops writing.`,
  ),
];

function used(age: number): string {
  return `${rounded((age / limits.WRAPAROUND) * 100)} %`;
}

/** Autovacuum begins to freeze at its limit; well beyond it, it does not keep up or is held back. */
const freezing: Rule = ({ details: { wraparound: ages, server } }) => {
  const findings: DatabaseFinding[] = [];
  const late = (age: number | null | undefined, limit: number | null): boolean =>
    age !== null && age !== undefined && limit !== null && limit > 0 && age > 1.5 * limit;
  if (late(ages?.xid.age, server.freezeMaxAge) || late(ages?.multixact.age, server.multixactFreezeMaxAge)) {
    const message = 'Autovacuum is late with freezing: an id is half as old again as its limit.';
    findings.push({ severity: 'info', code: 'freeze_late', message });
  }
  if (server.autovacuum === false) {
    findings.push({ severity: 'warning', code: 'autovacuum_off', message: 'Autovacuum is switched off.' });
  }
  return findings;
};

const replicas: Rule = ({ details, expectedReplicas }) => {
  const connected = details.replicas;
  if (connected === undefined) return [];
  const missing = (expectedReplicas ?? 0) - connected.length;
  const lost = `${missing} of ${expectedReplicas} replicas are no longer connected.`;
  return [
    ...(missing > 0 ? [{ severity: 'critical' as const, code: 'replica_missing', message: lost }] : []),
    ...connected.flatMap(({ name, address, lagBytes, lagSeconds }) => {
      const who = `The replica ${name ?? ''}${address === null ? '' : ` (${address})`}`;
      return [
        ...findingOf(
          'replica_behind',
          lagBytes,
          LIMITS.replicaBytes,
          (value) => `${who} is ${mebibytes(value)} behind.`,
        ),
        ...findingOf(
          'replica_late',
          lagBytes === 0 ? 0 : lagSeconds,
          LIMITS.replicaSeconds,
          (value) => `${who} is ${minutes(value)} behind.`,
        ),
      ];
    }),
  ];
};

const standby: Rule = ({ details: { standby: state } }) => {
  if (state === undefined) return [];
  const findings: DatabaseFinding[] = [];
  // Without a receiver the received WAL is replayed to its end, and that looks like no lag at all.
  if (state.streams && state.isReceiving === false) {
    const message = 'The standby receives nothing: it has lost its primary.';
    findings.push({ severity: 'critical', code: 'standby_not_receiving', message });
  }
  if (state.paused) findings.push({ severity: 'warning', code: 'replay_paused', message: 'Replay is paused.' });
  return [
    ...findings,
    ...findingOf(
      'standby_late',
      state.lagSeconds,
      LIMITS.replicaSeconds,
      (value) => `The standby is ${minutes(value)} behind.`,
    ),
    ...findingOf(
      'standby_behind',
      state.lagBytes,
      LIMITS.replicaBytes,
      (value) => `${mebibytes(value)} wait to be replayed.`,
    ),
  ];
};

const slots: Rule = ({ details }) =>
  (details.slots ?? []).flatMap(({ name, active, walStatus, retainedBytes }): readonly DatabaseFinding[] => {
    if (walStatus === 'lost') {
      const message = `The replication slot ${name} has lost WAL that it needs: its consumer must be set up anew.`;
      return [{ severity: 'critical', code: 'slot_lost', message }];
    }
    if (walStatus === 'unreserved') {
      const message = `The replication slot ${name} is about to lose WAL that it needs.`;
      return [{ severity: 'critical', code: 'slot_losing_wal', message }];
    }
    if (active !== false) return [];
    const kept = findingOf(
      'slot_inactive',
      retainedBytes,
      LIMITS.slotBytes,
      (value) => `The replication slot ${name} is inactive and keeps ${mebibytes(value)} of WAL.`,
    );
    const idle = {
      severity: 'info' as const,
      code: 'slot_inactive',
      message: `The replication slot ${name} is inactive.`,
    };
    return kept.length > 0 ? kept : [idle];
  });

const damage: Rule = ({ details: { activity: sums }, rate }) => [
  ...findingOf(
    'checksum_failures',
    sums?.checksumFailures,
    LIMITS.checksumFailures,
    (value) =>
      `${value} pages have a wrong checksum (${sums?.damagedDatabases.join(', ')}): the disk or the memory damages data.`,
  ),
  ...findingOf(
    'deadlocks',
    rate('postgresql_deadlocks_total') || undefined,
    LIMITS.deadlocksPerSecond,
    (value) => `${rounded(value * 60)} deadlocks a minute.`,
  ),
];

const activity: Rule = ({ rate }) => {
  const commits = rate('postgresql_commits_total');
  const rollbacks = rate('postgresql_rollbacks_total');
  const all = (commits ?? 0) + (rollbacks ?? 0);
  const read = rate('postgresql_blocks_read_total');
  const blocks = (read ?? 0) + (rate('postgresql_blocks_hit_total') ?? 0);
  const undone = all >= limits.ENOUGH_TRANSACTIONS_PER_SECOND ? percentOf(rollbacks, all) : undefined;
  const missed = blocks >= limits.ENOUGH_BLOCKS_PER_SECOND ? percentOf(read, blocks) : undefined;
  return [
    ...findingOf(
      'rollbacks_high',
      undone,
      LIMITS.rollbackPercent,
      (value) => `${rounded(value)} % of transactions are rolled back.`,
    ),
    ...findingOf(
      'cache_misses_high',
      missed,
      LIMITS.missPercent,
      (value) => `${rounded(value)} % of blocks are not in the buffers.`,
    ),
    ...findingOf(
      'temp_files_high',
      rate('postgresql_temp_bytes_total'),
      LIMITS.tempBytesPerSecond,
      (value) => `${mebibytes(value)} a second go to temporary files.`,
    ),
  ];
};

const writing: Rule = ({ details: { archiver, server }, rate }) => {
  const requested = rate('postgresql_checkpoints_requested_total');
  const isArchiving = server.archiveMode === 'on' || server.archiveMode === 'always';
  const { lastArchivedSeconds = null, lastFailedSeconds = null } = archiver ?? {};
  // The last attempt failed: since the last success nothing more is archived.
  const isFailing =
    lastFailedSeconds !== null && (lastArchivedSeconds === null || lastFailedSeconds < lastArchivedSeconds);
  const stopped = isArchiving && isFailing ? (lastArchivedSeconds ?? Number.MAX_SAFE_INTEGER) : undefined;
  const failures = isArchiving && stopped === undefined ? rate('postgresql_wal_archive_failures_total') : undefined;
  const some = failures !== undefined && failures > 0;
  const message = 'Attempts to archive WAL failed since the last collection.';
  return [
    ...findingOf(
      'checkpoints_frequent',
      requested,
      LIMITS.requestedCheckpointsPerSecond,
      (value) => `${rounded(value * 60)} checkpoints a minute come before their time: raise max_wal_size.`,
    ),
    ...findingOf('archiving_stopped', stopped, LIMITS.archiveStoppedSeconds, (value) =>
      lastArchivedSeconds === null
        ? 'No WAL has ever been archived.'
        : `No WAL has been archived for ${minutes(value)}.`,
    ),
    ...(some ? [{ severity: 'warning' as const, code: 'archiving_failed', message }] : []),
  ];
};

const vacuum: Rule = ({ tables }) =>
  (tables ?? []).flatMap(({ name, live, dead, vacuumedSeconds }) => {
    const isOverdue = vacuumedSeconds === null || vacuumedSeconds > limits.VACUUM_OVERDUE_SECONDS;
    if (!isOverdue) return [];
    const since = vacuumedSeconds === null ? 'never' : `${Math.round(vacuumedSeconds / 86_400)} days ago`;
    return findingOf(
      'vacuum_overdue',
      percentOf(dead, live + dead),
      LIMITS.deadPercent,
      (value) => `${rounded(value)} % of the rows of ${name} are dead; it was vacuumed ${since}.`,
    );
  });

const RULES: readonly Rule[] = [
  connections,
  transactions,
  wraparound,
  freezing,
  replicas,
  standby,
  slots,
  damage,
  activity,
  writing,
  vacuum,
];

export function judge(judged: Judged): DatabaseFinding[] {
  return RULES.flatMap((rule) => rule(judged));
}
