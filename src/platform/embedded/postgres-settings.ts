import { totalmem } from 'node:os';

export interface PostgresSettings {
  readonly port: number;
  readonly maxConnections: number;
  /** False only in tests: a crash of the machine may then cost the data, and everything is faster. */
  readonly durable: boolean;
}

const LARGE_MACHINE_BYTES = 4 * 1024 ** 3;

/** One row a setting, so that the reason stands beside it. */
function listSettings(settings: PostgresSettings): readonly (readonly [string, string, string])[] {
  const large = totalmem() >= LARGE_MACHINE_BYTES;
  const safe = settings.durable ? 'on' : 'off';
  return [
    ['listen_addresses', "'127.0.0.1'", 'nothing from outside this machine'],
    ['port', String(settings.port), ''],
    ['unix_socket_directories', "''", 'one door is enough, and it asks for a password'],
    ['max_connections', String(settings.maxConnections), ''],
    ['shared_buffers', large ? '256MB' : '64MB', 'beside everything else on the machine'],
    ['effective_cache_size', large ? '1GB' : '256MB', ''],
    ['dynamic_shared_memory_type', 'posix', ''],
    ['password_encryption', "'scram-sha-256'", ''],
    ['jit', 'off', 'compiling costs more than our short queries take'],
    ['random_page_cost', '1.1', 'solid-state disks'],
    ['wal_compression', 'on', ''],
    ['max_wal_size', '1GB', ''],
    ['fsync', safe, ''],
    ['synchronous_commit', safe, ''],
    ['full_page_writes', safe, ''],
    ['timezone', "'UTC'", ''],
    ['log_timezone', "'UTC'", ''],
    ['lc_messages', "'C'", ''],
    ['logging_collector', 'off', 'standard error goes to postgres.log, renamed at start when it has grown'],
    ['log_line_prefix', "'%m [%p] %e '", '%e is the error code that a failed start is recognised by'],
    ['log_error_verbosity', 'terse', 'details quote rows, and rows do not belong into a log'],
    ['log_min_error_statement', 'panic', 'the same for statements'],
    ['log_checkpoints', 'off', ''],
  ];
}

/** postgresql.conf; written anew at each start. */
export function renderPostgresConfig(settings: PostgresSettings): string {
  const lines = listSettings(settings).map(
    ([name, value, why]) => `${name} = ${value}${why === '' ? '' : `  # ${why}`}`,
  );
  return [
    '# Written by Millwright at every start. Your own settings belong into postgresql.local.conf beside this file.',
    ...lines,
    "include = 'postgresql.local.conf'",
    '',
  ].join('\n');
}

/** pg_hba.conf: passwords only, from this machine only. */
export const HOST_BASED_ACCESS = 'host all all 127.0.0.1/32 scram-sha-256\n';
