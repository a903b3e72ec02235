import type { Keyring } from '../../platform/crypto/keyring.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';

/** What operations of this domain need besides the call's context. */
export interface ProtectionServices {
  readonly temporal: TemporalConnection;
  /** Base of the links to the Temporal Web UI. */
  readonly temporalUiUrl: string;
  /** Opens second factors. */
  readonly keyring: Keyring;
}
