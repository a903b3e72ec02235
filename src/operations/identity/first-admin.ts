import { ApiTokenModel } from '../../models/identity/api-token-model.js';
import { UserModel } from '../../models/identity/user-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import type { CallContext } from '../context.js';
import { digestToken, generateToken } from './token-secret.js';
import { insertToken, type TokenAuthor } from './tokens.js';

const ADMIN_NAME = 'admin';
/** Name of the token that the configuration gives; another value in the configuration replaces it. */
const CONFIGURED_TOKEN_NAME = 'configured admin token';
const FIRST_TOKEN_NAME = 'first admin token';
// Processes that start at the same moment must not make two admins.
const FIRST_ADMIN_LOCK = 724_010;

export interface FirstAdminOptions {
  readonly pepper: Buffer;
  /** MILLWRIGHT_ADMIN_TOKEN. */
  readonly token?: string | undefined;
}

export interface FirstAdmin {
  readonly userId: string;
  /** The new token in clear, to be shown once; null when nothing was generated. */
  readonly generatedToken: string | null;
}

/**
 * Makes sure that there is an admin who can log in. With a configured token: it is an admin's from now on, and an
 * earlier configured one is revoked (one that was revoked by hand stays so). Without: a token is generated when no
 * enabled admin has ever had one.
 */
export async function ensureFirstAdmin(database: Database, options: FirstAdminOptions): Promise<FirstAdmin> {
  const by = systemAuthor('system');
  return database.knex.transaction(async (trx) => {
    const admin = await ensureAdmin(trx, by);
    if (options.token !== undefined) {
      await adoptConfiguredToken(trx, { token: options.token, pepper: options.pepper, userId: admin.id, by });
      return { userId: admin.id, generatedToken: null };
    }
    if (await someAdminHasToken(trx)) return { userId: admin.id, generatedToken: null };
    const token = generateToken();
    await insertToken(trx, { ...adminToken(admin.id, FIRST_TOKEN_NAME), token, pepper: options.pepper, by });
    return { userId: admin.id, generatedToken: token };
  });
}

export interface CreateAdminTokenOptions {
  readonly pepper: Buffer;
  readonly name: string;
  readonly door: 'cli' | 'system';
}

/** A further admin token, for who has lost the others; whoever may run this owns the machine. Shown once. */
export async function createAdminToken(database: Database, options: CreateAdminTokenOptions): Promise<string> {
  const by = systemAuthor(options.door);
  const token = generateToken();
  await database.knex.transaction(async (trx) => {
    const admin = await ensureAdmin(trx, by);
    await insertToken(trx, { ...adminToken(admin.id, options.name), token, pepper: options.pepper, by });
  });
  return token;
}

function adminToken(userId: string, name: string) {
  return { userId, name, kind: 'human', scopes: [] } as const;
}

/** The oldest enabled admin, or a new one. */
async function ensureAdmin(trx: Transaction, by: TokenAuthor): Promise<UserModel> {
  await trx.raw('select pg_advisory_xact_lock(?)', [FIRST_ADMIN_LOCK]);
  const found = await UserModel.query(trx).where('role', 'admin').whereNull('disabledAt').orderBy('id').first();
  if (found !== undefined) return found;
  const row = await UserModel.query(trx).insertAndFetch({ id: newId(), name: await freeName(trx), role: 'admin' });
  await appendAudit(trx, {
    ...by,
    action: 'user.created',
    subject: { type: 'user', id: row.id },
    outcome: 'succeeded',
    details: { name: row.name, role: row.role },
  });
  return row;
}

/** `admin`, or the first of `admin 2`, `admin 3`, … when somebody has the name without having the role. */
async function freeName(trx: Transaction): Promise<string> {
  const rows = await UserModel.query(trx)
    .whereRaw('lower(name) like ?', [`${ADMIN_NAME}%`])
    .select('name');
  const taken = new Set(rows.map((row) => row.name.toLowerCase()));
  let name = ADMIN_NAME;
  for (let number = 2; taken.has(name); number += 1) name = `${ADMIN_NAME} ${number}`;
  return name;
}

async function someAdminHasToken(trx: Transaction): Promise<boolean> {
  const count = await ApiTokenModel.query(trx)
    .whereIn('userId', UserModel.query(trx).where('role', 'admin').whereNull('disabledAt').select('id'))
    .resultSize();
  return count > 0;
}

async function adoptConfiguredToken(
  trx: Transaction,
  given: { token: string; pepper: Buffer; userId: string; by: TokenAuthor },
): Promise<void> {
  const digest = digestToken(given.token, given.pepper);
  if ((await ApiTokenModel.query(trx).findOne({ digest })) !== undefined) return;
  const former = await ApiTokenModel.query(trx)
    .where('name', CONFIGURED_TOKEN_NAME)
    .where('userId', given.userId)
    .whereNull('revokedAt');
  for (const row of former) {
    await ApiTokenModel.query(trx).findById(row.id).patch({ revokedAt: new Date() });
    await appendAudit(trx, {
      ...given.by,
      action: 'token.revoked',
      subject: { type: 'token', id: row.id },
      outcome: 'succeeded',
      details: { name: row.name, reason: 'another token is configured' },
    });
  }
  const { token, pepper, by } = given;
  await insertToken(trx, { ...adminToken(given.userId, CONFIGURED_TOKEN_NAME), token, pepper, by });
}

function systemAuthor(door: CallContext['door']): TokenAuthor {
  const actor = {
    kind: 'system',
    id: 'system',
    name: 'Millwright',
    role: 'admin',
    tokenId: null,
    tokenKind: null,
  } as const;
  return { actor, door, correlationId: newId() };
}
