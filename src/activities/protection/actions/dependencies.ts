import type { Judge, ReadFingerprint } from '../../../domain/protection/actions/judgement.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { Database } from '../../../platform/db/database.js';
import type { HostAccess } from '../../../platform/ssh/host-access.js';

export interface ActionDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly hosts: HostAccess;
  /** The same judgement as when it was asked for, by today’s rules. */
  readonly judge: Judge;
  readonly readFingerprint: ReadFingerprint;
  readonly heartbeat: (details: unknown) => void;
}

export const SYSTEM_ACTOR = { kind: 'system', id: 'system', name: 'Millwright' } as const;
