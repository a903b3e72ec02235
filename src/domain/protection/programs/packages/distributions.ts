import type { Program } from '../program.js';
import { adds, harms, has, rehearses, textsOf } from '../rule-kinds.js';
import { manager, NONE } from './manager.js';

const DNF_LOOK =
  'list|search|info|provides|whatprovides|repolist|repoquery|check-update|check|deplist|updateinfo|help|repoinfo|changelog|needs-restarting|leaves|advisory|repo-graph|check-upgrade|alias|repository-packages';

export const DISTRIBUTIONS: readonly Program[] = [
  manager(
    ['dnf', 'dnf5', 'dnf-3', 'microdnf', 'tdnf'],
    [
      '-c',
      '--config',
      '-x',
      '--exclude',
      '--enablerepo',
      '--disablerepo',
      '--repo',
      '--setopt',
      '--releasever',
      '--installroot',
      '-e',
      '-d',
      '-R',
    ],
    {
      program: 'dnf',
      look: DNF_LOOK,
      add: 'install|reinstall|update|upgrade|localinstall|makecache|download|builddep|clean|mark|copr|config-manager|group|groupinstall|upgrade-minimal|update-minimal|versionlock|module|repoclosure|reposync|debuginfo-install|offline-upgrade|environment',
      remove: 'remove|erase|rm|groupremove',
      sweep: 'autoremove|distro-sync|dsync|distro-synchronization|downgrade|swap|system-upgrade|history|shell|offline',
      dryRun: ['--assumeno', '--downloadonly'],
    },
    [
      harms('package_removal', 'medium', {
        id: 'dnf.group_remove',
        when: {
          subcommand: ['group|module|environment'],
          test: (given) => /^(remove|erase|reset|disable|switch-to)$/.test(textsOf(given.operands)[0] ?? ''),
        },
        ...NONE,
        breadth: 'many',
        why: 'Removes a whole group of packages.',
        matches: ['dnf group remove "Server with GUI"'],
        misses: ['dnf group list'],
      }),
      rehearses({
        id: 'dnf.history_look',
        when: {
          subcommand: ['history|module|group|system-upgrade|offline|copr|versionlock|environment'],
          test: (given) =>
            (/^(list|info|userinstalled|log|provides|summary|status|)$/.test(textsOf(given.operands)[0] ?? '') &&
              !has(given, '--remove') &&
              textsOf(given.operands)[0] !== undefined) ||
            (textsOf(given.operands).length === 0 && given.subcommand[0] === 'history'),
        },
        ...NONE,
        why: 'Shows what was done.',
        matches: ['dnf history', 'dnf history info 5', 'dnf group list'],
        misses: ['dnf history undo 5', 'dnf group remove x'],
      }),
    ],
  ),
  manager(
    ['yum'],
    [
      '-c',
      '--config',
      '-x',
      '--exclude',
      '--enablerepo',
      '--disablerepo',
      '--setopt',
      '--releasever',
      '--installroot',
      '-e',
      '-d',
      '-R',
    ],
    {
      program: 'yum',
      look: DNF_LOOK,
      add: 'install|reinstall|update|upgrade|localinstall|makecache|clean|groupinstall|builddep|versionlock|group|downloadonly|mark|module|copr|config-manager',
      remove: 'remove|erase|groupremove',
      sweep: 'autoremove|distro-sync|downgrade|swap|history|shell',
      dryRun: ['--assumeno', '--downloadonly'],
    },
    [
      rehearses({
        id: 'yum.history_look',
        when: {
          subcommand: ['history|group|module'],
          test: (given) => /^(list|info|summary|stats|)$/.test(textsOf(given.operands)[0] ?? ''),
        },
        ...NONE,
        why: 'Shows what was done.',
        matches: ['yum history', 'yum history list'],
        misses: ['yum history undo 5'],
      }),
      harms('package_removal', 'medium', {
        id: 'yum.group_remove',
        when: {
          subcommand: ['group|module'],
          test: (given) => /^(remove|erase|reset|disable)$/.test(textsOf(given.operands)[0] ?? ''),
        },
        ...NONE,
        breadth: 'many',
        why: 'Removes a whole group of packages.',
        matches: ['yum group remove web'],
        misses: ['yum group list'],
      }),
    ],
  ),
  manager(['zypper'], ['-R', '--root', '-c', '--config', '-r', '--repo', '-t', '--type', '--from', '-p'], {
    program: 'zypper',
    look: 'search|se|info|if|list-updates|lu|list-patches|lp|packages|pa|patterns|pt|products|pd|repos|lr|services|ls|what-provides|wp|patch-check|pchk|locks|ll|help|ps|needs-rebooting|versioncmp|targetos|licenses|system-architecture|download',
    add: 'install|in|update|up|refresh|ref|addrepo|ar|patch|verify|ve|source-install|si|addlock|al|clean|cc|modifyrepo|mr|renamerepo|nr|addservice|as|refs|install-new-recommends|inr',
    remove: 'remove|rm|removeptf',
    sweep: 'dup|dist-upgrade|purge-kernels|removerepo|rr|removelock|rl|removeservice|rs|cleanlocks|cl',
    dryRun: ['--dry-run', '-D'],
  }),
  manager(
    ['apk'],
    [
      '-X',
      '--repository',
      '-p',
      '--root',
      '--arch',
      '-t',
      '--virtual',
      '--cache-dir',
      '--keys-dir',
      '--repositories-file',
      '--wait',
      '--progress-fd',
    ],
    {
      program: 'apk',
      look: 'info|list|search|policy|version|dot|stats|audit|manifest|verify|query|help',
      add: 'add|update|upgrade|fetch|cache|index|convdb|mkndx|mkpkg|adbdump',
      remove: 'del',
      sweep: 'fix',
      dryRun: ['-s', '--simulate'],
    },
  ),
  manager(
    ['brew'],
    [],
    {
      program: 'brew',
      look: 'list|ls|search|info|abv|outdated|doctor|dr|deps|uses|config|home|log|desc|leaves|cat|commands|--prefix|--version|formulae|casks|tap-info|help|missing|options|livecheck|shellenv|which-formula',
      add: 'install|reinstall|update|upgrade|up|tap|link|ln|pin|unpin|fetch|cleanup|bundle|postinstall|unlink|switch|audit|style|test|migrate|vendor-install|analytics|trust',
      remove: 'uninstall|remove|rm|untap',
      sweep: 'autoremove',
      dryRun: ['-n', '--dry-run'],
    },
    [
      harms('service_disruption', 'medium', {
        id: 'brew.services',
        when: {
          subcommand: ['services'],
          test: (given) => /^(stop|restart|kill|cleanup)$/.test(textsOf(given.operands)[0] ?? ''),
        },
        targets: 'all_but_first',
        targetKind: 'unit',
        why: 'Stops {target}.',
        matches: ['brew services stop nginx'],
        misses: ['brew services list'],
      }),
      adds({
        id: 'brew.services_start',
        when: {
          subcommand: ['services'],
          test: (given) => /^(start|run|list|info|)$/.test(textsOf(given.operands)[0] ?? ''),
        },
        ...NONE,
        why: 'Starts or lists services.',
        matches: ['brew services start nginx'],
        misses: ['brew services stop nginx'],
      }),
    ],
  ),
];
