import { createHmac } from 'node:crypto';
import { openSecret, sealSecret } from '../../platform/crypto/envelope.js';
import { activeRootKey, deriveFromAll, type Keyring } from '../../platform/crypto/keyring.js';
import { equalTexts } from '../../platform/crypto/equal-texts.js';

type Column =
  | { readonly table: 'actions'; readonly column: 'command' | 'rollback_command' }
  | { readonly table: 'action_runs'; readonly column: 'stdout' | 'stderr' };

export function sealText(keyring: Keyring, text: string | Buffer, place: Column & { readonly rowId: string }): Buffer {
  return sealSecret(keyring, text, place);
}

/** Throws `secret_damaged` when it is not what was sealed for this place. */
export function openText(keyring: Keyring, sealed: Buffer, place: Column & { readonly rowId: string }): string {
  const bytes = openSecret(keyring, sealed, place);
  const text = bytes.toString('utf8');
  bytes.fill(0);
  return text;
}

/** What may leave the database in place of a command: the same text has the same hash, and nobody can guess from it. */
export function hashCommand(keyring: Keyring, text: string): string {
  return hashUnder(activeRootKey(keyring).derive('commandHmac'), text);
}

/** Also under a key that is being retired. */
export function isHashOfCommand(keyring: Keyring, text: string, hash: string): boolean {
  return deriveFromAll(keyring, 'commandHmac').some((key) => equalTexts(hashUnder(key, text), hash));
}

function hashUnder(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}
