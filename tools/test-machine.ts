import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';

/** Something the tests run against that npm cannot bring. */
interface Requirement {
  /** Any of these files means that it is there. */
  readonly files: readonly string[];
  /** Debian's package. */
  readonly package: string;
  readonly why: string;
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    files: ['/usr/sbin/sshd'],
    package: 'openssh-server',
    why: 'the fleets of the tests are real sshd processes on loopback addresses',
  },
  {
    files: ['/usr/bin/ssh-keygen'],
    package: 'openssh-client',
    why: 'keys that OpenSSH itself made are imported and compared',
  },
  { files: ['/usr/bin/sudo'], package: 'sudo', why: 'commands that need root go through the real sudo' },
  {
    files: ['/bin/busybox', '/usr/bin/busybox'],
    package: 'busybox',
    why: 'a host whose tools are BusyBox’s is one of the hosts that have to work',
  },
  { files: ['/usr/bin/openssl'], package: 'openssl', why: 'certificates and TLS listeners to find are made by it' },
  {
    files: ['/usr/lib/postgresql/15/bin/postgres', '/usr/lib/postgresql/17/bin/postgres'],
    package: 'postgresql',
    why: 'a PostgreSQL older than the embedded one, and psql, are measured for real',
  },
  {
    files: ['/usr/bin/docker-registry'],
    package: 'docker-registry',
    why: 'image registries of the tests are real ones',
  },
  { files: ['/usr/sbin/mariadbd'], package: 'mariadb-server', why: 'MariaDB is measured for real' },
  { files: ['/usr/bin/redis-server'], package: 'redis-server', why: 'Redis is measured for real' },
  { files: ['/sbin/lvm', '/usr/sbin/lvm'], package: 'lvm2', why: 'volume groups on loop devices are collected' },
  {
    files: ['/bin/btrfs', '/usr/bin/btrfs'],
    package: 'btrfs-progs',
    why: 'Btrfs filesystems on loop devices are collected',
  },
  { files: ['/bin/ss', '/usr/bin/ss'], package: 'iproute2', why: 'listeners of this machine are looked up' },
];

const APT = '/usr/bin/apt-get';

export type Say = (line: string) => void;

/** Brings the machine to where the tests can run, saying what it does first. False when that is up to a person. */
export function prepareMachine(say: Say): boolean {
  const missing = REQUIREMENTS.filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length > 0 && !install(missing, say)) return false;
  if (process.getuid?.() === 0) {
    // sshd wants this directory for privilege separation; without systemd nobody else makes it.
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  } else {
    process.env['SKIP_ROOT'] = '1';
    say('Not running as root: tests of what only root can do are skipped (SKIP_ROOT=1).');
  }
  return true;
}

function install(missing: readonly Requirement[], say: Say): boolean {
  const names = missing.map((one) => one.package);
  const canInstall = process.getuid?.() === 0 && existsSync(APT);
  say(
    canInstall
      ? 'The tests need these Debian packages, which will now be installed:'
      : 'The tests need, and this machine lacks:',
  );
  for (const one of missing) say(`  ${one.package}: ${one.why}`);
  if (!canInstall) {
    say(`Install them first, for instance: sudo apt-get install ${names.join(' ')}`);
    return false;
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: string[]) => spawnSync(APT, args, { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  apt(['update', '-qq']);
  const { status } = apt(['install', '-y', '-qq', '--no-install-recommends', ...names]);
  if (status !== 0) say(`apt-get could not install them: ${names.join(', ')}`);
  return status === 0;
}
