import type { Server } from './server.js';

/**
 * One question. `since` and `before` bound the versions (`server_version_num`) in which this text works; rows of the
 * same id exclude one another. No text holds a value from outside: names, if any, are the catalog's own.
 */
export interface Query {
  readonly id: QueryId;
  readonly since?: number;
  readonly before?: number;
  readonly on?: 'primary' | 'standby';
  readonly checkpointer?: boolean;
  readonly sql: string;
}

export type QueryId = (typeof QUERY_IDS)[number];
export const QUERY_IDS = [
  'server',
  'connections',
  'transactions',
  'blocking',
  'wraparound',
  'prepared',
  'replicas',
  'standby',
  'receiver',
  'slots',
  'databases',
  'sizes',
  'checkpoints',
  'archiver',
  'io',
  'wal',
  'tables',
] as const;

/** Older ones have been out of support since 2021. */
export const OLDEST_VERSION = 90_600;

const AGE = (column: string): string => `extract(epoch from clock_timestamp() - ${column})`;
const WAL_END_PRIMARY = 'pg_current_wal_lsn()';
const WAL_END_STANDBY = 'pg_last_wal_replay_lsn()';
const CLIENTS = `backend_type = 'client backend' AND pid <> pg_backend_pid()`;

export const SERVER_QUERY: Query = {
  id: 'server',
  sql: `SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS version_number,
    pg_is_in_recovery() AS standby,
    to_regclass('pg_catalog.pg_stat_checkpointer') IS NOT NULL AS has_checkpointer,
    coalesce((SELECT pg_has_role(current_user, oid, 'usage') FROM pg_roles WHERE rolname = 'pg_read_all_stats'),
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)) AS sees_all,
    ${AGE('pg_postmaster_start_time()')} AS uptime_seconds,
    current_setting('max_connections')::int AS max_connections,
    current_setting('superuser_reserved_connections')::int AS superuser_reserved,
    nullif(current_setting('reserved_connections', true), '')::int AS reserved,
    current_setting('autovacuum_freeze_max_age')::bigint AS freeze_max_age,
    current_setting('autovacuum_multixact_freeze_max_age')::bigint AS multixact_freeze_max_age,
    current_setting('autovacuum')::boolean AS autovacuum,
    current_setting('archive_mode') AS archive_mode,
    current_setting('data_checksums', true) AS data_checksums`,
};

/** A role without pg_monitor sees that a session is there (user, database), not what it is or does. */
const HIDDEN = 'backend_type IS NULL AND datid IS NOT NULL AND usesysid IS NOT NULL';

const ACTIVITY: readonly Query[] = [
  {
    id: 'connections',
    since: 100_000,
    sql: `SELECT coalesce(state, CASE WHEN ${HIDDEN} THEN 'hidden' ELSE 'unknown' END) AS state, count(*) AS sessions
    FROM pg_stat_activity WHERE backend_type = 'client backend' OR (${HIDDEN}) GROUP BY 1`,
  },
  {
    id: 'connections',
    before: 100_000,
    sql: `SELECT coalesce(state, 'hidden') AS state, count(*) AS sessions FROM pg_stat_activity GROUP BY 1`,
  },
  {
    id: 'transactions',
    since: 100_000,
    sql: `SELECT max(${AGE('xact_start')}) AS longest_seconds,
      max(${AGE('state_change')}) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_seconds
    FROM pg_stat_activity WHERE ${CLIENTS}`,
  },
  {
    id: 'transactions',
    before: 100_000,
    sql: `SELECT max(${AGE('xact_start')}) AS longest_seconds,
      max(${AGE('state_change')}) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_seconds
    FROM pg_stat_activity WHERE pid <> pg_backend_pid()`,
  },
  {
    // Asking who blocks takes locks itself: only for those that wait for one, and for so many.
    id: 'blocking',
    sql: `SELECT count(*) AS blocked, max(w.seconds) AS longest_seconds,
      (SELECT count(DISTINCT b) FROM unnest(array_agg(w.blocker)) AS b) AS blockers
    FROM (SELECT (pg_blocking_pids(a.pid))[1] AS blocker, ${AGE('a.state_change')} AS seconds
      FROM (SELECT pid, state_change FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 100) AS a) AS w
    WHERE w.blocker IS NOT NULL`,
  },
  {
    id: 'prepared',
    sql: `SELECT count(*) AS transactions, max(${AGE('prepared')}) AS oldest_seconds FROM pg_prepared_xacts`,
  },
];

