import type { Database } from '../platform/db/database.js';
import type { Logger } from '../platform/log/logger.js';

export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

/** Who asks. A schedule and the system itself are actors as well, so that no audit row is without one. */
export interface Actor {
  readonly kind: 'user' | 'schedule' | 'system';
  /** User id, or the schedule's name, or 'system'. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly tokenKind: 'human' | 'service' | 'ai' | null;
}

/** Everything an operation may lean on that belongs to one call. */
export interface CallContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly door: 'api' | 'cli' | 'mcp' | 'schedule' | 'web_ui' | 'system';
  readonly log: Logger;
  readonly database: Database;
}
