import type { Role } from '../domain/identity/roles.js';
import type { Database } from '../platform/db/database.js';
import type { Logger } from '../platform/log/logger.js';

export type { Role } from '../domain/identity/roles.js';

/** Who asks. A schedule and the system itself are actors as well, so that no audit row is without one. */
export interface Actor {
  readonly kind: 'user' | 'schedule' | 'system';
  /** User id, or the schedule's name, or 'system'. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly tokenKind: 'human' | 'service' | 'ai' | null;
  /** A person who may decide in somebody else’s stead at present; about what, the operation looks up. */
  readonly standsIn?: boolean;
  /** What the token is narrowed to; absent or empty: nothing, the role alone decides. */
  readonly scopes?: readonly string[];
}

/** Everything an operation may lean on that belongs to one call. */
export interface CallContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly door: 'api' | 'cli' | 'mcp' | 'schedule' | 'web_ui' | 'system';
  readonly log: Logger;
  readonly database: Database;
  /**
   * The caller's Idempotency-Key. A call that is repeated after a crash carries the same one: use it (or what is
   * derived from it) as the key of what the call makes, so that the repetition finds the first one's work.
   */
  readonly idempotencyKey?: string;
}
