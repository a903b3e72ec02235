import type { Keyring } from '../../platform/crypto/keyring.js';

/** What operations of the audit trail need besides the call's context. */
export interface AuditServices {
  /** JSON lines of signed checkpoints, outside the database. */
  readonly checkpointFile: string;
  readonly keyring: Keyring;
}
