import { counter, gauge } from '../../../shared/samples.js';
import { numberOf, type Settings } from './rows.js';

/** Where a value comes from: the global status, or the variables. */
interface Source {
  readonly from: 'status' | 'variables';
  readonly key: string;
  /** To the unit of the metric. */
  readonly factor?: number;
}

const status = (key: string, factor?: number): Source => ({ from: 'status', key, ...(factor ? { factor } : {}) });
const variable = (key: string): Source => ({ from: 'variables', key });

/** What is read as it is. Names follow mysqld_exporter where it has one. */
const PLAIN = [
  [gauge('mysql_uptime_seconds', 'seconds', 'Time since the server started.'), status('uptime')],
  [gauge('mysql_threads_connected', 'count', 'Open connections.'), status('threads_connected')],
  [gauge('mysql_threads_running', 'count', 'Connections that run a statement.'), status('threads_running')],
  [gauge('mysql_max_used_connections', 'count', 'Most connections at once.'), status('max_used_connections')],
  [gauge('mysql_max_connections', 'count', 'Connections that are allowed.'), variable('max_connections')],
  [counter('mysql_connections_total', 'count', 'Attempts to connect.'), status('connections')],
  [counter('mysql_aborted_connects_total', 'count', 'Failed attempts to connect.'), status('aborted_connects')],
  [counter('mysql_aborted_clients_total', 'count', 'Clients gone without goodbye.'), status('aborted_clients')],
  [counter('mysql_questions_total', 'count', 'Statements sent by clients.'), status('questions')],
  [counter('mysql_slow_queries_total', 'count', 'Statements over long_query_time.'), status('slow_queries')],
  [counter('mysql_received_bytes_total', 'bytes', 'Bytes from clients.'), status('bytes_received')],
  [counter('mysql_sent_bytes_total', 'bytes', 'Bytes to clients.'), status('bytes_sent')],
  [
    counter('mysql_innodb_buffer_pool_reads_total', 'count', 'Reads that the buffer pool could not serve.'),
    status('innodb_buffer_pool_reads'),
  ],
  [
    counter('mysql_innodb_buffer_pool_read_requests_total', 'count', 'Logical reads.'),
    status('innodb_buffer_pool_read_requests'),
  ],
  [
    gauge('mysql_innodb_buffer_pool_size_bytes', 'bytes', 'Size of the buffer pool.'),
    variable('innodb_buffer_pool_size'),
  ],
  [
    gauge('mysql_innodb_buffer_pool_data_bytes', 'bytes', 'Data in the buffer pool.'),
    status('innodb_buffer_pool_bytes_data'),
  ],
  [counter('mysql_innodb_row_lock_waits_total', 'count', 'Waits for a row.'), status('innodb_row_lock_waits')],
  [
    counter('mysql_innodb_row_lock_time_seconds_total', 'seconds', 'Time spent in waiting for rows.'),
    status('innodb_row_lock_time', 0.001),
  ],
  [counter('mysql_innodb_log_waits_total', 'count', 'Waits for the log buffer.'), status('innodb_log_waits')],
  [counter('mysql_innodb_deadlocks_total', 'count', 'Deadlocks.'), status('innodb_deadlocks')],
  [
    counter('mysql_created_tmp_disk_tables_total', 'count', 'Temporary tables on disk.'),
    status('created_tmp_disk_tables'),
  ],
  [gauge('mysql_open_files', 'count', 'Open files.'), status('open_files')],
] as const;

const JUDGED = [
  gauge('mysql_innodb_history_list_length', 'count', 'Undo records that wait to be purged.'),
  gauge('mysql_replication_lag_seconds', 'seconds', 'Behind the source, less the wanted delay; the worst channel.'),
  gauge('mysql_replication_channels', 'count', 'Replication channels that are set up.'),
  gauge('mysql_replication_broken_channels', 'count', 'Channels that do not replicate.'),
  gauge('mysql_galera_cluster_size', 'count', 'Nodes of the Galera cluster.'),
  gauge('mysql_galera_local_state', 'state', '4 is synced.'),
  gauge('mysql_galera_ready', 'boolean', 'The node takes queries.'),
  gauge('mysql_galera_primary', 'boolean', 'The node is in the primary component.'),
] as const;

export const MYSQL_METRICS = [...PLAIN.map(([definition]) => definition), ...JUDGED];
export type MysqlMetric = (typeof MYSQL_METRICS)[number]['name'];
export type MysqlValues = Partial<Record<MysqlMetric, number | null>>;

/**
 * The values that are read as they are. A part that was not answered gives none; a name that this version or family
 * has not gives none either; one that is no number gives null.
 */
export function readPlainValues(settings: {
  status?: Settings | undefined;
  variables?: Settings | undefined;
}): MysqlValues {
  const values: MysqlValues = {};
  for (const [{ name }, source] of PLAIN) {
    const text = settings[source.from]?.get(source.key);
    if (text === undefined) continue;
    const number = numberOf(text);
    values[name] = number === undefined ? null : number * (source.factor ?? 1);
  }
  return values;
}
