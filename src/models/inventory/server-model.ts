import { Model } from 'objection';
import { HostKeyModel } from './host-key-model.js';

/** Table `servers`. */
export class ServerModel extends Model {
  declare id: string;
  declare name: string;
  declare address: string;
  declare port: number;
  declare site: string;
  declare labels: Record<string, string>;
  declare transport: 'ssh' | 'local';
  declare credentialId: string | null;
  declare jumpServerId: string | null;
  declare expectedFingerprint: string | null;
  declare sudo: 'none' | 'passwordless' | 'password' | 'root' | null;
  declare sudoDetected: boolean;
  declare status: 'unknown' | 'online' | 'degraded' | 'offline' | 'blocked';
  declare statusReason: string | null;
  declare profile: Record<string, unknown> | null;
  declare capabilities: Record<string, unknown> | null;
  declare capabilitiesAt: Date | null;
  declare maxSessions: number | null;
  declare lastSeenAt: Date | null;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;
  declare hostKeys?: HostKeyModel[];

  static override tableName = 'servers';
  static override jsonAttributes = ['labels', 'profile', 'capabilities'];
  static override relationMappings = () => ({
    hostKeys: {
      relation: Model.HasManyRelation,
      modelClass: HostKeyModel,
      join: { from: 'servers.id', to: 'server_host_keys.serverId' },
    },
  });
}
