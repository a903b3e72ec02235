import { Model } from 'objection';

/** Table `container_resources`: images, volumes, networks and compose projects of a container host. */
export class ContainerResourceModel extends Model {
  declare id: string;
  declare hostId: string;
  declare kind: 'image' | 'volume' | 'network' | 'project';
  /** The id of an image or network, the name of a volume or project. */
  declare key: string;
  declare facts: Record<string, unknown>;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;

  static override tableName = 'container_resources';
  static override jsonAttributes = ['facts'];
}
