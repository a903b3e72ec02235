import type { Judge, ReadFingerprint } from '../../../domain/protection/actions/judgement.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { HostAccess } from '../../../platform/ssh/host-access.js';
import type { ProtectionServices } from '../services.js';

/** What operations on actions need besides the call's context. */
export interface ActionServices extends ProtectionServices {
  readonly keyring: Keyring;
  readonly hosts: HostAccess;
  readonly judge: Judge;
  readonly readFingerprint: ReadFingerprint;
  /** Default 60 000 ms at the level critical; tests wait less. */
  readonly coolingDownMs?: number;
}
