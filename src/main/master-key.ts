import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.js';
import { createKeyring, type Keyring } from '../platform/crypto/keyring.js';
import { generateRootKey, parseRootKey, type RootKey } from '../platform/crypto/root-key.js';
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
  const rootKey = readRootKey(config);
  checkKeyId(config.dataDirectory, rootKey);
  return createKeyring(rootKey);
}

function readRootKey(config: Config): RootKey {
  if (config.masterKey !== undefined) return parseRootKey(config.masterKey, 'MILLWRIGHT_MASTER_KEY');
  const file = masterKeyFile(config);
  if (existsSync(file)) return parseRootKey(readFileSync(file, 'utf8'), file);
  const knownId = readKeyId(config.dataDirectory);
  if (knownId !== undefined) {
    throw new MillwrightError(
      'master_key_mismatch',
      `The data in ${config.dataDirectory} is encrypted with the master key ${knownId}, which lies elsewhere. ` +
        'Give it in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE.',
    );
  }
  const rootKey = generateRootKey();
  storeMasterKey(config, rootKey);
  return rootKey;
}

/** Writes the key into the data directory, readable by its owner only. */
export function storeMasterKey(config: Config, rootKey: RootKey): void {
  const file = masterKeyFile(config);
  makeDataDirectory(config.dataDirectory);
  writeFileSync(file, `${rootKey.exportBase64()}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

function readKeyId(dataDirectory: string): string | undefined {
  const file = path.join(dataDirectory, ID_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function checkKeyId(dataDirectory: string, rootKey: RootKey): void {
  const known = readKeyId(dataDirectory);
  if (known === rootKey.id) return;
  if (known !== undefined) {
    throw new MillwrightError(
      'master_key_mismatch',
      `The master key given has the id ${rootKey.id}, but the data in ${dataDirectory} was encrypted with ${known}. ` +
        'Give back the former key in MILLWRIGHT_MASTER_KEY or MILLWRIGHT_MASTER_KEY_FILE, or use another MILLWRIGHT_DATA_DIR.',
    );
  }
  makeDataDirectory(dataDirectory);
  writeFileSync(path.join(dataDirectory, ID_FILE), `${rootKey.id}\n`, { mode: 0o600 });
}

/** As root, PostgreSQL's service user passes through to its own part; every file in it has a mode of its own. */
function makeDataDirectory(dataDirectory: string): void {
  mkdirSync(dataDirectory, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