const CLUSTER: readonly Query[] = [
  {
    id: 'wraparound',
    sql: `SELECT datname AS name, age(datfrozenxid) AS xid_age, mxid_age(datminmxid) AS mxid_age FROM pg_database
    ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC LIMIT 100`,
  },
  {
    id: 'databases',
    since: 120_000,
    sql: databaseCounters('checksum_failures'),
  },
  {
    id: 'databases',
    before: 120_000,
    sql: databaseCounters('NULL::bigint'),
  },
  {
    // Counts files on disk: the one that may take long. A database that the role may not connect to would be an error.
    id: 'sizes',
    sql: `SELECT datname AS name, pg_database_size(oid) AS bytes FROM pg_database
    WHERE has_database_privilege(oid, 'CONNECT') ORDER BY 2 DESC LIMIT 200`,
  },
  {
    id: 'checkpoints',
    checkpointer: false,
    sql: `SELECT checkpoints_timed AS timed, checkpoints_req AS requested, checkpoint_write_time / 1000 AS write_seconds,
      checkpoint_sync_time / 1000 AS sync_seconds, buffers_checkpoint AS buffers FROM pg_stat_bgwriter`,
  },
  {
    id: 'checkpoints',
    checkpointer: true,
    sql: `SELECT num_timed AS timed, num_requested AS requested, write_time / 1000 AS write_seconds,
      sync_time / 1000 AS sync_seconds, buffers_written AS buffers FROM pg_stat_checkpointer`,
  },
  {
    id: 'archiver',
    sql: `SELECT archived_count, failed_count, ${AGE('last_archived_time')} AS last_archived_seconds,
      ${AGE('last_failed_time')} AS last_failed_seconds FROM pg_stat_archiver`,
  },
  {
    id: 'io',
    since: 160_000,
    sql: `SELECT sum(reads) AS reads, sum(writes) AS writes, sum(extends) AS extends, sum(evictions) AS evictions,
      sum(fsyncs) AS fsyncs FROM pg_stat_io`,
  },
  { id: 'wal', since: 140_000, sql: 'SELECT wal_bytes, wal_records, wal_buffers_full FROM pg_stat_wal' },
];

const REPLICATION: readonly Query[] = [
  { id: 'replicas', since: 100_000, on: 'primary', sql: replicas(WAL_END_PRIMARY) },
  { id: 'replicas', since: 100_000, on: 'standby', sql: replicas(WAL_END_STANDBY) },
  {
    id: 'replicas',
    before: 100_000,
    on: 'primary',
    sql: `SELECT application_name AS name, client_addr::text AS address, state, sync_state,
      pg_xlog_location_diff(pg_current_xlog_location(), replay_location) AS lag_bytes, NULL::float AS lag_seconds
    FROM pg_stat_replication ORDER BY 1, 2 LIMIT 100`,
  },
  {
    id: 'standby',
    since: 100_000,
    on: 'standby',
    sql: standby(
      'pg_last_wal_receive_lsn()',
      'pg_last_wal_replay_lsn()',
      'pg_wal_lsn_diff',
      'pg_is_wal_replay_paused()',
    ),
  },
  {
    id: 'standby',
    before: 100_000,
    on: 'standby',
    sql: standby(
      'pg_last_xlog_receive_location()',
      'pg_last_xlog_replay_location()',
      'pg_xlog_location_diff',
      'pg_is_xlog_replay_paused()',
    ),
  },
  {
    id: 'receiver',
    on: 'standby',
    sql: 'SELECT count(*) AS receivers, max(status) AS status FROM pg_stat_wal_receiver WHERE pid IS NOT NULL',
  },
  {
    id: 'slots',
    before: 100_000,
    on: 'primary',
    sql: slots('NULL::text', 'pg_xlog_location_diff(pg_current_xlog_location(), restart_lsn)', 'true'),
  },
  {
    id: 'slots',
    since: 100_000,
    before: 130_000,
    on: 'primary',
    sql: slots('NULL::text', retained(WAL_END_PRIMARY), 'NOT temporary'),
  },
  { id: 'slots', since: 130_000, on: 'primary', sql: slots('wal_status', retained(WAL_END_PRIMARY), 'NOT temporary') },
  { id: 'slots', since: 130_000, on: 'standby', sql: slots('wal_status', retained(WAL_END_STANDBY), 'NOT temporary') },
];

