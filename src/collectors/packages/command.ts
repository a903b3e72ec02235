import { z } from 'zod';
import {
  defineCommand,
  type CommandOutput,
  type HostCapabilities,
  type Parsed,
} from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { MANAGERS, type Manager } from './managers.js';
import {
  parseApkVersions,
  parseAptSimulation,
  parseDnfAdvisories,
  parseDnfUpdates,
  parseListAge,
  parsePacmanUpdates,
  parseZypperPatches,
  parseZypperUpdates,
} from './parser.js';

interface Listing<R> {
  readonly id: string;
  readonly summary: string;
  readonly tool: string;
  readonly root?: boolean;
  readonly argv: (host: HostCapabilities) => readonly string[];
  readonly parse: (output: CommandOutput) => Parsed<R>;
}

/** All of them: from the lists that are there, without a lock, whatever the exit code says. */
function defineListing<R>({ tool, argv, ...rest }: Listing<R>) {
  return defineCommand({
    ...rest,
    effect: 'read_only',
    args: z.strictObject({}),
    example: {},
    tools: [tool],
    timeout: 'slow',
    maxOutputBytes: 2 * 1024 * 1024,
    acceptedExitCodes: ANY_EXIT_CODE,
    argv: (_args, host) => argv(host),
    parse: rest.parse,
  });
}

/** dnf 4 and yum wait for a minute and more when another one has the lock; dnf 5 takes none and knows no such option. */
function withoutWaiting({ tools }: HostCapabilities): string[] {
  return tools['dnf']?.startsWith('4.') === true ? ['--setopt=exit_on_lock=True'] : [];
}

// The simulation costs the host seconds of CPU; it is the one that tells what is kept back.
export const aptSimulation = defineListing({
  id: 'packages.apt',
  summary: 'Updates that apt would install: a simulation, without a lock.',
  tool: 'apt-get',
  argv: () => ['apt-get', '-s', '-o', 'Debug::NoLocking=true', 'dist-upgrade'],
  parse: parseAptSimulation,
});

// The cache that all use is root's; another user has one of his own, mostly empty.
export const dnfUpdates = defineListing({
  id: 'packages.dnf',
  summary: 'Updates that dnf knows of from its cache.',
  tool: 'dnf',
  root: true,
  argv: (host) => ['dnf', '-q', '-C', ...withoutWaiting(host), 'check-update'],
  parse: parseDnfUpdates,
});

export const dnfAdvisories = defineListing({
  id: 'packages.dnf_advisories',
  summary: 'Advisories for installed packages that dnf knows of from its cache, of all kinds.',
  tool: 'dnf',
  root: true,
  argv: (host) => ['dnf', '-q', '-C', ...withoutWaiting(host), 'updateinfo', 'list'],
  parse: parseDnfAdvisories,
});

export const yumUpdates = defineListing({
  id: 'packages.yum',
  summary: 'Updates that yum knows of from its cache.',
  tool: 'yum',
  root: true,
  argv: () => ['yum', '-q', '-C', '--setopt=exit_on_lock=1', 'check-update'],
  parse: parseDnfUpdates,
});

export const yumAdvisories = defineListing({
  id: 'packages.yum_advisories',
  summary: 'Advisories for installed packages that yum knows of from its cache, of all kinds.',
  tool: 'yum',
  root: true,
  argv: () => ['yum', '-q', '-C', '--setopt=exit_on_lock=1', 'updateinfo', 'list'],
  parse: parseDnfAdvisories,
});

// zypper locks the system's package management for root, unless told so.
const ZYPPER = ['env', 'ZYPP_READONLY_HACK=1', 'zypper', '--non-interactive', '--no-refresh', '-x'] as const;

export const zypperUpdates = defineListing({
  id: 'packages.zypper',
  summary: 'Updates that zypper knows of, without refreshing.',
  tool: 'zypper',
  argv: () => [...ZYPPER, 'list-updates'],
  parse: parseZypperUpdates,
});

export const zypperPatches = defineListing({
  id: 'packages.zypper_patches',
  summary: 'Security patches that zypper knows of, without refreshing.',
  tool: 'zypper',
  argv: () => [...ZYPPER, 'list-patches', '--category', 'security'],
  parse: parseZypperPatches,
});

export const apkVersions = defineListing({
  id: 'packages.apk',
  summary: 'Installed packages with a newer version in the index on the host.',
  tool: 'apk',
  argv: () => ['apk', 'version', '-l', '<', '--no-network'],
  parse: parseApkVersions,
});

export const pacmanUpdates = defineListing({
  id: 'packages.pacman',
  summary: 'Updates that pacman knows of from its database.',
  tool: 'pacman',
  argv: () => ['pacman', '-Qu'],
  parse: parsePacmanUpdates,
});

const MANAGER_NAMES = MANAGERS.map(({ manager }) => manager) as [Manager, ...Manager[]];

// The patterns are ours and none has a blank: the shell may split and expand them. The time of the inode's change: many
// of these files carry the server's time of modification.
export const listAge = defineCommand({
  id: 'packages.list_age',
  summary: 'When the lists of available packages, and what is installed, last changed on the host.',
  effect: 'read_only',
  args: z.strictObject({ manager: z.enum(MANAGER_NAMES) }),
  example: { manager: 'apt' },
  argv: ({ manager }) => {
    const { lists = [], installed = [] } = MANAGERS.find((row) => row.manager === manager) ?? {};
    const script = 'date +%s; stat -c %Z -- $1 2>/dev/null; echo ==; stat -c %Z -- $2 2>/dev/null; exit 0';
    return ['sh', '-c', script, 'list-age', lists.join(' '), installed.join(' ')];
  },
  parse: parseListAge,
});

export const packagesCommands = [
  aptSimulation,
  dnfUpdates,
  dnfAdvisories,
  yumUpdates,
  yumAdvisories,
  zypperUpdates,
  zypperPatches,
  apkVersions,
  pacmanUpdates,
  listAge,
] as const;
