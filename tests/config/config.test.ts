import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { loadConfig } from '../../src/config/config.js';
import { MillwrightError } from '../../src/platform/errors/millwright-error.js';

const directory = mkdtempSync(path.join(tmpdir(), 'millwright-config-'));

test('an empty environment gives the documented defaults', (t) => {
  const config = loadConfig({ environment: { XDG_CACHE_HOME: '/var/cache/x' } });
  t.like(config, { host: '127.0.0.1', port: 8080, taskQueue: 'default', enrolLocalhost: true, enableTrivy: 'auto' });
  t.is(config.dataDirectory, path.resolve('.millwright'));
  t.is(config.cacheDirectory, '/var/cache/x/millwright');
});

test('every wrong variable is named with its problem and a valid example', (t) => {
  const error = t.throws(() => loadConfig({ environment: { PORT: 'http', DATABASE_URL: 'mysql://secret@x/y' } }), {
    instanceOf: MillwrightError,
  });
  t.is(error.code, 'configuration_invalid');
  t.deepEqual(
    error.errors.map((issue) => issue.path),
    ['PORT', 'DATABASE_URL'],
  );
  t.regex(error.message, /PORT: "http" is not accepted: .* Example: PORT=8080/);
  t.notRegex(error.message, /secret@x/);
});

test('a secret may come from a file and is removed from the environment', (t) => {
  const file = path.join(directory, 'token');
  writeFileSync(file, 'a'.repeat(32) + '\n');
  const environment = { MILLWRIGHT_ADMIN_TOKEN_FILE: file, MILLWRIGHT_MASTER_KEY: 'k' };
  const config = loadConfig({ environment });
  t.is(config.adminToken, 'a'.repeat(32));
  t.is(config.masterKey, 'k');
  t.false('MILLWRIGHT_MASTER_KEY' in environment);
});

test('a secret file that cannot be read is named', (t) => {
  const error = t.throws(() => loadConfig({ environment: { MILLWRIGHT_MASTER_KEY_FILE: '/nowhere/key' } }));
  t.regex(error?.message ?? '', /MILLWRIGHT_MASTER_KEY_FILE: \/nowhere\/key cannot be read \(ENOENT\)/);
});

test('flags win over variables, and --no-x is false', (t) => {
  const config = loadConfig({
    environment: { PORT: '1', MILLWRIGHT_ENROL_LOCALHOST: 'true' },
    flags: ['--port=9090', '--no-enrol-localhost', '--data-dir', '/srv/mw'],
  });
  t.like(config, { port: 9090, enrolLocalhost: false, dataDirectory: '/srv/mw' });
});

test('an unknown flag and a secret on the command line are refused', (t) => {
  const error = t.throws(() => loadConfig({ environment: {}, flags: ['--colour=red', '--master-key=abc'] }));
  t.regex(error?.message ?? '', /--colour=red: unknown flag/);
  t.regex(error?.message ?? '', /secrets are not taken from the command line/);
});

test('the optional file is read, the environment wins over it, unknown settings are refused', (t) => {
  const file = path.join(directory, 'millwright.yaml');
  writeFileSync(file, 'PORT: 9000\nHOST: 0.0.0.0\n');
  t.like(loadConfig({ environment: { MILLWRIGHT_CONFIG: file, PORT: '9001' } }), { port: 9001, host: '0.0.0.0' });
  writeFileSync(file, 'PROT: 9000\n');
  t.regex(
    t.throws(() => loadConfig({ environment: { MILLWRIGHT_CONFIG: file } }))?.message ?? '',
    /PROT: unknown setting/,
  );
});
