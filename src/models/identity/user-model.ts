import { Model } from 'objection';

/** Table `users`. */
export class UserModel extends Model {
  declare id: string;
  declare name: string;
  declare role: 'viewer' | 'operator' | 'approver' | 'admin';
  declare disabledAt: Date | null;
  declare createdAt: Date;
  declare version: number;
  /** Sealed. */
  declare totpSecret: Buffer | null;
  declare totpConfirmedAt: Date | null;
  /** bigint: as text. */
  declare totpLastStep: string;

  static override tableName = 'users';
}
