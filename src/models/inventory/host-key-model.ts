import { Model } from 'objection';

/** Table `server_host_keys`: every host key that was pinned, and those that wait for a person. */
export class HostKeyModel extends Model {
  declare id: string;
  declare serverId: string;
  declare algorithm: string;
  declare keyBlob: Buffer;
  declare fingerprint: string;
  declare state: 'pinned' | 'pending' | 'replaced' | 'rejected';
  declare trust: 'first_use' | 'given' | 'accepted' | 'none';
  declare seenAt: Date;
  declare pinnedAt: Date | null;

  static override tableName = 'server_host_keys';
}
