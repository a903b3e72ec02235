import { Model } from 'objection';

/** Table `server_credentials`. `password` and `sudoPassword` are envelopes: see platform/crypto. */
export class ServerCredentialModel extends Model {
  declare id: string;
  declare name: string;
  declare loginUser: string;
  declare sshKeyId: string | null;
  declare password: Buffer | null;
  declare sudoPassword: Buffer | null;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;

  static override tableName = 'server_credentials';
}
