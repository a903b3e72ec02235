import { Model } from 'objection';

/** Table `ssh_keys`. `privateKey` is an envelope: see platform/crypto. */
export class SshKeyModel extends Model {
  declare id: string;
  declare name: string;
  declare algorithm: string;
  declare publicKey: string;
  declare fingerprint: string;
  declare privateKey: Buffer;
  declare createdAt: Date;
  declare version: number;

  static override tableName = 'ssh_keys';
}
