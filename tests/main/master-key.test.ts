import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { loadConfig, type Config } from '../../src/config/config.js';
import { findKeyring, loadKeyring, rememberKeyId, requireKeyring } from '../../src/main/master-key.js';
import { activeRootKey } from '../../src/platform/crypto/keyring.js';
import { findFreePort } from '../../src/platform/process/ports.js';
import { runCli, withDataDirectory } from './main-fixture.js';

const configOf = (directory: string, environment: Record<string, string> = {}): Config =>
  loadConfig({ environment: { MILLWRIGHT_DATA_DIR: directory, ...environment } });
const newKey = (): string => randomBytes(32).toString('base64');
const modeOf = (file: string): number => statSync(file).mode & 0o777;

test('the first start generates a key that only its owner can read, and every later one finds it', async (t) => {
  await withDataDirectory(async (directory) => {
    const config = configOf(directory);
    const first = loadKeyring(config);
    const file = path.join(directory, 'master.key');
    t.is(modeOf(file), 0o600);
    t.is(modeOf(directory) & 0o066, 0);
    t.is(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').length, 32);
    t.is(loadKeyring(config).activeId, first.activeId);
    t.is(activeRootKey(requireKeyring(config)).exportBase64(), activeRootKey(first).exportBase64());
  });
});

test('a key of the configuration is not written down', async (t) => {
  await withDataDirectory(async (directory) => {
    const config = configOf(directory, { MILLWRIGHT_MASTER_KEY: newKey() });
    rememberKeyId(config, loadKeyring(config));
    t.false(existsSync(path.join(directory, 'master.key')));
    t.is(modeOf(path.join(directory, 'master.key-id')), 0o600);
    t.false(readFileSync(path.join(directory, 'master.key-id'), 'utf8').includes(newKey()));
  });
});

test('another key than the one the data was made with is refused and named, and changes nothing', async (t) => {
  await withDataDirectory(async (directory) => {
    const config = configOf(directory);
    const keyring = loadKeyring(config);
    rememberKeyId(config, keyring);
    const other = configOf(directory, { MILLWRIGHT_MASTER_KEY: newKey() });
    for (const load of [loadKeyring, requireKeyring, findKeyring]) {
      const error = t.throws(() => load(other), { name: 'master_key_mismatch' });
      t.true(error.message.includes(keyring.activeId) && error.message.includes(directory));
      t.regex(error.message, /MILLWRIGHT_MASTER_KEY/);
    }
    t.is(loadKeyring(config).activeId, keyring.activeId);
  });
});

test('a key that no database took is not remembered: the right one may come next', async (t) => {
  await withDataDirectory(async (directory) => {
    loadKeyring(configOf(directory, { MILLWRIGHT_MASTER_KEY: newKey() }));
    t.notThrows(() => loadKeyring(configOf(directory, { MILLWRIGHT_MASTER_KEY: newKey() })));
  });
});

test('a key file that is gone while the key’s id is known is not replaced by a new key', async (t) => {
  await withDataDirectory(async (directory) => {
    const config = configOf(directory);
    const keyring = loadKeyring(config);
    rememberKeyId(config, keyring);
    rmSync(path.join(directory, 'master.key'));
    const error = t.throws(() => loadKeyring(config), { name: 'master_key_mismatch' });
    t.true(error.message.includes(keyring.activeId));
    t.false(existsSync(path.join(directory, 'master.key')));
  });
});

test('whoever needs a key that exists makes none', async (t) => {
  await withDataDirectory(async (directory) => {
    t.is(findKeyring(configOf(directory)), undefined);
    const error = t.throws(() => requireKeyring(configOf(directory)), { name: 'configuration_invalid' });
    t.true(error.message.includes(path.join(directory, 'master.key')));
    t.false(existsSync(directory));
  });
});

test('a damaged key file, and a data directory that cannot be one, are told in sentences', async (t) => {
  await withDataDirectory(async (directory) => {
    mkdirSync(directory);
    const file = path.join(directory, 'master.key');
    writeFileSync(file, 'too short\n', { mode: 0o600 });
    const error = t.throws(() => loadKeyring(configOf(directory)));
    t.true(error.message.includes(file));
    t.false(error.message.includes('too short'));
    const below = t.throws(() => loadKeyring(configOf(path.join(file, 'data'))), { name: 'startup_failed' });
    t.regex(below.message, /a part of the path is a file/);
  });
});

test('`up` with a wrong key ends non-zero in a sentence before anything is started', async (t) => {
  await withDataDirectory(async (directory) => {
    const config = configOf(directory);
    rememberKeyId(config, loadKeyring(config));
    const wrong = newKey();
    const environment = {
      MILLWRIGHT_DATA_DIR: directory,
      MILLWRIGHT_MASTER_KEY: wrong,
      PORT: String(await findFreePort()),
    };
    const { exitCode, stdout, stderr } = await runCli(['up'], environment);
    t.is(exitCode, 1);
    t.is(stdout, '');
    t.regex(stderr, /The master key given has the id/);
    t.false(stderr.includes(wrong));
    t.false(existsSync(path.join(directory, 'postgres')) || existsSync(path.join(directory, 'temporal')));
  });
});

test('a key file that others may read is found by doctor', async (t) => {
  await withDataDirectory(async (directory) => {
    loadKeyring(configOf(directory));
    chmodSync(path.join(directory, 'master.key'), 0o644);
    const { stdout } = await runCli(['doctor'], { MILLWRIGHT_DATA_DIR: directory });
    t.regex(stdout, /FAILED {2}Master key .*can be read by others: chmod 600/);
  });
});
