import type { Token } from '../../domain/identity/token.js';
import type { User } from '../../domain/identity/user.js';
import type { ApiTokenModel } from '../../models/identity/api-token-model.js';
import type { UserModel } from '../../models/identity/user-model.js';

export function presentUser(row: UserModel): User {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** Without the digest: it is of no use to anybody outside. */
export function presentToken(row: ApiTokenModel): Token {
  return {
    id: row.id,
    userId: row.userId,
    name: row.name,
    kind: row.kind,
    hint: row.hint,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
