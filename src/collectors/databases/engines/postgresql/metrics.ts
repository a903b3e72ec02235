import { counter, gauge } from '../../../shared/samples.js';
import { maxOf } from './rows.js';
import { percentOf } from '../limit.js';
import type { Details } from './details.js';

export const UPTIME = 'postgresql_uptime_seconds';

const shown = (name: string, unit: string, help: string, of: (details: Details) => number | null | undefined) => ({
  definition: gauge(name, unit, help),
  of,
});
const counted = (name: string, unit: string, help: string, of: (details: Details) => number | null | undefined) => ({
  definition: counter(name, unit, help),
  of,
});

/** Each metric with the detail it is. undefined: that topic was not told, so that there is no sample. */
const METRICS = [
  shown(UPTIME, 'seconds', 'Since the server was started.', ({ server }) => server.uptimeSeconds),
  shown('postgresql_connections', 'count', 'Sessions of clients.', ({ connections }) => connections?.total),
  shown('postgresql_connections_active', 'count', 'Sessions at work.', ({ connections }) => connections?.active),
  shown(
    'postgresql_connections_idle_in_transaction',
    'count',
    'Sessions idle within a transaction.',
    (details) => details.connections?.idleInTransaction,
  ),
  shown(
    'postgresql_connections_usable',
    'count',
    'Sessions that ordinary users may have.',
    ({ connections }) => connections?.usable,
  ),
  shown('postgresql_connections_used_percent', 'percent', 'Of those that ordinary users may have.', connectionsPercent),
  shown(
    'postgresql_longest_transaction_seconds',
    'seconds',
    'Age of the oldest open transaction.',
    ({ transactions }) => transactions?.longestSeconds,
  ),
  shown(
    'postgresql_idle_in_transaction_seconds',
    'seconds',
    'Longest idle time within a transaction.',
    ({ transactions }) => transactions?.idleSeconds,
  ),
  shown(
    'postgresql_blocked_sessions',
    'count',
    'Sessions that wait for a lock of another.',
    ({ blocking }) => blocking?.blocked,
  ),
  shown(
    'postgresql_prepared_transactions',
    'count',
    'Transactions prepared for two-phase commit.',
    ({ prepared }) => prepared?.transactions,
  ),
  shown(
    'postgresql_xid_age',
    'count',
    'Age of the oldest unfrozen transaction id.',
    ({ wraparound }) => wraparound?.xid.age,
  ),
  shown(
    'postgresql_multixact_age',
    'count',
    'Age of the oldest multixact id.',
    ({ wraparound }) => wraparound?.multixact.age,
  ),
  shown('postgresql_replicas', 'count', 'Standbys that are connected.', ({ replicas }) => replicas?.length),
  shown(
    'postgresql_replication_lag_bytes',
    'bytes',
    'WAL not yet replayed: of the standby itself, or of the worst one.',
    lagBytes,
  ),
  shown('postgresql_replication_lag_seconds', 'seconds', 'The same in time; none while it is not known.', lagSeconds),
  shown(
    'postgresql_slot_retained_bytes',
    'bytes',
    'WAL kept for the replication slot that is furthest behind.',
    ({ slots }) => (slots === undefined ? undefined : maxOf(slots.map(({ retainedBytes }) => retainedBytes))),
  ),
  shown(
    'postgresql_size_bytes',
    'bytes',
    'All databases that the role may connect to.',
    ({ sizes }) => sizes?.totalBytes,
  ),
  counted('postgresql_commits_total', 'count', 'Transactions committed.', ({ activity }) => activity?.commits),
  counted('postgresql_rollbacks_total', 'count', 'Transactions rolled back.', ({ activity }) => activity?.rollbacks),
  counted(
    'postgresql_blocks_read_total',
    'count',
    'Blocks not found in the buffers.',
    ({ activity }) => activity?.blocksRead,
  ),
  counted(
    'postgresql_blocks_hit_total',
    'count',
    'Blocks found in the buffers.',
    ({ activity }) => activity?.blocksHit,
  ),
  counted('postgresql_deadlocks_total', 'count', 'Deadlocks.', ({ activity }) => activity?.deadlocks),
  counted('postgresql_temp_bytes_total', 'bytes', 'Written to temporary files.', ({ activity }) => activity?.tempBytes),
  counted(
    'postgresql_checksum_failures_total',
    'count',
    'Pages whose checksum is wrong.',
    ({ activity }) => activity?.checksumFailures,
  ),
  counted(
    'postgresql_checkpoints_timed_total',
    'count',
    'Checkpoints on schedule.',
    ({ checkpoints }) => checkpoints?.['timed'],
  ),
  counted(
    'postgresql_checkpoints_requested_total',
    'count',
    'Checkpoints before their time.',
    ({ checkpoints }) => checkpoints?.['requested'],
  ),
  counted(
    'postgresql_checkpoint_write_seconds_total',
    'seconds',
    'Spent writing in checkpoints.',
    ({ checkpoints }) => checkpoints?.['writeSeconds'],
  ),
  counted('postgresql_wal_archived_total', 'count', 'WAL files archived.', ({ archiver }) => archiver?.archived),
  counted(
    'postgresql_wal_archive_failures_total',
    'count',
    'Failed attempts to archive a WAL file.',
    ({ archiver }) => archiver?.failed,
  ),
  counted('postgresql_wal_bytes_total', 'bytes', 'WAL written.', ({ wal }) => wal?.['bytes']),
  counted('postgresql_io_reads_total', 'count', 'Reads of any kind of process.', ({ io }) => io?.['reads']),
  counted('postgresql_io_writes_total', 'count', 'Writes of any kind of process.', ({ io }) => io?.['writes']),
  counted('postgresql_io_fsyncs_total', 'count', 'Syncs of any kind of process.', ({ io }) => io?.['fsyncs']),
] as const;

export const postgresqlMetricDefinitions = METRICS.map(({ definition }) => definition);

export function valuesOf(details: Details): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const { definition, of } of METRICS) {
    const value = of(details);
    if (value !== undefined) values[definition.name] = value;
  }
  return values;
}

export function connectionsPercent({ connections }: Details): number | undefined {
  return percentOf(connections?.total, connections?.usable);
}

function lagBytes({ standby, replicas }: Details): number | null | undefined {
  if (standby !== undefined) return standby.lagBytes;
  return replicas === undefined || replicas.length === 0 ? undefined : maxOf(replicas.map((one) => one.lagBytes));
}

/** Caught up to the last byte is no lag, whatever the time says; unknown stays unknown. */
function lagSeconds({ standby, replicas }: Details): number | null | undefined {
  if (standby !== undefined) return standby.isReceiving === false ? null : standby.lagSeconds;
  if (replicas === undefined || replicas.length === 0) return undefined;
  return maxOf(replicas.map((one) => (one.lagBytes === 0 ? 0 : one.lagSeconds)));
}
