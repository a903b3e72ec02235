import type { HostCapabilities } from '../../platform/commands/index.js';
import type { PackagesFacts } from './schema.js';

export type Manager = PackagesFacts['manager'];

interface ManagerRow {
  readonly manager: Manager;
  readonly tool: string;
  /** Whose time of change tells how old the lists are. Shell patterns. */
  readonly lists: readonly string[];
  /** Whose time of change tells that something was installed, removed or held. Shell patterns. */
  readonly installed: readonly string[];
  readonly reason: string;
}

/** The first one whose tool is there: who manages packages here. */
export const MANAGERS: readonly ManagerRow[] = [
  {
    manager: 'apt',
    tool: 'apt-get',
    lists: ['/var/lib/apt/lists', '/var/lib/apt/lists/partial', '/var/lib/apt/periodic/update-success-stamp'],
    installed: ['/var/lib/dpkg/status', '/var/lib/apt/extended_states', '/etc/apt/preferences.d'],
    reason: 'Debian and what is built on it',
  },
  {
    manager: 'dnf',
    tool: 'dnf',
    lists: ['/var/cache/dnf/*/repodata/repomd.xml', '/var/cache/libdnf5/*/repodata/repomd.xml'],
    installed: ['/var/lib/rpm/rpmdb.sqlite', '/var/lib/rpm/Packages', '/usr/lib/sysimage/rpm/rpmdb.sqlite'],
    reason: 'Red Hat since 8, Fedora; before yum, which is a link to it there',
  },
  {
    manager: 'yum',
    tool: 'yum',
    lists: ['/var/cache/yum/*/*/*/repomd.xml', '/var/cache/yum/*/repomd.xml'],
    installed: ['/var/lib/rpm/Packages'],
    reason: 'Red Hat up to 7',
  },
  {
    manager: 'zypper',
    tool: 'zypper',
    lists: ['/var/cache/zypp/raw/*/cookie'],
    installed: ['/usr/lib/sysimage/rpm/Packages.db', '/var/lib/rpm/Packages'],
    reason: 'SUSE',
  },
  {
    manager: 'apk',
    tool: 'apk',
    lists: ['/var/cache/apk/APKINDEX.*', '/etc/apk/cache/APKINDEX.*'],
    installed: ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'],
    reason: 'Alpine',
  },
  {
    manager: 'pacman',
    tool: 'pacman',
    lists: ['/var/lib/pacman/sync', '/var/lib/pacman/sync/*.db'],
    installed: ['/var/lib/pacman/local'],
    reason: 'Arch',
  },
];

export function managerOf({ tools }: HostCapabilities): ManagerRow | undefined {
  return MANAGERS.find(({ tool }) => tool in tools);
}
