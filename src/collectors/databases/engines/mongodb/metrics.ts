import { counter, gauge } from '../../../shared/samples.js';
import { numberAt } from './documents.js';

const path = (text: string, factor = 1) => ({ path: text.split('/'), factor });

/** What is read from serverStatus as it is. */
const PLAIN = [
  [gauge('mongodb_uptime_seconds', 'seconds', 'Time since the server started.'), path('uptime')],
  [gauge('mongodb_connections_current', 'count', 'Open connections.'), path('connections/current')],
  [
    gauge('mongodb_connections_available', 'count', 'Connections that it can still take.'),
    path('connections/available'),
  ],
  [gauge('mongodb_resident_memory_bytes', 'bytes', 'Memory in use.'), path('mem/resident', 1024 * 1024)],
  [counter('mongodb_asserts_regular_total', 'count', 'Internal assertions.'), path('asserts/regular')],
  [counter('mongodb_asserts_user_total', 'count', 'Errors of clients.'), path('asserts/user')],
  [
    counter('mongodb_cursors_timed_out_total', 'count', 'Cursors that nobody read on.'),
    path('metrics/cursor/timedOut'),
  ],
  [gauge('mongodb_cursors_open', 'count', 'Open cursors.'), path('metrics/cursor/open/total')],
  [counter('mongodb_inserts_total', 'count', 'Inserts.'), path('opcounters/insert')],
  [counter('mongodb_queries_total', 'count', 'Queries.'), path('opcounters/query')],
  [counter('mongodb_updates_total', 'count', 'Updates.'), path('opcounters/update')],
  [counter('mongodb_deletes_total', 'count', 'Deletes.'), path('opcounters/delete')],
  [counter('mongodb_getmores_total', 'count', 'Continued cursors.'), path('opcounters/getmore')],
  [counter('mongodb_commands_total', 'count', 'Commands.'), path('opcounters/command')],
  [counter('mongodb_received_bytes_total', 'bytes', 'Bytes from clients.'), path('network/bytesIn')],
  [counter('mongodb_sent_bytes_total', 'bytes', 'Bytes to clients.'), path('network/bytesOut')],
  [gauge('mongodb_cache_bytes', 'bytes', 'Data in the cache.'), path('wiredTiger/cache/bytes currently in the cache')],
  [
    gauge('mongodb_cache_dirty_bytes', 'bytes', 'Changed data in the cache.'),
    path('wiredTiger/cache/tracked dirty bytes in the cache'),
  ],
  [gauge('mongodb_cache_max_bytes', 'bytes', 'Size of the cache.'), path('wiredTiger/cache/maximum bytes configured')],
] as const;

const JUDGED = [
  gauge('mongodb_read_tickets_available', 'count', 'Reads that may start at once.'),
  gauge('mongodb_write_tickets_available', 'count', 'Writes that may start at once.'),
  gauge('mongodb_queued_reads', 'count', 'Reads that wait.'),
  gauge('mongodb_queued_writes', 'count', 'Writes that wait.'),
  gauge(
    'mongodb_replication_lag_seconds',
    'seconds',
    'Behind the primary; the worst member that is not so on purpose.',
  ),
  gauge('mongodb_replica_set_members', 'count', 'Members of the replica set.'),
  gauge('mongodb_replica_set_down_members', 'count', 'Members that are not reachable.'),
  gauge('mongodb_replica_set_has_primary', 'boolean', 'The set takes writes.'),
  gauge('mongodb_oplog_window_seconds', 'seconds', 'How far back the oplog reaches.'),
  gauge('mongodb_databases', 'count', 'Databases.'),
  gauge('mongodb_data_bytes', 'bytes', 'Size of all databases on disk.'),
] as const;

export const MONGODB_METRICS = [...PLAIN.map(([definition]) => definition), ...JUDGED];
export type MongodbMetric = (typeof MONGODB_METRICS)[number]['name'];
export type MongodbValues = Partial<Record<MongodbMetric, number | null>>;

/** What this version or kind of server does not have is left out. */
export function readPlainValues(status: unknown): MongodbValues {
  const values: MongodbValues = {};
  for (const [{ name }, source] of PLAIN) {
    const number = numberAt(status, ...source.path);
    if (number !== undefined) values[name] = number * source.factor;
  }
  return values;
}
