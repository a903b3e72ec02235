import { migrateDatabase } from '../platform/db/migrate.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { Places } from './parts.js';
import type { Progress } from './progress.js';

/** Migrations, as the schema’s owner. `database_newer_than_code` for a database of a newer version. */
export async function prepareDatabase(places: Places, progress: Progress): Promise<void> {
  progress('Checking the database schema');
  const applicationRole = decodeURIComponent(new URL(places.applicationUrl).username);
  const ran = await migrateDatabase({ ownerUrl: places.ownerUrl, applicationRole }).catch((error: unknown) => {
    throw explain(error);
  });
  if (ran.length > 0) progress(`Migrated the database (${ran.length} step(s))`);
}

function explain(error: unknown): unknown {
  if (error instanceof MillwrightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MillwrightError('startup_failed', `The database could not be prepared: ${message}`, { cause: error });
}
