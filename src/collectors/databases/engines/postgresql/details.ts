import type { QueryId } from './queries.js';
import { maxOf, readAge, readNumber, readText, sumOf, type Row, type Rows } from './rows.js';
import type { Server } from './server.js';

export type RowsOf = (id: QueryId) => Rows | undefined;

/** What was measured, by topic. A topic whose query failed is absent; a value that nobody knows is null. */
export interface Details {
  readonly server: Server;
  readonly connections?: ReturnType<typeof readConnections>;
  readonly transactions?: ReturnType<typeof readTransactions>;
  readonly blocking?: ReturnType<typeof readBlocking>;
  readonly prepared?: ReturnType<typeof readPrepared>;
  readonly wraparound?: ReturnType<typeof readWraparound>;
  readonly replicas?: ReturnType<typeof readReplicas>;
  readonly standby?: ReturnType<typeof readStandby>;
  readonly slots?: ReturnType<typeof readSlots>;
  readonly activity?: ReturnType<typeof readActivity>;
  readonly sizes?: ReturnType<typeof readSizes>;
  readonly checkpoints?: Readonly<Record<string, number | null>>;
  readonly archiver?: ReturnType<typeof readArchiver>;
  readonly io?: Readonly<Record<string, number | null>>;
  readonly wal?: Readonly<Record<string, number | null>>;
}

export function readDetails(server: Server, rowsOf: RowsOf): Details {
  const topic = <N extends string, T>(name: N, id: QueryId, read: (rows: Rows) => T): { [K in N]?: T } => {
    const rows = rowsOf(id);
    return rows === undefined ? {} : ({ [name]: read(rows) } as { [K in N]: T });
  };
  return {
    server,
    ...topic('connections', 'connections', (rows) => readConnections(rows, server)),
    ...topic('transactions', 'transactions', ([row]) => readTransactions(row)),
    ...topic('blocking', 'blocking', ([row]) => readBlocking(row)),
    ...topic('prepared', 'prepared', ([row]) => readPrepared(row)),
    ...topic('wraparound', 'wraparound', readWraparound),
    ...topic('replicas', 'replicas', readReplicas),
    ...topic('standby', 'standby', ([row]) => readStandby(row, rowsOf('receiver')?.[0])),
    ...topic('slots', 'slots', readSlots),
    ...topic('activity', 'databases', readActivity),
    ...topic('sizes', 'sizes', readSizes),
    ...topic('checkpoints', 'checkpoints', ([row]) =>
      numbersOf(row, {
        timed: 'timed',
        requested: 'requested',
        writeSeconds: 'write_seconds',
        syncSeconds: 'sync_seconds',
      }),
    ),
    ...topic('archiver', 'archiver', ([row]) => readArchiver(row)),
    ...topic('io', 'io', ([row]) =>
      numbersOf(row, {
        reads: 'reads',
        writes: 'writes',
        extends: 'extends',
        evictions: 'evictions',
        fsyncs: 'fsyncs',
      }),
    ),
    ...topic('wal', 'wal', ([row]) =>
      numbersOf(row, { bytes: 'wal_bytes', records: 'wal_records', buffersFull: 'wal_buffers_full' }),
    ),
  };
}

function numbersOf(row: Row | undefined, names: Readonly<Record<string, string>>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(names).map(([key, column]) => [key, readNumber(row, column)]));
}

function readConnections(rows: Rows, { maxConnections, reservedConnections }: Server) {
  const count = (isWanted: (state: string) => boolean): number =>
    rows.reduce(
      (sum, row) => sum + (isWanted(readText(row, 'state') ?? '') ? (readNumber(row, 'sessions') ?? 0) : 0),
      0,
    );
  const usable = maxConnections === null ? null : Math.max(1, maxConnections - reservedConnections);
  return {
    total: count(() => true),
    active: count((state) => state === 'active' || state === 'fastpath function call'),
    idle: count((state) => state === 'idle'),
    idleInTransaction: count((state) => state.startsWith('idle in transaction')),
    /** Those of other users, which this role may only count. */
    hidden: count((state) => state === 'hidden'),
    usable,
  };
}

function readTransactions(row: Row | undefined) {
  return { longestSeconds: readAge(row, 'longest_seconds'), idleSeconds: readAge(row, 'idle_seconds') };
}

