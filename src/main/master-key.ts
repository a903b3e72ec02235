import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.js';
import { createKeyring, type Keyring } from '../platform/crypto/keyring.js';
import { generateRootKey, parseRootKey, type RootKey } from '../platform/crypto/root-key.js';
import { explainFileError } from '../platform/embedded/data-directory.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';

const ID_FILE = 'master.key-id';

/** Where the first start puts the key it generates. */
export function masterKeyFile(config: Config): string {
  return path.join(config.dataDirectory, 'master.key');
}

/**
 * The master key from the configuration, or from the data directory, where the first start generates it (mode 600).
 * A key that is not the one this data directory was made with is refused before anything is started.
 */
export function loadKeyring(config: Config): Keyring {
  const found = findKeyring(config);
  if (found !== undefined) return found;
  const rootKey = generateRootKey();
  storeMasterKey(config, rootKey);
  return createKeyring(rootKey);
}

/** For whatever works on an installation that exists: a new key would be of no use, and would be in the way later. */
export function requireKeyring(config: Config): Keyring {
  const found = findKeyring(config);
  if (found !== undefined) return found;
  throw new MillwrightError(
    'configuration_invalid',
    `There is no master key: none in ${masterKeyFile(config)}, and neither MILLWRIGHT_MASTER_KEY nor ` +
      'MILLWRIGHT_MASTER_KEY_FILE is set. Give the one of this installation; the first `npm start` makes one.',
  );
}

/** The key that is there; undefined when nobody ever gave or made one. Writes nothing. */
export function findKeyring(config: Config): Keyring | undefined {
  const rootKey = readRootKey(config);
  if (rootKey !== undefined) checkKeyId(config.dataDirectory, rootKey.id);
  return rootKey === undefined ? undefined : createKeyring(rootKey);
}

/** Once the database has taken the key: a wrong one must not be what the right one is refused for. */
export function rememberKeyId(config: Config, keyring: Keyring): void {
  const file = path.join(config.dataDirectory, ID_FILE);
  if (readKeyId(config.dataDirectory) === keyring.activeId) return;
  writeIntoDataDirectory(config.dataDirectory, file, keyring.activeId);
}

function readRootKey(config: Config): RootKey | undefined {
  if (config.masterKey !== undefined) return parseRootKey(config.masterKey, 'MILLWRIGHT_MASTER_KEY');
  const file = masterKeyFile(config);
  const stored = readText(file);
  if (stored !== undefined) return parseRootKey(stored, file);
  const knownId = readKeyId(config.dataDirectory);
  if (knownId === undefined) return undefined;
  throw new MillwrightError(
    'master_key_mismatch',
    `The data in ${config.dataDirectory} is encrypted with the master key ${knownId}, which lies elsewhere. ` +
      'Give it in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE.',
  );
}

/** Writes the key into the data directory, readable by its owner only. */
export function storeMasterKey(config: Config, rootKey: RootKey): void {
  writeIntoDataDirectory(config.dataDirectory, masterKeyFile(config), rootKey.exportBase64());
}

function readKeyId(dataDirectory: string): string | undefined {
  return readText(path.join(dataDirectory, ID_FILE))?.trim();
}

function checkKeyId(dataDirectory: string, id: string): void {
  const known = readKeyId(dataDirectory);
  if (known === undefined || known === id) return;
  throw new MillwrightError(
    'master_key_mismatch',
    `The master key given has the id ${id}, but the data in ${dataDirectory} was encrypted with ${known}. ` +
      'Give back the former key in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE, or use another MILLWRIGHT_DATA_DIR.',
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainFileError(error, file);
  }
}

/** As root, PostgreSQL's service user passes through to its own part; every file in it has a mode of its own. */
function writeIntoDataDirectory(dataDirectory: string, file: string, line: string): void {
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    writeFileSync(file, `${line}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    throw explainFileError(error, dataDirectory);
  }
}
