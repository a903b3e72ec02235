import type { Database } from '../../../platform/db/database.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { RegistryLogin } from '../../../platform/engines/engine.js';
import type { RegistryClient } from '../../../platform/registries/registry-client.js';
import type { Engines } from '../open-host-engine.js';

export interface UpdateDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly engines: Engines;
  readonly registries: RegistryClient;
  /** What the engine logs in with to pull; undefined: nobody stored any. */
  readonly loginFor: (registry: string) => Promise<RegistryLogin | undefined>;
}
