import { counter, gauge } from '../../../shared/samples.js';
import { percentOf } from '../limit.js';
import type { Details } from './details.js';

export const UPTIME = 'redis_uptime_seconds';

const METRICS = [
  {
    definition: gauge(UPTIME, 'seconds', 'Since the server was started.'),
    of: ({ server }: Details) => server.uptimeSeconds,
  },
  {
    definition: gauge('redis_ping_seconds', 'seconds', 'Shortest of some PINGs, the way to the host included.'),
    of: ({ server }: Details) => server.pingSeconds,
  },
  {
    definition: gauge('redis_connected_clients', 'count', 'Clients connected.'),
    of: ({ clients }: Details) => clients.connected,
  },
  {
    definition: gauge('redis_blocked_clients', 'count', 'Clients waiting in a blocking command.'),
    of: ({ clients }: Details) => clients.blocked,
  },
  {
    definition: gauge('redis_memory_used_bytes', 'bytes', 'Memory that the data takes.'),
    of: ({ memory }: Details) => memory.usedBytes,
  },
  {
    definition: gauge('redis_memory_resident_bytes', 'bytes', 'Memory of the process.'),
    of: ({ memory }: Details) => memory.residentBytes,
  },
  {
    definition: gauge('redis_memory_limit_bytes', 'bytes', 'maxmemory; 0 is no limit.'),
    of: ({ memory }: Details) => memory.limitBytes,
  },
  { definition: gauge('redis_memory_used_percent', 'percent', 'Of maxmemory, where it is set.'), of: memoryPercent },
  {
    definition: gauge('redis_memory_fragmentation_ratio', 'ratio', 'Resident by used memory.'),
    of: ({ memory }: Details) => memory.fragmentationRatio,
  },
  { definition: gauge('redis_keys', 'count', 'Keys in all databases.'), of: ({ keyspace }: Details) => keyspace.keys },
  {
    definition: gauge('redis_connected_replicas', 'count', 'Replicas connected.'),
    of: ({ replication }: Details) => replication.connectedReplicas,
  },
  {
    definition: counter('redis_commands_total', 'count', 'Commands processed.'),
    of: ({ activity }: Details) => activity.commands,
  },
  {
    definition: counter('redis_keyspace_hits_total', 'count', 'Look-ups that found their key.'),
    of: ({ activity }: Details) => activity.hits,
  },
  {
    definition: counter('redis_keyspace_misses_total', 'count', 'Look-ups that found none.'),
    of: ({ activity }: Details) => activity.misses,
  },
  {
    definition: counter('redis_evicted_keys_total', 'count', 'Keys evicted for want of memory.'),
    of: ({ activity }: Details) => activity.evictedKeys,
  },
  {
    definition: counter('redis_expired_keys_total', 'count', 'Keys that expired.'),
    of: ({ activity }: Details) => activity.expiredKeys,
  },
  {
    definition: counter('redis_rejected_connections_total', 'count', 'Connections beyond maxclients.'),
    of: ({ clients }: Details) => clients.rejected,
  },
  {
    definition: counter('redis_input_bytes_total', 'bytes', 'Received.'),
    of: ({ activity }: Details) => activity.inputBytes,
  },
  {
    definition: counter('redis_output_bytes_total', 'bytes', 'Sent.'),
    of: ({ activity }: Details) => activity.outputBytes,
  },
] as const;

export const redisMetricDefinitions = METRICS.map(({ definition }) => definition);

/** A value that the server does not tell is left out: there is no sample of it. */
export function valuesOf(details: Details): Record<string, number> {
  return Object.fromEntries(
    METRICS.flatMap(({ definition, of }): [string, number][] => {
      const value = of(details);
      return value === null || value === undefined ? [] : [[definition.name, value]];
    }),
  );
}

/** undefined without a limit: there is nothing that it could be a share of. */
export function memoryPercent({ memory }: Details): number | undefined {
  return percentOf(memory.usedBytes, memory.limitBytes);
}
