import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { certificateFiles } from '../../src/collectors/certificates/command.js';
import { parseFiles } from '../../src/collectors/certificates/parser.js';
import { FLAT_PLACES, PLACES } from '../../src/collectors/certificates/places.js';
import { outputOf } from './fixtures.js';

interface Made {
  readonly cert: string;
  readonly key: string;
}

/** Runs a tool of this machine and gives what it prints. */
function run(tool: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool}: ${stderr}`);
  return stdout;
}

function make(folder: string, kind: string, keyOptions: readonly string[]): Made {
  const [cert, key] = [join(folder, `${kind}.cert`), join(folder, `${kind}.key`)];
  const files = ['-keyout', key, '-out', cert];
  run('openssl', ['req', '-x509', ...keyOptions, '-nodes', ...files, '-days', '9', '-subj', `/CN=${kind}`]);
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

const root = mkdtempSync(join(tmpdir(), 'certificates-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));
const rsa = make(root, 'rsa', ['-newkey', 'rsa:2048']);
const ec = make(root, 'ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']);
const ed = make(root, 'ed', ['-newkey', 'ed25519']);
const pkcs1 = run('openssl', ['rsa', '-traditional', '-in', join(root, 'rsa.key')]);
const sec1 = run('openssl', ['ec', '-in', join(root, 'ec.key')]);
const KEYS = [rsa.key, ec.key, ed.key, pkcs1, sec1];

/** The script with its places moved below a folder of the test's, run by this shell with this PATH. */
function search(folder: string, path = process.env['PATH'] ?? ''): string {
  const argv = certificateFiles.argv({}, { tools: {}, sudo: 'root' })!;
  const moved = [...PLACES, ...FLAT_PLACES].map((row) => row.path).toSorted((a, b) => b.length - a.length);
  const script = moved.reduce(
    (text, place) =>
      text.replaceAll(new RegExp(`(?<![\\w/])${place.replaceAll('*', '\\*')}(?=[ ;])`, 'g'), `${folder}${place}`),
    argv[2]!,
  );
  const env = { PATH: path, LC_ALL: 'C' };
  const ended = spawnSync('/bin/sh', ['-c', script, ...argv.slice(3)], { encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (ended.stderr !== '') throw new Error(ended.stderr);
  return ended.stdout;
}

function put(folder: string, path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

function newFolder(): string {
  return mkdtempSync(join(root, 'host-'));
}

/** Any base64 line of any key: none may be in what leaves the host. */
function leaks(output: string): string[] {
  const lines = KEYS.flatMap((key) => key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')));
  return lines.filter((line) => output.includes(line));
}

const body = (pem: string): string =>
  pem
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .join('\n');

const TOOLS = {
  'the tools of this machine': undefined,
  BusyBox: () => {
    const folder = mkdtempSync(join(root, 'busybox-'));
    for (const tool of ['find', 'awk']) symlinkSync('/usr/bin/busybox', join(folder, tool));
    return folder;
  },
} as const;

for (const [name, prepare] of Object.entries(TOOLS)) {
  test(`${name}: certificates are found, and no key ever leaves the host`, (t) => {
    const folder = newFolder();
    put(folder, '/etc/nginx/plain.crt', rsa.cert);
    put(folder, '/etc/nginx/windows.pem', rsa.cert.replaceAll('\n', '\r\n'));
    put(folder, '/etc/haproxy/site.pem', `${rsa.key}${rsa.cert}${pkcs1}${ec.cert}`);
    put(folder, '/etc/nginx/keys only.pem', KEYS.join(''));
    put(folder, '/etc/nginx/text-before.pem', `Certificate:\n    Data: x\n${ec.cert}`);
    for (const [at, key] of KEYS.entries()) {
      const [begin, end] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'];
      put(folder, `/etc/apache2/unended-${at}.pem`, `${begin}\n${key}${end}\n`);
      put(folder, `/etc/apache2/disguised-${at}.pem`, `${begin}\n${body(key)}\n${end}\n`);
      put(folder, `/etc/apache2/cut-${at}.pem`, `${begin}\n${body(rsa.cert).split('\n')[0]}\n${key}${end}\n`);
    }
    const path = prepare === undefined ? undefined : `${prepare()}:/usr/bin:/bin`;
    const output = search(folder, path);
    t.deepEqual(leaks(output), []);
    const { blocks, complete } = parseFiles(outputOf(output)).value;
    t.deepEqual(blocks.map((block) => `${block.path.replace(folder, '')} ${block.position}`).toSorted(), [
      '/etc/haproxy/site.pem 1',
      '/etc/haproxy/site.pem 2',
      '/etc/nginx/plain.crt 1',
      '/etc/nginx/text-before.pem 1',
      '/etc/nginx/windows.pem 1',
    ]);
    t.true(complete);
  });

  test(`${name}: links of certbot are followed, bundles, keys by name, deep and large files are not`, (t) => {
    const folder = newFolder();
    put(folder, '/etc/letsencrypt/archive/a/cert1.pem', ed.cert);
    mkdirSync(join(folder, '/etc/letsencrypt/live/a'), { recursive: true });
    symlinkSync('../../archive/a/cert1.pem', join(folder, '/etc/letsencrypt/live/a/cert.pem'));
    put(folder, '/etc/ssl/certs/ca-certificates.crt', rsa.cert.repeat(11));
    put(folder, '/etc/ssl/certs/own.pem', rsa.cert);
    put(folder, '/usr/share/ca.crt', ec.cert);
    symlinkSync(join(folder, '/usr/share/ca.crt'), join(folder, '/etc/ssl/certs/trusted.pem'));
    put(folder, '/etc/ssl/private/deep.pem', ec.cert);
    put(folder, '/etc/nginx/1/2/3/4/5/deep.pem', ec.cert);
    put(folder, '/etc/nginx/large.pem', ec.cert + 'x'.repeat(600_000));
    put(folder, '/etc/nginx/a=b.pem', ec.cert);
    run('mkfifo', [join(folder, '/etc/nginx/pipe.pem')]);
    const path = prepare === undefined ? undefined : `${prepare()}:/usr/bin:/bin`;
    const { blocks } = parseFiles(outputOf(search(folder, path))).value;
    t.deepEqual(blocks.map((block) => block.path.replace(folder, '')).toSorted(), [
      '/etc/letsencrypt/live/a/cert.pem',
      '/etc/nginx/a=b.pem',
      '/etc/ssl/certs/own.pem',
    ]);
  });
}

test('a loop of links is walked once and leaves the picture incomplete', (t) => {
  const folder = newFolder();
  put(folder, '/etc/nginx/a/own.pem', ec.cert);
  symlinkSync('..', join(folder, '/etc/nginx/a/loop'));
  const { blocks, complete } = parseFiles(outputOf(search(folder))).value;
  t.is(blocks.length, 1);
  t.false(complete);
});

test('a host with none of the places has none, completely; a directory that cannot be read is not complete', (t) => {
  const folder = newFolder();
  t.deepEqual(parseFiles(outputOf(search(folder))).value, { blocks: [], complete: true });
  mkdirSync(join(root, 'failing'), { recursive: true });
  writeFileSync(join(root, 'failing', 'find'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(root, 'failing', 'find'), 0o755);
  put(folder, '/etc/nginx/a.pem', rsa.cert);
  t.false(parseFiles(outputOf(search(folder, `${root}/failing:/usr/bin:/bin`))).value.complete);
});
