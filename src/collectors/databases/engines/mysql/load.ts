import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { findingOf, percentOf, rounded } from '../limit.js';
import { BUFFER_POOL_MIN_REQUESTS_PER_SECOND, MYSQL_LIMITS, SLOW_QUERY_MIN_SECONDS } from './limits.js';
import type { MysqlMetric, MysqlValues } from './metrics.js';
import { numberOf, type Settings } from './rows.js';

/** What follows from values and their rates. A number that cannot be had is undefined and no finding. */
export interface Load {
  readonly connectionsPercent: number | undefined;
  readonly abortedConnectsPerSecond: number | undefined;
  readonly slowQueriesPerSecond: number | undefined;
  readonly questionsPerSecond: number | undefined;
  readonly bufferPoolHitPercent: number | undefined;
  readonly rowLockWaitsPerSecond: number | undefined;
  readonly logWaitsPerSecond: number | undefined;
  readonly historyListLength: number | undefined;
}

export interface LoadInput {
  readonly values: MysqlValues;
  readonly rateOf: (name: MysqlMetric) => number | undefined;
  readonly status: Settings | undefined;
  readonly variables: Settings | undefined;
  readonly historyListLength: string | undefined;
}

export function readLoad({ values, rateOf, status, variables, historyListLength }: LoadInput): Load {
  const longQuerySeconds = numberOf(variables?.get('long_query_time'));
  const countsTrouble = longQuerySeconds === undefined || longQuerySeconds >= SLOW_QUERY_MIN_SECONDS;
  return {
    connectionsPercent: percentOf(values.mysql_threads_connected, values.mysql_max_connections),
    abortedConnectsPerSecond: rateOf('mysql_aborted_connects_total'),
    slowQueriesPerSecond: countsTrouble ? rateOf('mysql_slow_queries_total') : undefined,
    questionsPerSecond: rateOf('mysql_questions_total'),
    bufferPoolHitPercent: readHitPercent(rateOf),
    rowLockWaitsPerSecond: rateOf('mysql_innodb_row_lock_waits_total'),
    logWaitsPerSecond: rateOf('mysql_innodb_log_waits_total'),
    // MariaDB and Percona have it in the status, MySQL elsewhere.
    historyListLength: numberOf(status?.get('innodb_history_list_length')) ?? numberOf(historyListLength),
  };
}

function readHitPercent(rateOf: LoadInput['rateOf']): number | undefined {
  const requests = rateOf('mysql_innodb_buffer_pool_read_requests_total');
  const reads = rateOf('mysql_innodb_buffer_pool_reads_total');
  if (requests === undefined || reads === undefined || requests < BUFFER_POOL_MIN_REQUESTS_PER_SECOND) return undefined;
  return percentOf(requests - reads, requests);
}

interface LoadRow {
  readonly code: string;
  readonly key: keyof Load & keyof typeof MYSQL_LIMITS;
  readonly message: (value: string) => string;
}

const ROWS: readonly LoadRow[] = [
  {
    code: 'connections_high',
    key: 'connectionsPercent',
    message: (value) => `${value} % of max_connections are in use: look for clients that do not close theirs.`,
  },
  {
    code: 'aborted_connects',
    key: 'abortedConnectsPerSecond',
    message: (value) => `${value} attempts to connect fail each second: a wrong password somewhere, or a scan.`,
  },
  {
    code: 'slow_queries',
    key: 'slowQueriesPerSecond',
    message: (value) => `${value} statements a second take longer than long_query_time: see the slow query log.`,
  },
  {
    code: 'buffer_pool_misses',
    key: 'bufferPoolHitPercent',
    message: (value) => `Only ${value} % of the reads come from the buffer pool: consider a larger one.`,
  },
  {
    code: 'row_lock_waits',
    key: 'rowLockWaitsPerSecond',
    message: (value) => `${value} statements a second wait for a row that another one holds.`,
  },
  {
    code: 'log_waits',
    key: 'logWaitsPerSecond',
    message: (value) => `${value} writes a second wait for the log buffer: raise innodb_log_buffer_size.`,
  },
  {
    code: 'history_list_long',
    key: 'historyListLength',
    message: (value) => `${value} undo records wait to be purged: look for a transaction that is open for long.`,
  },
];

export function judgeLoad(load: Load): DatabaseFinding[] {
  return ROWS.flatMap(({ code, key, message }) =>
    findingOf(code, load[key], MYSQL_LIMITS[key], (value) => message(rounded(value))),
  );
}
