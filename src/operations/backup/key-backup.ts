import { z } from 'zod';
import { activeRootKey, type Keyring } from '../../platform/crypto/keyring.js';
import { parseRootKey, type RootKey } from '../../platform/crypto/root-key.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { readEncryptedFile, writeEncryptedFile, type SealOptions } from './encrypted-file.js';

const KeyBackup = z.strictObject({
  format: z.literal('millwright-key-backup'),
  version: z.literal(1),
  createdAt: z.string(),
  /** The active key first. */
  keys: z.array(z.strictObject({ id: z.string(), key: z.string() })).min(1),
});

/** Writes the master keys to an encrypted file of their own. Keep it apart from the backup of the data. */
export async function writeKeyBackup(options: SealOptions, keyring: Keyring): Promise<void> {
  const active = activeRootKey(keyring);
  const former = [...keyring.keys.values()].map((entry) => entry.rootKey).filter((key) => key.id !== active.id);
  const content = {
    format: 'millwright-key-backup',
    version: 1,
    createdAt: new Date().toISOString(),
    keys: [active, ...former].map((key) => ({ id: key.id, key: key.exportBase64() })),
  };
  const text = Buffer.from(`${JSON.stringify(content, null, 2)}\n`, 'utf8');
  try {
    await writeEncryptedFile(options, only(text));
  } finally {
    text.fill(0);
  }
}

/** The master keys of a key backup, the active one first. Throws `backup_unusable`. */
export async function readKeyBackup(file: string, passphrase: string): Promise<RootKey[]> {
  const parts: Buffer[] = [];
  for await (const chunk of readEncryptedFile(file, passphrase)) parts.push(chunk);
  const parsed = KeyBackup.safeParse(parseJson(Buffer.concat(parts)));
  if (!parsed.success) throw new MillwrightError('backup_unusable', `${file} is not a backup of master keys.`);
  return parsed.data.keys.map(({ id, key }) => {
    const rootKey = parseRootKey(key, file);
    if (rootKey.id === id) return rootKey;
    throw new MillwrightError('backup_unusable', `${file} holds a key that is not the one it names (${id}).`);
  });
}

async function* only(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
