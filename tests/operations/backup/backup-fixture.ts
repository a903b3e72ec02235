import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { createBackup, type CreateBackupInput } from '../../../src/operations/backup/create-backup.js';
import {
  restoreBackup,
  type RestoreBackupInput,
  type RestoreReport,
} from '../../../src/operations/backup/restore-backup.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import { createSshKey } from '../../../src/operations/credentials/ssh-keys.js';
import { appendCommandLog } from '../../../src/platform/audit/command-log.js';
import type { ErrorCode } from '../../../src/platform/errors/catalogue.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { APPLICATION_ROLE, createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { createScene, type Scene } from '../credentials/credentials-fixture.js';

export const PASSPHRASE = 'correct horse battery';
export const CANARY = 'CANARY-91ab-secret';

/** A filled database and a backup of it. */
export interface BackupScene {
  readonly folder: string;
  readonly source: Scene;
  readonly input: CreateBackupInput;
  restoreInto(target: TestDatabase, more?: Partial<RestoreBackupInput>): Promise<RestoreReport>;
  close(): Promise<void>;
}

export async function createBackupScene(): Promise<BackupScene> {
  const folder = await mkdtemp(join(tmpdir(), 'mw-backup-'));
  const source = await createScene();
  await fill(source);
  const input = {
    databaseUrl: source.db.url,
    keyring: source.keyring,
    settings: { port: 8080, adminToken: CANARY },
    outFile: join(folder, 'shared.backup'),
    passphrase: PASSPHRASE,
    keyPassphrase: `${PASSPHRASE} for the key`,
    // Fast in tests; the default takes about a second.
    scryptLogN: 8,
  };
  await createBackup(source.context, input);
  return {
    folder,
    source,
    input,
    restoreInto: (target, more = {}) =>
      restoreBackup(source.context, {
        ownerUrl: target.ownerUrl,
        applicationRole: APPLICATION_ROLE,
        file: input.outFile,
        passphrase: PASSPHRASE,
        ...more,
      }),
    async close() {
      await source.db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

async function fill({ context, services }: Scene): Promise<void> {
  const { database } = context;
  const key = await createSshKey(context, services, { name: 'key', generate: 'ed25519' });
  const made = { name: 'login', user: 'root', sshKeyId: key.id, password: CANARY };
  const credential = await createServerCredential(context, services, made);
  const [jump, behind] = ['ffffffff-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
  const server = { address: '127.0.0.1', credentialId: credential.id };
  await database.knex('servers').insert({ id: jump, name: 'jump', ...server });
  // Its jump host comes after it in the order of ids.
  const labels = JSON.stringify({ text: 'tab\t, back\\slash, "quote", ünïcode\n' });
  await database.knex('servers').insert({ id: behind, name: 'behind', jumpServerId: jump, labels, ...server });
  const row = {
    transport: 'ssh',
    correlationId: 'c',
    workflowId: null,
    runId: null,
    actor: 'schedule',
    commands: ['host.df'],
    digests: ['cd'.repeat(32)],
    exitCodes: [null],
    durationsMs: [1],
    bytes: 1,
    outcome: 'succeeded',
    errorClass: null,
  };
  const rows = Array.from({ length: 30_000 }, (_, index) => ({
    ...row,
    id: randomUUID(),
    serverId: jump,
    at: dayBefore(index % 3),
  }));
  await appendCommandLog(database.pool, rows);
}

export async function emptyTarget(t: ExecutionContext): Promise<TestDatabase> {
  const target = await createTestDatabase();
  t.teardown(() => target.drop());
  return target;
}

export async function refuse(t: ExecutionContext, work: Promise<unknown>, code: ErrorCode): Promise<MillwrightError> {
  const error = await t.throwsAsync(work, { instanceOf: MillwrightError });
  t.is(error.code, code, error.message);
  t.false(error.message.includes(PASSPHRASE));
  return error;
}

export async function isEmpty(target: TestDatabase): Promise<boolean> {
  const { rows } = await target.database.pool.query<{ count: number }>(
    'select (select count(*) from servers) + (select count(*) from command_log) + (select count(*) from audit_entries) as count',
  );
  return rows[0]?.count === 0;
}
