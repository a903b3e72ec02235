import type { CreatedToken, CreateToken, Token } from '../../domain/identity/token.js';
import { scopesWithin } from '../../domain/identity/scopes.js';
import { ApiTokenModel } from '../../models/identity/api-token-model.js';
import { UserModel } from '../../models/identity/user-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import type { Actor, CallContext } from '../context.js';
import { presentToken } from './present.js';
import { requirePerson } from './require-person.js';
import type { IdentityServices } from './services.js';
import { digestToken, generateToken, hintOf } from './token-secret.js';

export interface TokenFilter {
  readonly limit: number;
  /** The id after which the page starts; ids are in the order of creation. */
  readonly after?: { readonly id: string } | undefined;
  readonly userId?: string | undefined;
  readonly kind?: Token['kind'] | undefined;
}

export async function listTokens(context: CallContext, filter: TokenFilter): Promise<Token[]> {
  const query = ApiTokenModel.query(context.database.knex).orderBy('id').limit(filter.limit);
  if (filter.after !== undefined) query.where('id', '>', filter.after.id);
  if (filter.userId !== undefined) query.where('userId', filter.userId);
  if (filter.kind !== undefined) query.where('kind', filter.kind);
  return (await query).map(presentToken);
}

/**
 * Makes a token and returns it, this once. A narrowed token cannot make a wider one, and a program or an assistant none
 * for a person: with it, it could take every decision that is left to people.
 */
export async function createToken(
  context: CallContext,
  services: IdentityServices,
  input: CreateToken,
): Promise<CreatedToken> {
  requireFuture(input.expiresAt);
  if (!scopesWithin(input.scopes, context.actor.scopes ?? [])) {
    throw new MillwrightError('forbidden', 'This token is narrowed by scopes and cannot make a wider one.');
  }
  await requirePersonFor(context, input);
  return context.database.knex.transaction(async (trx) => {
    await requireEnabledUser(trx, input.userId);
    return insertToken(trx, { ...input, token: generateToken(), pepper: services.tokenPepper, by: context });
  });
}

/** The try is written down, also where the user it was for does not exist. */
async function requirePersonFor(context: CallContext, { userId, name, kind }: CreateToken): Promise<void> {
  if (kind !== 'human') return;
  await requirePerson(context, {
    refused: { action: 'token.refused', subject: { type: 'user', id: userId }, details: { userId, name, kind } },
    act: 'make one for a person',
    remedy: 'Ask with a token of the kind human, or for one of the kind service or ai.',
  });
}

/** The token is refused from now on. Repeating it changes nothing. */
export async function revokeToken(context: CallContext, id: string): Promise<void> {
  await context.database.knex.transaction(async (trx) => {
    const row = await ApiTokenModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw new MillwrightError('not_found', `There is no token ${id}.`);
    if (row.revokedAt !== null) return;
    await ApiTokenModel.query(trx).findById(id).patch({ revokedAt: new Date() });
    await auditToken(trx, context, { action: 'token.revoked', id, details: { name: row.name, userId: row.userId } });
  });
}

/** Who does it, for the audit row. */
export interface TokenAuthor {
  readonly actor: Actor;
  readonly door: CallContext['door'];
  readonly correlationId: string;
}

export interface NewToken {
  readonly userId: string;
  readonly name: string;
  readonly kind: Token['kind'];
  readonly expiresAt?: string | undefined;
  readonly scopes: readonly string[];
  readonly token: string;
  readonly pepper: Buffer;
  readonly by: TokenAuthor;
}

/** Stores a token's digest with its audit row, in the caller's transaction. */
export async function insertToken(trx: Transaction, given: NewToken): Promise<CreatedToken> {
  const row = await ApiTokenModel.query(trx).insertAndFetch({
    id: newId(),
    userId: given.userId,
    name: given.name,
    kind: given.kind,
    digest: digestToken(given.token, given.pepper),
    hint: hintOf(given.token),
    scopes: [...given.scopes],
    expiresAt: given.expiresAt === undefined ? null : new Date(given.expiresAt),
  });
  const { userId, name, kind, expiresAt = null, scopes } = given;
  const details = { userId, name, kind, expiresAt, scopes };
  await auditToken(trx, given.by, { action: 'token.created', id: row.id, details });
  return { ...presentToken(row), token: given.token };
}

function requireFuture(expiresAt: string | undefined): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > Date.now()) return;
  throw unprocessable('expiresAt', 'must lie in the future');
}

async function requireEnabledUser(trx: Transaction, userId: string): Promise<void> {
  const user = await UserModel.query(trx).findById(userId).forShare();
  if (user === undefined) throw unprocessable('userId', 'names no user');
  if (user.disabledAt !== null) throw unprocessable('userId', 'names a user who is disabled');
}

function unprocessable(path: string, message: string): MillwrightError {
  return new MillwrightError('unprocessable', `${path} ${message}.`, { errors: [{ path, message }] });
}

async function auditToken(
  trx: Transaction,
  by: TokenAuthor,
  entry: { action: string; id: string; details: Record<string, unknown> },
): Promise<void> {
  await appendAudit(trx, {
    actor: by.actor,
    door: by.door,
    action: entry.action,
    subject: { type: 'token', id: entry.id },
    outcome: 'succeeded',
    correlationId: by.correlationId,
    details: entry.details,
  });
}
