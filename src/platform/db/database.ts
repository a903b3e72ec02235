import knexFactory, { type Knex } from 'knex';
import { knexSnakeCaseMappers } from 'objection';
import pg from 'pg';

/**
 * One process's way to PostgreSQL. `knex` serves models and operations; `pool` serves the hot paths (ingest, history,
 * latest values) that use named statements.
 */
export interface Database {
  readonly knex: Knex;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export type Transaction = Knex.Transaction;

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Connections of knex's pool; the pool of the hot paths has half as many. */
  readonly maxConnections?: number;
  readonly statementTimeoutMs?: number;
}

// Numbers that fit a double come back as numbers: counts and byte sizes are bigint in the schema.
const BIGINT_OID = 20;
pg.types.setTypeParser(BIGINT_OID, (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
});

const ignore = (): void => undefined;
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

/** Connects lazily: no connection is made before the first query. */
export function connectDatabase(options: DatabaseOptions): Database {
  const max = options.maxConnections ?? 10;
  const connection = {
    connectionString: options.url,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: 5_000,
    options: '-c timezone=UTC -c jit=off',
    keepAlive: true,
  };
  const knex = knexFactory({
    client: 'pg',
    connection,
    pool: { min: 0, max, acquireTimeoutMillis: 6_000, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: 6_000,
    // Values never become part of an error's message.
    compileSqlOnError: false,
    // Knex would write connection troubles to the console; the query that meets them reports them.
    log: SILENT,
    ...knexSnakeCaseMappers(),
  });
  const pool = new pg.Pool({
    ...connection,
    // Named statements are planned once: planning for many partitions costs more than reading a few of them.
    options: `${connection.options} -c plan_cache_mode=force_generic_plan`,
    max: Math.max(2, Math.ceil(max / 2)),
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that breaks must not end the process: the next query reports the outage.
  pool.on('error', () => undefined);
  return {
    knex,
    pool,
    async close() {
      await Promise.all([knex.destroy(), pool.end()]);
    },
  };
}
