import { loadConfig, type Config } from '../config/config.js';
import { createAdminToken } from '../operations/identity/first-admin.js';
import { setPause } from '../operations/workflows/pause.js';
import { activeRootKey } from '../platform/crypto/keyring.js';
import { ensureEncryptionKey } from '../platform/crypto/key-check.js';
import { connectDatabase, type Database } from '../platform/db/database.js';
import { findRunningPostgres } from '../platform/embedded/embedded-postgres.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { newId } from '../platform/ids/ids.js';
import { createLogger } from '../platform/log/logger.js';
import { requireKeyring } from './master-key.js';
import { systemContext } from './system-context.js';

/** The database of this installation: the given one, or the embedded one of a Millwright that runs. */
export async function findDatabaseUrls(config: Config): Promise<{ applicationUrl: string; ownerUrl: string }> {
  if (config.databaseUrl !== undefined) {
    return { applicationUrl: config.databaseUrl, ownerUrl: config.databaseOwnerUrl ?? config.databaseUrl };
  }
  const running = await findRunningPostgres(config.dataDirectory);
  if (running !== undefined) return running;
  throw new MillwrightError(
    'startup_failed',
    `No Millwright runs on ${config.dataDirectory}. Start it first (\`npm start\`), or set DATABASE_URL or MILLWRIGHT_DATA_DIR.`,
  );
}

async function withDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const { applicationUrl } = await findDatabaseUrls(config);
  const database = connectDatabase({ url: applicationUrl, applicationName: 'millwright-cli', maxConnections: 2 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Whoever can read the data directory or the master key owns this installation: no token is asked for. */
export async function runTokenCreate(args: readonly string[]): Promise<number> {
  const flags = args.filter((arg) => arg !== '--admin');
  if (flags.length === args.length) {
    throw new MillwrightError(
      'configuration_invalid',
      '`millwright token create` makes admin tokens only: add --admin. Other tokens come from POST /api/tokens.',
    );
  }
  const config = loadConfig({ environment: process.env, flags });
  const token = await withDatabase(config, async (database) => {
    const keyring = requireKeyring(config);
    await ensureEncryptionKey(database, keyring);
    const pepper = activeRootKey(keyring).derive('tokenPepper');
    return createAdminToken(database, { pepper, name: 'made on the machine', door: 'cli' });
  });
  process.stdout.write(`${token}\n`);
  return 0;
}

export async function runPause(args: readonly string[], paused: boolean): Promise<number> {
  const config = loadConfig({ environment: process.env, flags: args });
  await withDatabase(config, (database) => {
    const log = createLogger({ level: 'silent' });
    return setPause(systemContext({ database, log }, newId(), 'cli'), paused);
  });
  process.stdout.write(paused ? 'Paused: no new mutating work starts until `millwright resume`.\n' : 'Resumed.\n');
  return 0;
}
