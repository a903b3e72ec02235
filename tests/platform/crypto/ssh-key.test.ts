import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import ssh2, { type ParsedKey } from 'ssh2';
import { importSshKey } from '../../../src/platform/crypto/import-ssh-key.js';
import { generateSshKey, type SshKeyPair } from '../../../src/platform/crypto/ssh-key.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';

const execFileAsync = promisify(execFile);
const PASSPHRASE = 'correct horse ü';
let folder = '';

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mw-keys-'));
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execFileAsync(program, args, { cwd: folder })).stdout;

function parse(text: Buffer | string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || key instanceof Error) throw key ?? new Error('nothing parsed');
  return key;
}

/** The stored form must work in ssh2 (parse, sign, verify) and in OpenSSH (same public key and fingerprint). */
async function assertUsable(t: ExecutionContext, pair: SshKeyPair): Promise<void> {
  const key = parse(pair.privateKey);
  t.true(key.isPrivateKey());
  const algorithm = key.type === 'ssh-rsa' ? 'sha512' : undefined;
  const signature = key.sign('message', algorithm);
  t.false(signature instanceof Error);
  t.true(parse(pair.publicKey).verify('message', signature as Buffer, algorithm) === true);
  const file = `stored-${Math.random()}`;
  await writeFile(join(folder, file), pair.privateKey, { mode: 0o600 });
  t.is((await run('ssh-keygen', '-y', '-P', '', '-f', file)).trim(), pair.publicKey);
  await writeFile(join(folder, `${file}.pub`), `${pair.publicKey}\n`);
  t.is((await run('ssh-keygen', '-l', '-E', 'sha256', '-f', `${file}.pub`)).split(' ')[1], pair.fingerprint);
}

async function keygen(name: string, type: string[], passphrase: string, ...more: string[]): Promise<string> {
  await run('ssh-keygen', '-q', '-t', ...type, '-N', passphrase, '-C', 'some comment', '-f', name, ...more);
  return readFile(join(folder, name), 'utf8');
}

async function refusal(t: ExecutionContext, text: string, passphrase?: string): Promise<MillwrightError> {
  const error = await t.throwsAsync(importSshKey(text, passphrase), { instanceOf: MillwrightError });
  t.is(error.code, 'private_key_unusable');
  t.false(error.message.includes(PASSPHRASE));
  t.is(error.errors.length, 1);
  return error;
}

test('generated ed25519 and RSA keys work in ssh2 and in OpenSSH', async (t) => {
  const names: string[] = [];
  for (const type of ['ed25519', 'rsa-4096'] as const) {
    const pair = await generateSshKey(type);
    names.push(pair.algorithm);
    await assertUsable(t, pair);
  }
  t.deepEqual(names, ['ed25519', 'rsa-4096']);
});

test('a hundred generated ed25519 keys all parse, whatever their first bytes', async (t) => {
  for (let count = 0; count < 100; count += 1) {
    const pair = await generateSshKey('ed25519');
    const key = parse(pair.privateKey);
    t.true(parse(pair.publicKey).verify('x', key.sign('x')) === true);
  }
});

const TYPES: [string, string[], string][] = [
  ['ed25519', ['ed25519'], 'ed25519'],
  ['rsa', ['rsa', '-b', '2048'], 'rsa-2048'],
  ['p256', ['ecdsa', '-b', '256'], 'ecdsa-nistp256'],
  ['p384', ['ecdsa', '-b', '384'], 'ecdsa-nistp384'],
  ['p521', ['ecdsa', '-b', '521'], 'ecdsa-nistp521'],
];

for (const [name, type, algorithm] of TYPES) {
  test(`OpenSSH files of ${algorithm} are imported, plain and with a passphrase`, async (t) => {
    for (const passphrase of ['', PASSPHRASE]) {
      const text = await keygen(`openssh-${name}-${passphrase.length}`, type, passphrase);
      const pair = await importSshKey(text, passphrase === '' ? undefined : passphrase);
      t.is(pair.algorithm, algorithm);
      await assertUsable(t, pair);
    }
  });
}

