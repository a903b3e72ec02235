import { readDecimal, readFlag, readInteger, type RedisInfo } from './info.js';

/** What was measured, by topic. null: not told, which is never the same as 0 or false. */
export type Details = ReturnType<typeof readDetails>;

export interface Asked {
  readonly info: RedisInfo;
  /** The shortest of some; undefined when it was not tried. */
  readonly pingSeconds: number | undefined;
  /** `CONFIG GET save`; undefined when it may not be asked. */
  readonly savePolicy: string | undefined;
  /** `CLUSTER INFO`; undefined when it is none, or may not be asked. */
  readonly clusterState: string | undefined;
  /** It was asked within TLS. */
  readonly tls: boolean;
}

export function readDetails({ info, pingSeconds, savePolicy, clusterState, tls }: Asked) {
  const text = (name: string): string | null => info.fields.get(name)?.slice(0, 200) ?? null;
  const count = (name: string): number | null => readInteger(info.fields.get(name));
  return {
    ...readActivity(count),
    tls,
    server: {
      flavour: text('server_name') ?? (info.fields.has('valkey_version') ? 'valkey' : 'redis'),
      mode: text('redis_mode') ?? text('server_mode'),
      uptimeSeconds: count('uptime_in_seconds'),
      pingSeconds: pingSeconds ?? null,
      operatingSystem: text('os'),
    },
    memory: {
      usedBytes: count('used_memory'),
      residentBytes: count('used_memory_rss'),
      peakBytes: count('used_memory_peak'),
      /** 0: no limit. */
      limitBytes: count('maxmemory'),
      policy: text('maxmemory_policy'),
      fragmentationRatio: readDecimal(info.fields.get('mem_fragmentation_ratio')),
    },
    persistence: { ...readPersistence(info), savePolicy: savePolicy ?? null },
    replication: readReplication(info),
    keyspace: {
      keys: info.keyspace?.reduce((sum, { keys }) => sum + (keys ?? 0), 0) ?? null,
      databases: info.keyspace?.slice(0, 64) ?? [],
    },
    cluster: { enabled: readFlag(info.fields.get('cluster_enabled')), state: clusterState ?? null },
    commands: info.commands,
  };
}

function readActivity(count: (name: string) => number | null) {
  return {
    clients: {
      connected: count('connected_clients'),
      blocked: count('blocked_clients'),
      limit: count('maxclients'),
      rejected: count('rejected_connections'),
      received: count('total_connections_received'),
    },
    activity: {
      commands: count('total_commands_processed'),
      hits: count('keyspace_hits'),
      misses: count('keyspace_misses'),
      evictedKeys: count('evicted_keys'),
      expiredKeys: count('expired_keys'),
      inputBytes: count('total_net_input_bytes'),
      outputBytes: count('total_net_output_bytes'),
    },
  };
}

function readPersistence({ fields }: RedisInfo) {
  const savedAtSeconds = readInteger(fields.get('rdb_last_save_time'));
  // The server's own clock: ours may differ. Before 5.0.? it does not tell it.
  const nowMicroseconds = readInteger(fields.get('server_time_usec'));
  const age =
    savedAtSeconds === null || nowMicroseconds === null ? null : Math.max(0, nowMicroseconds / 1e6 - savedAtSeconds);
  return {
    isLoading: readFlag(fields.get('loading')),
    loadingPercent: percentText(fields.get('loading_loaded_perc')),
    loadingEtaSeconds: readInteger(fields.get('loading_eta_seconds')),
    changesSinceSave: readInteger(fields.get('rdb_changes_since_last_save')),
    isSaving: readFlag(fields.get('rdb_bgsave_in_progress')),
    lastSaveStatus: fields.get('rdb_last_bgsave_status') ?? null,
    lastSaveAgeSeconds: age,
    aofEnabled: readFlag(fields.get('aof_enabled')),
    aofLastWriteStatus: fields.get('aof_last_write_status') ?? null,
    aofLastRewriteStatus: fields.get('aof_last_bgrewrite_status') ?? null,
  };
}

function percentText(text: string | undefined): number | null {
  const value = readDecimal(text);
  return value === null ? null : Math.min(value, 100);
}

function readReplication({ fields, replicas }: RedisInfo) {
  return {
    role: fields.get('role') ?? null,
    connectedReplicas: readInteger(fields.get('connected_slaves')),
    replicas: replicas.slice(0, 64),
    primary: fields.has('master_host') ? `${fields.get('master_host')}:${fields.get('master_port') ?? '?'}` : null,
    /** `up` or `down`; null on a primary. */
    linkStatus: fields.get('master_link_status') ?? null,
    linkDownSeconds: readInteger(fields.get('master_link_down_since_seconds')),
    lastIoSeconds: readInteger(fields.get('master_last_io_seconds_ago')),
    isSynchronising: readFlag(fields.get('master_sync_in_progress')),
  };
}
