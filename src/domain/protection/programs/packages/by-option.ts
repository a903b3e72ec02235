import type { Program } from '../program.js';
import { adds, harms, has, helps, rehearses, textsOf } from '../rule-kinds.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';

/** Package managers whose verbs are options. */
export const BY_OPTION: readonly Program[] = [
  {
    names: [
      'xbps-query',
      'equery',
      'eix',
      'qlist',
      'pacman-conf',
      'paccheck',
      'pactree',
      'pacsearch',
      'checkupdates',
      'expac',
      'rpmspec',
      'rpm2cpio',
      'repoquery',
      'genlop',
      'qsearch',
    ],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows packages.',
  },
  {
    names: [
      'xbps-install',
      'xbps-reconfigure',
      'installpkg',
      'upgradepkg',
      'pkg_add',
      'makepkg',
      'easy_install',
      'rpmbuild',
      'createrepo',
    ],
    style: {},
    rules: [helps('xbps-install', ['--help', '-n', '--dry-run'])],
    otherwise: 'reversible',
    why: 'Adds packages.',
  },
  {
    names: [
      'xbps-remove',
      'removepkg',
      'pkg_delete',
      'paccache',
      'package-cleanup',
      'orphan-sysvinit-scripts',
      'purge-old-kernels',
    ],
    style: { valued: ['-C'] },
    rules: [
      rehearses({
        id: 'xbps-remove.dry_run',
        when: { anyOption: ['-n', '--dry-run', '--help', '-d', '--warn'] },
        ...NONE,
        why: 'Only says what it would do.',
        matches: ['xbps-remove -n nginx', 'removepkg --warn nginx'],
        misses: ['xbps-remove nginx'],
      }),
      ...removalRules({
        program: 'xbps-remove',
        holds: () => true,
        sample: (name) => `removepkg ${name}`.trim(),
        misses: ['removepkg --warn nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Removes packages.',
  },
  {
    names: [
      'emerge',
      'opkg',
      'ipkg',
      'synopkg',
      'eopkg',
      'tazpkg',
      'pkg',
      'port',
      'pkgin',
      'slackpkg',
      'urpme',
      'nix-env',
      'rpm-ostree',
      'ostree',
      'transactional-update',
      'bootc',
      'pkgutil',
      'un-get',
      'upkg',
      'plugin',
      'installplg',
    ],
    style: { subcommands: 1, valued: ['-j', '--jobs', '--profile', '-f', '--os'] },
    rules: [
      rehearses({
        id: 'emerge.pretend',
        when: {
          anyOption: ['-p', '--pretend', '--help', '--noaction', '--dry-run', '-n', '--preview', '--version', '-V'],
        },
        ...NONE,
        why: 'Only says what it would do.',
        matches: ['emerge -p --unmerge nginx', 'opkg --noaction remove x'],
        misses: ['opkg remove nginx', 'emerge --unmerge nginx'],
      }),
      rehearses({
        id: 'emerge.look',
        when: {
          test: (given) =>
            (/^(list.*|info|search|find|status|version|query|files|whatdepends|whatprovides|show|log|which|depends|audit|updating|contents|stats|is_onoff|list-installed|installed|deps|rdeps|compare-versions|checkversions|history|refs|ls|cat|check|checknew)$/.test(
              given.subcommand[0] ?? '',
            ) &&
              !has(given, '-C', '--unmerge', '-c', '--depclean')) ||
            (has(given, '-s', '--search', '-q', '--query', '--info', '-l', '--list-sets', '--qa') &&
              !has(given, '-C', '--unmerge', '-c', '--depclean', '-e', '-i')),
        },
        ...NONE,
        why: 'Shows packages.',
        matches: ['opkg list-installed', 'pkg info', 'emerge --search remove', 'rpm-ostree status', 'synopkg list'],
        misses: ['opkg remove nginx', 'pkg delete nginx'],
      }),
      harms('package_removal', 'medium', {
        id: 'emerge.remove',
        when: {
          test: (given) =>
            /^(remove|delete|uninstall|uninst|purge|autoremove|unmerge|rm|cleanup|clean-system|rollback|rebase|reset|stop|restart|deactivate|undeploy|prune|switch|kargs|override|remove-orphans|autoclean-all|reclaim|shell|dup|factory-reset)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            /^pkg (remove|rm)\b/.test(textsOf(given.plain).join(' ')) ||
            has(
              given,
              '-C',
              '--unmerge',
              '-c',
              '--depclean',
              '-P',
              '--prune',
              '--uninstall',
              '--rollback',
              '-e',
              '--forget',
              '--delete-generations',
              '--switch-generation',
            ),
        },
        targetKind: 'package',
        why: 'Removes {target}, or brings an earlier state of the system.',
        matches: [
          'emerge --unmerge nginx',
          'emerge --depclean',
          'opkg remove nginx',
          'pkg delete -y nginx',
          'nix-env -e nginx',
          'synopkg stop WebStation',
          'rpm-ostree rollback',
        ],
        misses: ['opkg install nginx', 'pkg info delete', 'emerge -p --depclean'],
      }),
      adds({
        id: 'emerge.add',
        when: {
          test: (given) =>
            (/^(install|add|update|upgrade|start|fetch|sync|selfupdate|clean|lock|unlock|activate|bootstrap|up|pkg|install-new|distupdate|apply|deploy|pull|build|create|check-update|upgrade-all|reinstall|refresh|in|autoclean|it|pin|commit|download|get|resume|autoconfig)$/.test(
              given.subcommand[0] ?? '',
            ) ||
              (!/^(remove|delete|uninstall|purge|autoremove|list.*|info|search|status|rollback|rebase|reset|stop|restart|kargs|override)$/.test(
                given.subcommand[0] ?? '',
              ) &&
                (has(
                  given,
                  '-u',
                  '--update',
                  '--sync',
                  '-i',
                  '--install',
                  '-1',
                  '--oneshot',
                  '-v',
                  '--ask',
                  '-a',
                  '-N',
                  '-D',
                  '-uDN',
                  '--upgrade',
                  '-iA',
                ) ||
                  textsOf(given.plain).some((text) => /\/|^@|\.plg$|^[a-z0-9-]+$/.test(text))))) &&
            !has(given, '-C', '--unmerge', '-c', '--depclean', '-e', '--uninstall', '--rollback', '-P', '--prune'),
        },
        targets: 'none',
        targetKind: 'package',
        why: 'Adds packages, or newer versions of them.',
        matches: [
          'emerge -av nginx',
          'opkg install nginx',
          'pkg upgrade',
          'emerge -uDN @world',
          'nix-env -iA nixpkgs.htop',
        ],
        misses: ['emerge --depclean', 'opkg remove nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
];