for (const cipher of ['aes128-cbc', 'aes256-cbc', 'aes256-ctr', 'aes256-gcm@openssh.com']) {
  test(`OpenSSH files encrypted with ${cipher} are imported`, async (t) => {
    const text = await keygen(`cipher-${cipher}`, ['ed25519'], PASSPHRASE, '-Z', cipher);
    await assertUsable(t, await importSshKey(text, PASSPHRASE));
  });
}

test('PEM files (PKCS#1 and SEC1) are imported, plain and encrypted', async (t) => {
  for (const [name, type, algorithm] of TYPES.slice(1)) {
    for (const passphrase of ['', PASSPHRASE]) {
      const text = await keygen(`pem-${name}-${passphrase.length}`, type, passphrase, '-m', 'PEM');
      t.regex(text, /^-----BEGIN (RSA|EC) PRIVATE KEY-----/);
      const pair = await importSshKey(text, passphrase === '' ? undefined : passphrase);
      t.is(pair.algorithm, algorithm);
      await assertUsable(t, pair);
    }
  }
});

test('PKCS#8 files are imported, plain and encrypted with PBKDF2 or scrypt', async (t) => {
  const make = ['ED25519', 'RSA -pkeyopt rsa_keygen_bits:3072', 'EC -pkeyopt ec_paramgen_curve:P-256'];
  for (const [index, spec] of make.entries()) {
    await run('openssl', 'genpkey', '-algorithm', ...spec.split(' '), '-out', `p8-${index}`);
    await assertUsable(t, await importSshKey(await readFile(join(folder, `p8-${index}`), 'utf8')));
    for (const kdf of [['-v2', 'aes-256-cbc'], ['-scrypt']]) {
      const to = `p8-${index}-${kdf.join('')}`;
      const args = ['pkcs8', '-topk8', '-in', `p8-${index}`, '-out', to, '-passout', `pass:${PASSPHRASE}`];
      await run('openssl', ...args, ...kdf);
      await assertUsable(t, await importSshKey(await readFile(join(folder, to), 'utf8'), PASSPHRASE));
    }
  }
});

test('a key pasted with carriage returns, indentation, a byte order mark and EC parameters is understood', async (t) => {
  const text = await keygen('pasted', ['ed25519'], '');
  const expected = (await importSshKey(text)).fingerprint;
  const indented = `\uFEFF\r\n\r\n   ${text.trim().replaceAll('\n', '  \r\n\t')}  \r\n\r\n`;
  t.is((await importSshKey(indented)).fingerprint, expected);
  await run('openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-out', 'ecparam');
  const withParameters = await readFile(join(folder, 'ecparam'), 'utf8');
  t.regex(withParameters, /BEGIN EC PARAMETERS/);
  t.is((await importSshKey(withParameters)).algorithm, 'ecdsa-nistp256');
});

test('a protected key without its passphrase, or with a wrong one, is refused at `passphrase`', async (t) => {
  const files = [
    await keygen('locked-openssh', ['ed25519'], PASSPHRASE),
    await keygen('locked-pem', ['rsa', '-b', '2048'], PASSPHRASE, '-m', 'PEM'),
    await keygen('locked-pkcs8', ['rsa', '-b', '2048'], PASSPHRASE, '-m', 'PKCS8'),
  ];
  for (const text of files) {
    for (const passphrase of [undefined, '']) {
      const missing = await refusal(t, text, passphrase);
      t.regex(missing.message, /protected by a passphrase/);
      t.is(missing.errors[0]?.path, 'passphrase');
    }
    const wrong = await refusal(t, text, 'wrong');
    t.regex(wrong.message, /passphrase is wrong/);
    t.is(wrong.errors[0]?.path, 'passphrase');
  }
});

