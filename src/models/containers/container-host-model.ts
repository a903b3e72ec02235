import { Model } from 'objection';

/** Table `container_hosts`: an engine on a server. */
export class ContainerHostModel extends Model {
  declare id: string;
  declare serverId: string;
  declare runtime: 'docker' | 'podman' | 'kubernetes';
  declare socketPath: string;
  declare status: 'unknown' | 'online' | 'offline';
  declare statusReason: string | null;
  declare engine: Record<string, unknown> | null;
  declare discoveredAt: Date | null;
  declare createdAt: Date;

  static override tableName = 'container_hosts';
  static override jsonAttributes = ['engine'];
}
