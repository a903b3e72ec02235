import type { ExecutionContext } from 'ava';
import pg from 'pg';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { postgresqlMetricDefinitions } from '../../src/collectors/databases/engines/postgresql/metrics.js';
import { startPostgres, type PostgresOptions, type PostgresServer } from './database-servers.js';

/** A server of the test's own. */
export async function start(t: ExecutionContext, options: PostgresOptions = {}): Promise<PostgresServer> {
  const server = await startPostgres(options);
  t.teardown(() => server.stop());
  return server;
}

/** A session that stays open. */
export async function hold(
  server: PostgresServer,
  t: ExecutionContext,
  user = 'postgres',
  password = '',
): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user, password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.end().catch(() => undefined));
  return client;
}

export function assertMeasured(t: ExecutionContext, measured: Measurement): void {
  t.is(measured.status, 'online');
  t.deepEqual(
    measured.errors.map(({ message }) => message),
    [],
  );
  const values = Object.entries(measured.values);
  const declared = new Set<string>(postgresqlMetricDefinitions.map(({ name }) => name));
  t.true(
    values.every(([name, value]) => declared.has(name) && (value === null || (Number.isFinite(value) && value >= 0))),
  );
}

/** A view of the statistics is not there, as if this were another version. */
export const WITHOUT_SLOTS =
  'SET allow_system_table_mods = on; ALTER VIEW pg_catalog.pg_replication_slots RENAME TO of_another_version';
