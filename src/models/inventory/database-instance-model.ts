import { Model } from 'objection';
import type { DatabaseEngine, DatabaseStatus } from '../../domain/inventory/database-instance.js';

/** Table `database_instances`. `credentialPassword` is an envelope: see platform/crypto. */
export class DatabaseInstanceModel extends Model {
  declare id: string;
  declare serverId: string;
  declare identity: string;
  declare name: string;
  declare engine: DatabaseEngine;
  declare version: string | null;
  declare status: DatabaseStatus;
  declare role: string | null;
  declare observation: Record<string, unknown>;
  declare credentialUser: string | null;
  declare credentialPassword: Buffer | null;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;
  declare updatedAt: Date;

  static override tableName = 'database_instances';
  static override jsonAttributes = ['observation'];
}
