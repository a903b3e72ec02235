import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../platform/db/database.js';
import type { Actor, Role } from '../context.js';
import { digestToken, isPlausibleToken } from './token-secret.js';

const LAST_USED_STEP_MS = 60_000;

interface Holder {
  readonly tokenId: string;
  readonly digest: Buffer;
  readonly kind: 'human' | 'service' | 'ai';
  readonly scopes: string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly userId: string;
  readonly userName: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly standsIn: boolean;
}

/**
 * Who holds this token, or null when it is unknown, expired, revoked or its user disabled; the caller is not told
 * which. Throws when the database cannot be reached: an outage is not a wrong token.
 */
export async function authenticateToken(database: Database, pepper: Buffer, token: string): Promise<Actor | null> {
  if (!isPlausibleToken(token)) return null;
  const digest = digestToken(token, pepper);
  const holder = await findHolder(database, digest);
  if (holder === undefined || !timingSafeEqual(holder.digest, digest) || !isInForce(holder)) return null;
  await touch(database, holder);
  return {
    kind: 'user',
    id: holder.userId,
    name: holder.userName,
    role: holder.role,
    tokenId: holder.tokenId,
    tokenKind: holder.kind,
    scopes: holder.scopes,
    ...(holder.kind === 'human' && holder.standsIn ? { standsIn: true } : {}),
  };
}

/** One round trip, because every request makes it. Nothing is cached: a revocation counts from the next request on. */
async function findHolder(database: Database, digest: Buffer): Promise<Holder | undefined> {
  return database
    .knex('apiTokens as t')
    .join('users as u', 'u.id', 't.userId')
    .where('t.digest', digest)
    .first<Holder | undefined>(
      { tokenId: 't.id', userId: 'u.id', userName: 'u.name' },
      't.digest',
      't.kind',
      't.scopes',
      't.expiresAt',
      't.revokedAt',
      't.lastUsedAt',
      'u.role',
      'u.disabledAt',
      database.knex.raw(
        `exists (select 1 from approval_delegations d
                  where d.to_user_id = u.id and d.revoked_at is null and d.ends_at > now()) as stands_in`,
      ),
    );
}

function isInForce(holder: Holder): boolean {
  const expired = holder.expiresAt !== null && holder.expiresAt.getTime() <= Date.now();
  return !expired && holder.revokedAt === null && holder.disabledAt === null;
}

/** At most one write a minute and token, also when many requests arrive at once. */
async function touch(database: Database, holder: Holder): Promise<void> {
  if (holder.lastUsedAt !== null && Date.now() - holder.lastUsedAt.getTime() < LAST_USED_STEP_MS) return;
  await database.knex.raw(
    `update api_tokens set last_used_at = now()
      where id = ? and (last_used_at is null or last_used_at <= now() - make_interval(secs => ?))`,
    [holder.tokenId, LAST_USED_STEP_MS / 1000],
  );
}
