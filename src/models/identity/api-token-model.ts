import { Model } from 'objection';

/** Table `api_tokens`. The token itself is nowhere: `digest` is its HMAC-SHA-256. */
export class ApiTokenModel extends Model {
  declare id: string;
  declare userId: string;
  declare name: string;
  declare kind: 'human' | 'service' | 'ai';
  declare digest: Buffer;
  declare hint: string;
  declare scopes: string[];
  declare createdAt: Date;
  declare expiresAt: Date | null;
  declare lastUsedAt: Date | null;
  declare revokedAt: Date | null;

  static override tableName = 'api_tokens';
}
