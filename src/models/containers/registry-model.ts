import { Model } from 'objection';

/** Table `container_registries`. `password` and `token` are envelopes: see platform/crypto. */
export class RegistryModel extends Model {
  declare id: string;
  /** As references name it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  declare host: string;
  declare username: string | null;
  declare password: Buffer | null;
  declare token: Buffer | null;
  declare caBundle: string | null;
  declare insecure: boolean;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;

  static override tableName = 'container_registries';
}
