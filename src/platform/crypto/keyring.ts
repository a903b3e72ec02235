import { MillwrightError } from '../errors/millwright-error.js';
import type { KeyPurpose, RootKey } from './root-key.js';

/** One root key with what the envelope needs of it. */
export interface KeyringEntry {
  readonly id: string;
  readonly rootKey: RootKey;
}

/**
 * The root keys a process holds. New secrets are sealed with the active one; all can open. There is more than one only
 * while a rotation is under way.
 */
export interface Keyring {
  readonly activeId: string;
  readonly keys: ReadonlyMap<string, KeyringEntry>;
}

/** A keyring whose first key is the active one; `former` may hold keys that are being retired. */
export function createKeyring(active: RootKey, former: readonly RootKey[] = []): Keyring {
  const keys = new Map<string, KeyringEntry>();
  for (const rootKey of [active, ...former]) keys.set(rootKey.id, { id: rootKey.id, rootKey });
  return { activeId: active.id, keys };
}

/** The entry of an id; throws master_key_mismatch that names the ids at hand. */
export function requireKey(keyring: Keyring, id: string): KeyringEntry {
  const entry = keyring.keys.get(id);
  if (entry !== undefined) return entry;
  throw new MillwrightError(
    'master_key_mismatch',
    `This data is encrypted with master key ${id}, but the key at hand is ${[...keyring.keys.keys()].join(', ')}. ` +
      `Give back key ${id} in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE.`,
    { members: { expectedKeyId: id, givenKeyIds: [...keyring.keys.keys()] } },
  );
}

export function activeRootKey(keyring: Keyring): RootKey {
  return requireKey(keyring, keyring.activeId).rootKey;
}

/** The derived keys of one job, the active key's first: what was made under a former key stays recognisable. */
export function deriveFromAll(keyring: Keyring, purpose: KeyPurpose): Buffer[] {
  const active = activeRootKey(keyring);
  const former = [...keyring.keys.values()].filter((entry) => entry.id !== keyring.activeId);
  return [active, ...former.map((entry) => entry.rootKey)].map((rootKey) => rootKey.derive(purpose));
}
