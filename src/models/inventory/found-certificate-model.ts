import { Model } from 'objection';

/** Table `found_certificates`: certificates met on hosts, in files and at listeners. */
export class FoundCertificateModel extends Model {
  declare id: string;
  declare serverId: string;
  declare location: string;
  declare kind: 'file' | 'listener';
  declare name: string;
  declare fingerprint: string;
  declare notBefore: Date;
  declare notAfter: Date;
  declare observation: Record<string, unknown>;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;
  declare updatedAt: Date;

  static override tableName = 'found_certificates';
  static override jsonAttributes = ['observation'];
}
