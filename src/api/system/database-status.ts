import { z } from 'zod';
import type { Database } from '../../platform/db/database.js';
import { readMigrationStatus } from '../../platform/db/migrate.js';

export const DatabaseStatus = z
  .object({
    status: z.enum(['ok', 'migrations_pending', 'newer_than_code']),
    version: z.string().meta({ description: 'Of the PostgreSQL server.' }),
    latencyMs: z.number(),
    sizeBytes: z.int(),
    connections: z.object({ used: z.int(), max: z.int() }),
    migrations: z.object({
      applied: z.int(),
      latest: z.string().nullable(),
      pending: z.array(z.string()),
      unknown: z.array(z.string()),
    }),
  })
  .meta({ id: 'DatabaseStatus' });
export type DatabaseStatus = z.output<typeof DatabaseStatus>;

interface Facts {
  readonly version: string;
  readonly sizeBytes: number;
  readonly used: number;
  readonly max: number;
}

/** Asks the server about itself. Throws like any query when it cannot be reached. */
export async function readDatabaseStatus(database: Database): Promise<DatabaseStatus> {
  const startedAt = performance.now();
  await database.knex.raw('select 1');
  const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10;
  const { rows } = await database.knex.raw<{ rows: Facts[] }>(
    `select current_setting('server_version') as version,
            pg_database_size(current_database()) as "sizeBytes",
            (select count(*) from pg_stat_activity where datname = current_database()) as used,
            current_setting('max_connections')::int as max`,
  );
  const { applied, pending, unknown } = await readMigrationStatus(database.knex);
  const behind = pending.length > 0 ? 'migrations_pending' : 'ok';
  const facts = rows[0] ?? { version: 'unknown', sizeBytes: 0, used: 0, max: 0 };
  return {
    status: unknown.length > 0 ? 'newer_than_code' : behind,
    version: facts.version,
    latencyMs,
    sizeBytes: facts.sizeBytes,
    connections: { used: facts.used, max: facts.max },
    migrations: {
      applied: applied.length,
      latest: applied.at(-1) ?? null,
      pending: [...pending],
      unknown: [...unknown],
    },
  };
}