function readBlocking(row: Row | undefined) {
  return {
    blocked: readNumber(row, 'blocked'),
    blockers: readNumber(row, 'blockers'),
    longestSeconds: readAge(row, 'longest_seconds'),
  };
}

function readPrepared(row: Row | undefined) {
  return { transactions: readNumber(row, 'transactions'), oldestSeconds: readAge(row, 'oldest_seconds') };
}

function readWraparound(rows: Rows) {
  const worst = (column: string): { database: string | null; age: number | null } => {
    const age = maxOf(rows.map((row) => readNumber(row, column)));
    const row = rows.find((one) => readNumber(one, column) === age);
    return { database: readText(row, 'name'), age };
  };
  return { xid: worst('xid_age'), multixact: worst('mxid_age') };
}

function readReplicas(rows: Rows) {
  return rows.map((row) => ({
    name: readText(row, 'name'),
    address: readText(row, 'address'),
    state: readText(row, 'state'),
    syncState: readText(row, 'sync_state'),
    /** A replica's position may be read a moment after the end of the WAL was. */
    lagBytes: readAge(row, 'lag_bytes'),
    /** null: nothing was sent lately, or this role may not know; `lagBytes` tells. */
    lagSeconds: readAge(row, 'lag_seconds'),
  }));
}

function readStandby(row: Row | undefined, receiver: Row | undefined) {
  const receivers = readNumber(receiver, 'receivers');
  return {
    /** It has received WAL over a connection since it was started: false is one fed from an archive. */
    streams: row?.['streams'] === true,
    /** null: not told. */
    isReceiving: receivers === null ? null : receivers > 0,
    receiverStatus: readText(receiver, 'status'),
    paused: row?.['paused'] === true,
    lagBytes: readAge(row, 'lag_bytes'),
    lagSeconds: readAge(row, 'lag_seconds'),
  };
}

function readSlots(rows: Rows) {
  return rows.map((row) => ({
    name: readText(row, 'name') ?? '',
    type: readText(row, 'type'),
    active: typeof row['active'] === 'boolean' ? row['active'] : null,
    walStatus: readText(row, 'wal_status'),
    retainedBytes: readAge(row, 'retained_bytes'),
  }));
}

const COUNTERS = {
  commits: 'commits',
  rollbacks: 'rollbacks',
  blocksRead: 'blks_read',
  blocksHit: 'blks_hit',
  deadlocks: 'deadlocks',
  tempBytes: 'temp_bytes',
  checksumFailures: 'checksum_failures',
} as const;

/** Sums over all databases; the row without a name counts what they share. */
function readActivity(rows: Rows) {
  const sums = Object.entries(COUNTERS).map(([key, column]) => [key, sumOf(rows, column)]);
  const damaged = rows.filter((row) => (readNumber(row, 'checksum_failures') ?? 0) > 0);
  return {
    ...(Object.fromEntries(sums) as Record<keyof typeof COUNTERS, number | null>),
    databases: rows.filter((row) => readText(row, 'name') !== null).length,
    damagedDatabases: damaged.map((row) => readText(row, 'name') ?? 'shared catalogs').slice(0, 20),
  };
}

function readSizes(rows: Rows) {
  return {
    totalBytes: sumOf(rows, 'bytes'),
    largest: rows.slice(0, 10).map((row) => ({ name: readText(row, 'name') ?? '', bytes: readNumber(row, 'bytes') })),
  };
}

function readArchiver(row: Row | undefined) {
  return {
    archived: readNumber(row, 'archived_count'),
    failed: readNumber(row, 'failed_count'),
    lastArchivedSeconds: readAge(row, 'last_archived_seconds'),
    lastFailedSeconds: readAge(row, 'last_failed_seconds'),
  };
}

export interface TableState {
  readonly name: string;
  readonly live: number;
  readonly dead: number;
  /** Since the last vacuum of either kind; null: never. */
  readonly vacuumedSeconds: number | null;
}

export function readTables(rows: Rows): TableState[] {
  return rows.map((row) => ({
    name: `${readText(row, 'schema') ?? ''}.${readText(row, 'name') ?? ''}`,
    live: readNumber(row, 'live') ?? 0,
    dead: readNumber(row, 'dead') ?? 0,
    vacuumedSeconds: readAge(row, 'vacuumed_seconds'),
  }));
}
