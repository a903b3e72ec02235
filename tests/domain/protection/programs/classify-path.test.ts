import test from 'ava';
import type { TargetClass } from '../../../../src/domain/protection/detect/finding.js';
import { classifyPath, endsTheHost } from '../../../../src/domain/protection/programs/classify-path.js';
import { normalisePath } from '../../../../src/domain/protection/programs/normalise-path.js';

const CLASSES: Readonly<Record<Exclude<TargetClass, 'unknown'>, readonly string[]>> = {
  root: [
    '/',
    '//',
    '/*',
    '/.',
    '/..',
    '/tmp/../..',
    '/proc/1/root',
    '/proc/1/root/*',
    'C:\\',
    'c:\\*',
    '/mnt/c',
    '/mnt/c/',
  ],
  system: [
    '/etc',
    '/etc/*',
    '/usr',
    '/usr/bin/../lib',
    '/bin/ls',
    '/var/lib/*',
    '/lib64',
    '/var/lib/dpkg',
    'C:\\Windows\\System32',
    '/mnt/c/Windows',
  ],
  device: [
    '/dev/sda',
    '/dev/nvme0n1p1',
    '/dev/mapper/vg-root',
    '/dev/disk/by-id/ata-x',
    '//dev/sdb',
    '\\\\.\\PhysicalDrive0',
    '/dev/md0',
  ],
  home: ['/root', '/home', '/home/bob', '/home/*', '/home/bob/', '~', 'C:\\Users\\bob', '/mnt/c/Users'],
  share_root: ['/mnt/user', '/mnt/disk1/', '/mnt/user/media', '/srv', '/mnt/tank', '/volume1/photo', '/opt', '/srv/*'],
  database: [
    '/var/lib/mysql',
    '/var/lib/postgresql/16/main',
    '/srv/app/data.sqlite3',
    '/srv/app/pgdata',
    '/home/bob/postgres/x',
  ],
  backup: ['/srv/backups', '/data/backup/db.tar.gz', '/home/bob/dump.sql', '/tank/.zfs/snapshot'],
  log: ['/var/log', '/var/log/auth.log', '/root/.bash_history', '/tmp/../var/log/syslog'],
  config: ['/etc/nginx/nginx.conf', '/etc/cron.d/job', '/root/.bashrc', '/usr/local/etc/x.conf'],
  credential: [
    '/root/.ssh',
    '/home/bob/.ssh/authorized_keys',
    '/etc/shadow',
    '/etc/sudoers.d/x',
    '/etc/ssl/private/a.key',
    '/etc/letsencrypt/live',
  ],
  critical: [
    '/etc/ssh/sshd_config',
    '/etc/fstab',
    '/etc/netplan/01.yaml',
    '/boot/vmlinuz',
    '/var/lib/docker',
    '/proc/sysrq-trigger',
    '/etc/network/interfaces',
  ],
  ordinary: [
    '/srv/app/x',
    '/home/bob/notes.txt',
    'notes.txt',
    '*',
    '.',
    '/tmp',
    '/tmp/*',
    '/mnt/c/Users/bob/Documents/a.txt',
  ],
  rebuildable: [
    'node_modules',
    './app/node_modules/',
    '/home/bob/x/__pycache__',
    '/var/cache/apt/archives',
    '/root/.cache/pip',
  ],
  scratch: ['/tmp/x', '/var/tmp/build/x', '/dev/shm/x', '/tmp/a/*', '//tmp//x/'],
  nothing: ['/dev/null', '/dev/stderr', '/proc/self/fd/1', 'NUL', '/dev/../dev/null'],
};

for (const [name, paths] of Object.entries(CLASSES)) {
  test(`these places are ${name}`, (t) => {
    for (const path of paths) t.is(classifyPath(path), name as TargetClass, path);
  });
}

test('one place has one spelling', (t) => {
  t.is(normalisePath('//etc/./x/../passwd/'), '/etc/passwd');
  t.is(normalisePath('../../x', '/srv/app'), '/x');
  t.is(normalisePath('*', '/'), '/*');
  t.is(normalisePath('/proc/1/root/etc'), '/etc');
  t.is(normalisePath('/var/run/docker.sock'), '/run/docker.sock');
  t.is(normalisePath('c:\\Users\\..\\Windows'), 'C:/Windows');
  t.is(normalisePath('/mnt/d/x'), 'D:/x');
  t.is(normalisePath('./a/../b'), 'b');
});

test('trees without which there is no host are known in every spelling', (t) => {
  for (const path of [
    '/',
    '/*',
    '//',
    '/etc',
    '/etc/',
    '/usr/*',
    '/tmp/../home',
    '/mnt/c',
    'C:\\Windows',
    '/var/lib',
  ]) {
    t.true(endsTheHost(path), path);
  }
  for (const path of ['/etc/nginx', '/srv', '/home/bob', '/tmp', '/var/log', '/usr/local', '.', '*'])
    t.false(endsTheHost(path), path);
});