/** Of the database of the session only: asked in the largest one, in a session of its own. */
export const TABLES_QUERY: Query = {
  id: 'tables',
  sql: `SELECT schemaname AS schema, relname AS name, n_live_tup AS live, n_dead_tup AS dead,
    ${AGE('greatest(last_autovacuum, last_vacuum)')} AS vacuumed_seconds
  FROM pg_stat_user_tables WHERE n_dead_tup > 10000 ORDER BY n_dead_tup DESC LIMIT 20`,
};

export const QUERIES: readonly Query[] = [...ACTIVITY, ...CLUSTER, ...REPLICATION];

type Gate = Pick<Server, 'versionNumber' | 'isStandby' | 'hasCheckpointer'>;

/** The queries that work on such a server: at most one of each id. */
export function selectQueries(server: Gate): readonly Query[] {
  if (server.versionNumber < OLDEST_VERSION) return [];
  return QUERIES.filter(
    ({ since, before, on, checkpointer }) =>
      (since === undefined || server.versionNumber >= since) &&
      (before === undefined || server.versionNumber < before) &&
      (on === undefined || (on === 'standby') === server.isStandby) &&
      (checkpointer === undefined || checkpointer === server.hasCheckpointer),
  );
}

function databaseCounters(checksumFailures: string): string {
  return `SELECT datname AS name, numbackends AS sessions, xact_commit AS commits, xact_rollback AS rollbacks,
    blks_read, blks_hit, deadlocks, temp_bytes, ${checksumFailures} AS checksum_failures
  FROM pg_stat_database ORDER BY xact_commit + xact_rollback DESC NULLS LAST LIMIT 500`;
}

function replicas(walEnd: string): string {
  return `SELECT application_name AS name, client_addr::text AS address, state, sync_state,
    pg_wal_lsn_diff(${walEnd}, replay_lsn) AS lag_bytes, extract(epoch from replay_lag) AS lag_seconds
  FROM pg_stat_replication ORDER BY 1, 2 LIMIT 100`;
}

/** An idle primary sends nothing: the age of the last transaction is a lag only while something waits to be replayed. */
function standby(received: string, replayed: string, difference: string, paused: string): string {
  return `SELECT ${received} IS NOT NULL AS streams, ${difference}(${received}, ${replayed}) AS lag_bytes,
    CASE WHEN ${received} = ${replayed} THEN 0 WHEN ${received} IS NOT NULL
      THEN ${AGE('pg_last_xact_replay_timestamp()')} END AS lag_seconds,
    ${paused} AS paused`;
}

function retained(walEnd: string): string {
  return `pg_wal_lsn_diff(${walEnd}, restart_lsn)`;
}

function slots(status: string, bytes: string, where: string): string {
  return `SELECT slot_name AS name, slot_type AS type, active, ${status} AS wal_status, ${bytes} AS retained_bytes
  FROM pg_replication_slots WHERE ${where} ORDER BY 1 LIMIT 200`;
}

/** One statement with one value: the rows as one line of JSON, the same over every way to ask. */
export function asJson({ sql }: Query): string {
  return `SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]'::jsonb)::text AS json FROM (${sql}) AS q`;
}
