import type { Limit } from '../limit.js';

const CHECK_MYSQL_HEALTH = 'check_mysql_health, built-in limits';

/** When a value of MySQL or MariaDB becomes a finding. A row without a published source says why it is what it is. */
export const MYSQL_LIMITS = {
  connectionsPercent: { warning: 70, critical: 90, source: 'Netdata health.d/mysql.conf, mysql_connections' },
  abortedConnectsPerSecond: { warning: 1, source: `${CHECK_MYSQL_HEALTH}: connects-aborted 1` },
  slowQueriesPerSecond: { info: 0.1, warning: 1, source: `${CHECK_MYSQL_HEALTH}: slow-queries 0.1 and 1` },
  bufferPoolHitPercent: { warning: 95, worse: 'low', source: `${CHECK_MYSQL_HEALTH}: bufferpool-hitrate 95` },
  rowLockWaitsPerSecond: {
    warning: 10,
    source: 'own: ten waiting statements a second are a hot row, not the odd collision',
  },
  logWaitsPerSecond: { warning: 1, source: `${CHECK_MYSQL_HEALTH}: log-waits 1` },
  historyListLength: { warning: 50_001, source: 'monitoring field notes, part 9: more than 50,000' },
  replicationLagSeconds: {
    warning: 30,
    critical: 300,
    source: 'awesome-prometheus-alerts MysqlSlaveReplicationLag 30; own: more than one collection cycle is critical',
  },
} as const satisfies Record<string, Limit>;

/** A hit rate over a few reads says nothing: the first query after a start would be a finding. */
export const BUFFER_POOL_MIN_REQUESTS_PER_SECOND = 1_000;

/** With a long_query_time below this, slow queries are counted to be logged, and are no trouble. */
export const SLOW_QUERY_MIN_SECONDS = 1;

/** How long a channel or a cluster member that is gone is spoken of before it counts as removed on purpose. */
export const MISSED_FOR_DAYS = 7;
