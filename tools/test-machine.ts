import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

/** Something the tests run against that npm cannot bring. */
interface Requirement {
  /** Any of these files means that it is there. */
  readonly files: readonly string[];
  /** Debian's package. */
  readonly package: string;
  readonly why: string;
  /** Not needed when one of these settings is 1. */
  readonly leftOutBy?: readonly string[];
}

const DOCKER = ['SKIP_ROOT', 'SKIP_DOCKER'];
const PODMAN = ['SKIP_ROOT', 'SKIP_PODMAN'];

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
  {
    files: ['/usr/sbin/dockerd'],
    package: 'docker.io',
    why: 'containers are updated and backed up on a real Docker, of the age that Debian ships',
    leftOutBy: DOCKER,
  },
  {
    files: ['/usr/bin/podman'],
    package: 'podman',
    why: 'containers are updated and backed up on a real Podman',
    leftOutBy: PODMAN,
  },
  {
    files: ['/usr/lib/podman/netavark', '/usr/libexec/podman/netavark'],
    package: 'netavark',
    why: 'networks of Podman are made by it',
    leftOutBy: PODMAN,
  },
  {
    files: ['/usr/lib/podman/aardvark-dns', '/usr/libexec/podman/aardvark-dns'],
    package: 'aardvark-dns',
    why: 'Podman’s containers find each other by name through it',
    leftOutBy: PODMAN,
  },
  {
    files: ['/usr/sbin/runc', '/usr/bin/runc'],
    package: 'runc',
    why: 'Debian’s Docker and Podman run containers with it',
    leftOutBy: ['SKIP_ROOT'],
  },
  {
    files: ['/usr/bin/gcc'],
    package: 'gcc',
    why: 'the runc of the current Docker engine is built by Go with it, once',
    leftOutBy: DOCKER,
  },
  {
    files: ['/usr/include/stdlib.h'],
    package: 'libc6-dev',
    why: 'the same',
    leftOutBy: DOCKER,
  },
];

const APT = '/usr/bin/apt-get';

export type Say = (line: string) => void;

/** Brings the machine to where the tests can run, saying what it does first. False when that is up to a person. */
export function prepareMachine(say: Say): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    process.env['SKIP_ROOT'] = '1';
    say('Not running as root: tests of what only root can do are skipped (SKIP_ROOT=1).');
  }
  const missing = REQUIREMENTS.filter(
    ({ files, leftOutBy = [] }) => !files.some((file) => existsSync(file)) && !isLeftOut(...leftOutBy),
  );
  if (missing.length > 0 && !install(missing, say)) return false;
  // sshd wants this directory for privilege separation; without systemd nobody else makes it.
  if (isRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return true;
}

/** Whether somebody, or `prepareMachine`, has set one of these to 1. */
export function isLeftOut(...names: readonly string[]): boolean {
  return names.some((name) => process.env[name] === '1');
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
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  const { status } = withoutServices(() => apt(install));
  if (status !== 0) say(`apt-get could not install them: ${names.join(', ')}`);
  return status === 0;
}

const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/** The tests start what they need themselves: no daemon of a new package is to run from now on. Debian asks this file. */
function withoutServices<T>(work: () => T): T {
  // A policy of the machine's own is its owner's; most containers have one that says the same.
  if (existsSync(SERVICE_POLICY)) return work();
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\n# For the time of one installation.\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(SERVICE_POLICY, { force: true });
  }
}
