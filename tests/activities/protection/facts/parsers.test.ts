import test from 'ava';
import { parseBlockTree } from '../../../../src/activities/protection/facts/block-devices.js';
import { FACT_COMMANDS } from '../../../../src/activities/protection/facts/collect-host-facts.js';
import { parseHostState } from '../../../../src/activities/protection/facts/host-state.js';
import { parseZfsState } from '../../../../src/activities/protection/facts/zfs-state.js';
import { createRandom } from '../../../helpers/api-fuzz-random.js';

const output = (text: string, truncated = false) => ({ stdout: Buffer.from(text), truncated });

const STATE = `==boot
0f3c6b1e-6a55-4a53-9a5f-6b2f2f7f1c11
==ssh
192.0.2.9 50022 192.0.2.10 2222
==route
192.0.2.9 dev enp3s0 src 192.0.2.10 uid 0 \\    cache
==units
ssh.service
ssh.socket
==mounts
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:51 / /srv/my\\040files rw master:3 - zfs tank/files rw,xattr
broken line
==locked
65025 131072 /var/lib/dpkg/lock-frontend
65025 131073 /var/lib/dpkg/lock
==locks
1: POSIX  ADVISORY  WRITE 812 fe:01:131072 0 EOF
2: FLOCK  ADVISORY  WRITE 99 00:19:1201 0 EOF
==processes
 812 unattended-upgr
 900 dockerd
==timers
apt-daily.timer apt-daily.service
==cron
backup
`;

test('the state of a host is read part by part', (t) => {
  const state = parseHostState(output(STATE));
  t.is(state.bootId, '0f3c6b1e-6a55-4a53-9a5f-6b2f2f7f1c11');
  t.deepEqual(state.sshPath, { interface: 'enp3s0', port: 2222, units: ['ssh.service', 'ssh.socket'] });
  t.deepEqual(
    state.mounts?.map(({ mountpoint, device, type }) => [mountpoint, device, type]),
    [
      ['/', '/dev/vda1', 'ext4'],
      ['/srv/my files', 'tank/files', 'zfs'],
    ],
  );
  t.deepEqual(state.packageLock, { held: true, by: 'unattended-upgr' });
  t.deepEqual(state.processes, [
    { pid: 812, name: 'unattended-upgr' },
    { pid: 900, name: 'dockerd' },
  ]);
  t.deepEqual(state.schedules, [
    { name: 'apt-daily.timer', runs: 'apt-daily.service' },
    { name: '/etc/cron.d/backup', runs: 'cron' },
  ]);
});

test('a lock file that nobody locks is free, whatever other locks there are', (t) => {
  const free = STATE.replace('fe:01:131072', 'fe:02:131072');
  t.deepEqual(parseHostState(output(free)).packageLock, { held: false, by: null });
});

test('an answer without its parts is not known, rather than empty', (t) => {
  const { bootId, mounts, packageLock, sshPath, processes, schedules } = parseHostState(output(''));
  t.deepEqual([bootId, mounts, packageLock, sshPath, processes, schedules], [null, null, null, null, null, null]);
});

test('a part cannot be smuggled into a later one', (t) => {
  const forged = STATE.replace(
    '==cron\nbackup',
    '==cron\n==boot\nffffffff-ffff-ffff-ffff-ffffffffffff\n==mounts\n1 1 1:1 / /etc rw - ext4 /dev/evil rw',
  );
  const state = parseHostState(output(forged));
  t.is(state.bootId, '0f3c6b1e-6a55-4a53-9a5f-6b2f2f7f1c11');
  t.is(state.mounts?.length, 2);
});

test('block devices are read with parents and uses', (t) => {
  const text = [
    'NAME="/dev/sda" PKNAME="" FSTYPE="" LABEL="" MOUNTPOINT=""',
    'NAME="/dev/sda1" PKNAME="/dev/sda" FSTYPE="ext4" LABEL="a\\x20b" MOUNTPOINT="/"',
    'NAME="/dev/sdb1" PKNAME="/dev/sdb" FSTYPE="zfs_member" LABEL="tank" MOUNTPOINT=""',
    'NAME="../etc" PKNAME=""',
    'nonsense',
  ].join('\n');
  t.deepEqual(parseBlockTree(output(`${text}\n`)), [
    { path: '/dev/sda', parent: null, use: null, label: null, mountpoint: null },
    { path: '/dev/sda1', parent: '/dev/sda', use: 'ext4', label: 'a b', mountpoint: '/' },
    { path: '/dev/sdb1', parent: '/dev/sdb', use: 'zfs_member', label: 'tank', mountpoint: null },
  ]);
});

const ZFS = `==pools
tank\tDEGRADED
vault\tONLINE
==status
  pool: tank
 state: DEGRADED
  scan: resilver in progress since Sun May  3 10:00:00 2026
  pool: vault
 state: ONLINE
  scan: scrub repaired 0B in 00:10:00 with 0 errors
==datasets
tank\tfilesystem\t/tank
tank/media\tfilesystem\t/tank/media
tank/media/films\tfilesystem\tlegacy
vault\tfilesystem\t/vault
==snapshots
tank/media@a\t111\t1777800000\t0
tank/media@b\t222\t1777886400\t1
vault@copy\t111\t1777800000\t0
`;

test('pools, holds, children and replicas by GUID are read', (t) => {
  const { pools, datasets } = parseZfsState(output(ZFS));
  t.deepEqual(
    pools?.map(({ name, health, running }) => [name, health, running]),
    [
      ['tank', 'degraded', 'resilver'],
      ['vault', 'healthy', null],
    ],
  );
  const media = datasets?.find(({ name }) => name === 'tank/media');
  t.is(media?.children, 1);
  t.is(media?.snapshots, 2);
  t.is(media?.held, 1);
  t.is(media?.replicaAt, new Date(1_777_800_000_000).toISOString());
  t.is(datasets?.find(({ name }) => name === 'tank')?.children, 2);
  t.is(datasets?.find(({ name }) => name === 'tank/media/films')?.mountpoint, null);
});

test('a list of datasets that was cut off is no list', (t) => {
  t.is(parseZfsState(output(ZFS, true)).datasets, null);
});

test('no answer of a host makes a parser throw or run long', (t) => {
  const random = createRandom(20_261);
  const pieces = [
    ...STATE.split('\n'),
    ...ZFS.split('\n'),
    '\u0000',
    '\ud800',
    '"',
    '=',
    '\\x00',
    '9'.repeat(400),
    '\t',
    ' - '.repeat(200),
    '@',
    '/'.repeat(300),
  ];
  const started = performance.now();
  let count = 0;
  for (; count < 20_000; count += 1) {
    const lines = Array.from({ length: random.integer(0, 12) }, () => random.pick(pieces));
    const given = output(lines.join(random.chance(0.2) ? '' : '\n'), random.chance(0.3));
    parseHostState(given);
    parseBlockTree(given);
    parseZfsState(given);
  }
  t.true((performance.now() - started) / count < 5);
  const huge = output(`==mounts\n${'1 2 3:4 / '.repeat(100_000)}\n==locks\n${'1: POSIX '.repeat(100_000)}`);
  const began = performance.now();
  parseHostState(huge);
  t.true(performance.now() - began < 1_000);
});

test('commands that look at a host only read, and hold no control characters', (t) => {
  for (const command of FACT_COMMANDS) {
    t.is(command.effect, 'read_only');
    t.false(command.root);
  }
});