test('a passphrase given for a key without one does no harm', async (t) => {
  const text = await keygen('open', ['ed25519'], '');
  t.is((await importSshKey(text, PASSPHRASE)).algorithm, 'ed25519');
});

const PUTTY = `PuTTY-User-Key-File-3: ssh-ed25519
Encryption: none
Comment: eddsa-key
Public-Lines: 2
AAAAC3NzaC1lZDI1NTE5AAAAIBEGVZfrGeCkTxzI7CWuDeQmvHXDTrRYjNyH
Private-Lines: 1
AAAAIBEGVZfrGeCkTxzI7CWuDeQmvHXDTrRYjNyH
Private-MAC: 00`;

test('what is no usable private key is refused with what to do about it', async (t) => {
  const open = await keygen('victim', ['ed25519'], '');
  await run('openssl', 'genpkey', '-algorithm', 'ED448', '-out', 'ed448');
  await run('openssl', 'genpkey', '-algorithm', 'X25519', '-out', 'x25519');
  await run('openssl', 'ecparam', '-name', 'secp256k1', '-genkey', '-noout', '-out', 'koblitz');
  await run('openssl', 'genrsa', '-out', 'small', '1024');
  await run('openssl', 'pkey', '-in', 'ed448', '-pubout', '-out', 'ed448.pub');
  await run('openssl', 'dsaparam', '-genkey', '-noout', '-out', 'dsa8', '1024');
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const cases: [string, RegExp][] = [
    [PUTTY, /PuTTYgen/],
    [await read('victim.pub'), /public key.*without \.pub/],
    [await read('ed448.pub'), /public key/],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /certificate/],
    [await read('ed448'), /type ed448/],
    [await read('x25519'), /type x25519/],
    [await read('koblitz'), /curve secp256k1/],
    [await read('small'), /1024 bits; at least 2048/],
    [await read('dsa8'), /type dsa|DSA key/],
    ['', /empty/],
    [' \n ', /empty/],
    ['hello', /not a private key in a known format/],
    [open.slice(0, 200), /cut off/],
    [open.replace(/\n[^\n]+\n-----END/, '\n-----END'), /damaged/],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /damaged/],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\n!!!!\n-----END OPENSSH PRIVATE KEY-----', /damaged/],
    ['x'.repeat(40_000), /longer than any private key/],
  ];
  for (const [text, reason] of cases) t.regex((await refusal(t, text)).message, reason);
});

test('ciphers and rounds that are out of bounds are refused before any work', async (t) => {
  const chacha = await keygen('chacha', ['ed25519'], PASSPHRASE, '-Z', 'chacha20-poly1305@openssh.com');
  t.regex((await refusal(t, chacha, PASSPHRASE)).message, /ssh-keygen -p -Z aes256-ctr/);
  const text = await keygen('rounds', ['ed25519'], PASSPHRASE);
  const body = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
  // After magic (15), cipher, kdf and the options' length comes the salt (4 + 16), then the rounds.
  const roundsAt = body.indexOf('bcrypt') + 6 + 4 + 4 + 16;
  t.true(body.readUInt32BE(roundsAt) <= 64);
  body.writeUInt32BE(4_000_000_000, roundsAt);
  const hostile = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const startedAt = Date.now();
  t.regex((await refusal(t, hostile, PASSPHRASE)).message, /4000000000 rounds/);
  t.true(Date.now() - startedAt < 5_000);
});

test('the event loop stays free while a protected key is imported', async (t) => {
  const text = await keygen('slow', ['ed25519'], PASSPHRASE, '-a', '100');
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }, 5);
  const startedAt = performance.now();
  await importSshKey(text, PASSPHRASE);
  const tookMs = performance.now() - startedAt;
  clearInterval(timer);
  t.true(longestMs < tookMs / 2, `blocked ${longestMs} of ${tookMs} ms`);
  await chmod(join(folder, 'slow'), 0o600);
});
