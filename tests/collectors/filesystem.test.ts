import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { filesystems } from '../../src/collectors/filesystem/command.js';
import { filesystemMetrics } from '../../src/collectors/filesystem/metrics.js';
import { parseFilesystems } from '../../src/collectors/filesystem/parser.js';
import { MEASURED_TYPES, REMOTE_TYPES, isMeasured } from '../../src/collectors/filesystem/types.js';
import { ParseError, invoke, runBatch } from '../../src/platform/commands/index.js';
import { shellTransport } from '../platform/commands/shell-transport.js';
import { fixture, outputOf } from './fixtures.js';

const read = (path: string) => parseFilesystems(outputOf(fixture(`filesystem/${path}`)));

test('stat: each local filesystem once, sizes exact, pseudo and full-by-nature ones left out', (t) => {
  const { value, errors } = read('stat-coreutils-9.1.txt');
  t.deepEqual(errors, []);
  t.deepEqual(
    value.filesystems.map(({ mountpoint, type }) => `${mountpoint} ${type}`),
    ['/ ext4', '/boot/efi vfat', '/home btrfs', '/mnt/cd udf', '/run tmpfs', '/srv/My 1st\tDisk xfs', '/tank zfs'],
  );
  const root = value.filesystems[0]!;
  t.is(root.sizeBytes, String(66_052_630 * 4096));
  t.is(root.usedBytes, String((66_052_630 - 61_470_672) * 4096));
  t.deepEqual(root.inodes, { total: '16777216', used: '532065' });
  const tank = value.filesystems.find(({ type }) => type === 'zfs')!;
  t.is(tank.sizeBytes, String(9_007_199_254_740_993n * 131_072n));
  t.is(tank.inodes, undefined);
  t.true(value.filesystems.find(({ mountpoint }) => mountpoint === '/mnt/cd')!.readOnly);
});

test('mounts of other machines are listed, never measured, and without the login in their name', (t) => {
  t.deepEqual(read('stat-coreutils-9.1.txt').value.remote, [
    { mountpoint: '/mnt/nas', device: 'nas.example:/export', type: 'nfs4' },
    { mountpoint: '/mnt/share', device: '//files.example/share', type: 'cifs' },
  ]);
  for (const type of REMOTE_TYPES) t.false(isMeasured(type, '/mnt/x'), type);
  t.true(MEASURED_TYPES.every(({ types }) => types.every((type) => !REMOTE_TYPES.has(type))));
});

test('df of BusyBox and of old coreutils give the same picture', (t) => {
  const busybox = read('df-busybox-1.36.txt');
  t.deepEqual(busybox.errors, []);
  const disk = busybox.value.filesystems.find(({ device }) => device === '/dev/sdb1')!;
  t.is(disk.mountpoint, '/srv/My 1st\tDisk');
  t.is(disk.usedBytes, String(24_000 * 1024));
  t.deepEqual(disk.inodes, { total: '500', used: '100' });
  t.is(busybox.value.filesystems.find(({ mountpoint }) => mountpoint === '/home')!.inodes, undefined);
  const old = read('df-coreutils-8.4.txt');
  t.is(old.errors.length, 1);
  t.is(old.value.filesystems.length, 2);
  t.is(old.value.filesystems[1]!.availableBytes, '0');
  const percent = filesystemMetrics(old.value).filter(({ metric }) => metric === 'filesystem_used_percent');
  t.is(percent[1]!.value, 100);
});

test('in a container the root counts, and files bound into it do not', (t) => {
  const { value } = read('container.txt');
  t.deepEqual(
    value.filesystems.map(({ mountpoint }) => mountpoint),
    ['/'],
  );
});

test('a list cut off after the mounts is an error', (t) => {
  t.throws(() => parseFilesystems(outputOf('1 0 0:1 / / rw - ext4 /dev/a rw\n')), { instanceOf: ParseError });
  t.throws(() => parseFilesystems(outputOf('')), { instanceOf: ParseError });
});

for (const [way, tools] of [
  ['stat', { awk: '', stat: '' }],
  ['df', { awk: '', df: '' }],
] as const) {
  for (const shell of ['/bin/dash', '/bin/bash']) {
    test(`${shell}: this machine by ${way}`, async (t) => {
      const commands = [invoke(filesystems)];
      const { results } = await runBatch(shellTransport({ shell }), { commands, host: { tools, sudo: 'none' } });
      t.is(results[0]!.status, 'ok');
      const { value, errors } = commands[0]!.parse({ ...results[0]!, exitCode: 0 });
      t.deepEqual(errors, []);
      const root = value.filesystems.find(({ mountpoint }) => mountpoint === '/')!;
      t.true(BigInt(root.sizeBytes) > 0n && BigInt(root.usedBytes) <= BigInt(root.sizeBytes));
    });
  }
}

test('odd mount points reach stat unchanged', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'odd-mounts-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const names = ['a b', '1 1st', 'tab\there', 'back\\slash', "quote'd $HOME", '*'];
  for (const name of names) mkdirSync(join(folder, name));
  const escape = (text: string): string =>
    text.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011');
  const lines = names.map((name) => escape(join(folder, name)));
  writeFileSync(join(folder, 'awk'), `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  chmodSync(join(folder, 'awk'), 0o755);
  for (const shell of ['/bin/dash', '/bin/bash']) {
    const transport = shellTransport({ shell, env: { PATH: `${folder}:/usr/bin:/bin` } });
    const host = { tools: { awk: '', stat: '' }, sudo: 'none' as const };
    const { results } = await runBatch(transport, { commands: [invoke(filesystems)], host });
    const paths = results[0]!.stdout.toString().split('\n==\n')[1]!.trim().split('\n');
    t.deepEqual(
      paths.map((line) => line.split(' ').slice(6).join(' ')),
      names.map((name) => join(folder, name)),
    );
  }
});
