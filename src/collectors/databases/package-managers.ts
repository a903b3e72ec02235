import type { HostCapabilities } from '../../platform/commands/index.js';
import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';

export type PackageTool = 'dpkg-query' | 'rpm' | 'apk' | 'pacman';

interface ManagerRow {
  /** What shows that packages are managed with this: a host may have the tool of another family, with nothing in it. */
  readonly manager: string;
  readonly tool: PackageTool;
}

const MANAGERS: readonly ManagerRow[] = [
  { manager: 'apt-get', tool: 'dpkg-query' },
  { manager: 'dnf', tool: 'rpm' },
  { manager: 'yum', tool: 'rpm' },
  { manager: 'zypper', tool: 'rpm' },
  { manager: 'apk', tool: 'apk' },
  { manager: 'pacman', tool: 'pacman' },
  // Images without a manager still have the list of what was installed.
  { manager: 'dpkg-query', tool: 'dpkg-query' },
  { manager: 'rpm', tool: 'rpm' },
];

export function packageToolOf({ tools }: HostCapabilities): PackageTool | undefined {
  return MANAGERS.find(({ manager, tool }) => manager in tools && tool in tools)?.tool;
}

interface ServerPackages {
  readonly engine: DatabaseEngine;
  /** What the tool is asked for; apk lists everything. */
  readonly asked: readonly string[];
  /** Of the names that come back, those of a server: not its clients, modules and wrappers. */
  readonly name: RegExp;
}

/** By tool: the same name is the server here and the client there (`mariadb` of Alpine, of Red Hat). */
export const SERVER_PACKAGES: Readonly<Record<PackageTool, readonly ServerPackages[]>> = {
  'dpkg-query': [
    // `postgresql` itself is a wrapper with a version of its own.
    { engine: 'postgresql', asked: ['postgresql-*'], name: /^postgresql-\d+(?:\.\d+)?$/ },
    { engine: 'mariadb', asked: ['mariadb-server*'], name: /^mariadb-server(?:-core)?(?:-\d+\.\d+)?$/ },
    {
      engine: 'mysql',
      asked: ['mysql-server*', 'mysql-community-server*', 'percona-server-server*', 'percona-xtradb-cluster-server*'],
      name: /^(?:mysql(?:-community)?-server(?:-core)?|percona-server-server|percona-xtradb-cluster-server)(?:-\d+\.\d+)?$/,
    },
    {
      engine: 'mongodb',
      asked: ['mongodb*-server*', 'percona-server-mongodb-server*'],
      name: /^(?:mongodb(?:-org|-enterprise)?-server(?:-core)?|percona-server-mongodb-server)$/,
    },
    {
      engine: 'redis',
      asked: ['redis-server', 'valkey-server', 'keydb-server'],
      name: /^(?:redis|valkey|keydb)-server$/,
    },
    { engine: 'minio', asked: ['minio'], name: /^minio$/ },
  ],
  rpm: [
    { engine: 'postgresql', asked: ['postgresql*-server'], name: /^postgresql\d{0,3}-server$/ },
    // SUSE's server is called `mariadb`, which is the client elsewhere: not asked for.
    { engine: 'mariadb', asked: ['mariadb*-server', 'MariaDB-server'], name: /^mariadb[\d.]{0,6}-server$/i },
    {
      engine: 'mysql',
      asked: ['mysql*-server', 'percona-server-server*', 'Percona-Server-server-*', 'percona-xtradb-cluster-server'],
      name: /^(?:mysql[\d.]{0,6}(?:-community|-commercial)?-server|percona-server-server(?:-\d+)?|percona-xtradb-cluster-server)$/i,
    },
    {
      engine: 'mongodb',
      asked: ['mongodb*-server', 'percona-server-mongodb-server'],
      name: /^(?:mongodb(?:-org|-enterprise)?-server|percona-server-mongodb-server)$/,
    },
    { engine: 'redis', asked: ['redis', 'redis[0-9]*', 'valkey', 'keydb'], name: /^(?:redis\d{0,2}|valkey|keydb)$/ },
    { engine: 'minio', asked: ['minio'], name: /^minio$/ },
  ],
  apk: [
    { engine: 'postgresql', asked: [], name: /^postgresql\d{0,2}$/ },
    { engine: 'mariadb', asked: [], name: /^mariadb$/ },
    { engine: 'mongodb', asked: [], name: /^mongodb$/ },
    { engine: 'redis', asked: [], name: /^(?:redis|valkey|keydb)$/ },
    { engine: 'minio', asked: [], name: /^minio$/ },
  ],
  pacman: [
    { engine: 'postgresql', asked: ['postgresql'], name: /^postgresql$/ },
    { engine: 'mariadb', asked: ['mariadb', 'mariadb-lts'], name: /^mariadb(?:-lts)?$/ },
    { engine: 'mysql', asked: ['mysql', 'percona-server'], name: /^(?:mysql|percona-server)$/ },
    { engine: 'mongodb', asked: ['mongodb', 'mongodb-bin'], name: /^mongodb(?:-bin)?$/ },
    { engine: 'redis', asked: ['redis', 'valkey', 'keydb'], name: /^(?:redis|valkey|keydb)$/ },
    { engine: 'minio', asked: ['minio'], name: /^minio$/ },
  ],
};
