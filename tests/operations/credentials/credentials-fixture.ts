import type { CallContext } from '../../../src/operations/context.js';
import type { CredentialServices } from '../../../src/operations/credentials/services.js';
import { ensureEncryptionKey } from '../../../src/platform/crypto/key-check.js';
import { createKeyring, type Keyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createLogger } from '../../../src/platform/log/logger.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

export interface Scene {
  readonly db: TestDatabase;
  readonly context: CallContext;
  readonly keyring: Keyring;
  readonly services: CredentialServices;
  /** Servers whose connections were to be forgotten. */
  readonly forgotten: string[];
}

/** A database of its own, a master key that it knows, and an admin who calls. */
export async function createScene(keyring: Keyring = createKeyring(generateRootKey())): Promise<Scene> {
  const db = await createTestDatabase();
  await ensureEncryptionKey(db.database, keyring);
  const forgotten: string[] = [];
  return {
    db,
    keyring,
    forgotten,
    services: { keyring, hosts: { forget: (id) => forgotten.push(id) } },
    context: {
      actor: { kind: 'user', id: newId(), name: 'Ada', role: 'admin', tokenId: null, tokenKind: 'human' },
      correlationId: 'test-correlation',
      door: 'api',
      log: createLogger({ level: 'silent' }),
      database: db.database,
    },
  };
}

/** Every table as text, the way `COPY` shows it. */
export async function dumpEverything(db: TestDatabase): Promise<string> {
  const tables = await db.database.pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  );
  let text = '';
  for (const { name } of tables.rows) {
    const { rows } = await db.database.pool.query<{ line: string }>(`select t::text as line from "${name}" t`);
    text += rows.map((row) => row.line).join('\n');
  }
  // bytea is shown in hex: look into it as well
  const hidden = [...text.matchAll(/\\x((?:[0-9a-f]{2})+)/g)];
  return text + hidden.map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join('\n');
}
