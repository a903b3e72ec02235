import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, hides, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { rulesFor } from '../rules-by-name.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';
import { classifyPackage } from './vital.js';

const verbIs =
  (verbs: string) =>
  (given: Arguments): boolean =>
    verbs.split('|').includes(given.subcommand[0] ?? '');

const LOOKS =
  'list|search|show|policy|showpkg|depends|rdepends|madison|changelog|showsrc|dump|dumpavail|stats|unmet|pkgnames|dotty|xvcg|config|check|indextargets|moo|help|why|why-not|versions|history|showauto|showhold|showmanual|showinstall|showremove|showpurge|info|print|file|provides';

const minus = (given: Arguments): readonly string[] =>
  textsOf(given.operands)
    .filter((text) => /.-$/.test(text))
    .map((text) => text.slice(0, -1));

/**
 * `upgrade` never removes a package and its versions can be put back, so it is not held; `full-upgrade` may remove
 * packages to solve conflicts, and a release upgrade cannot be undone.
 */
const APT_RULES: readonly Rule[] = [
  helps('{name}', ['--help', '-h', '--version', '-v']),
  rehearses({
    id: '{name}.simulate',
    when: { anyOption: ['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act', '--print-uris'] },
    ...NONE,
    why: 'Only says what it would do.',
    matches: ['{name} -s remove nginx', '{name} --dry-run purge nginx', '{name} autoremove -s'],
    misses: ['{name} remove nginx', '{name} install nginx'],
  }),
  reads({
    id: '{name}.look',
    when: { test: (given) => verbIs(LOOKS)(given) || given.plain.length === 0 },
    ...NONE,
    why: 'Shows packages.',
    matches: ['{name} search remove', '{name} show purge', '{name}', '{name} policy'],
    misses: ['{name} remove show', '{name} purge list'],
  }),
  adds({
    id: '{name}.add',
    when: {
      subcommand: [
        'install|reinstall|update|upgrade|safe-upgrade|download|source|build-dep|fix-broken|satisfy|edit-sources|markauto|unmarkauto|mark|hold|unhold|keep|forbid-version|add-user-tag|extract-cache-subset|modernize-sources|modernise-sources|forget-new',
      ],
      test: (given) => minus(given).length === 0,
    },
    targetKind: 'package',
    targetClass: classifyPackage,
    why: 'Adds packages, or newer versions of them; the earlier ones can be installed again.',
    matches: ['{name} install -y nginx', '{name} update', '{name} upgrade -y', '{name} download remove'],
    misses: ['{name} remove nginx', '{name} install nginx-', '{name} dist-upgrade'],
  }),
  adds({
    id: '{name}.clean',
    when: { subcommand: ['clean|autoclean|auto-clean|distclean'] },
    ...NONE,
    why: 'Deletes downloaded packages; they are fetched again.',
    matches: ['{name} clean', '{name} autoclean'],
    misses: ['{name} autoremove'],
  }),
  harms('package_removal', 'high', {
    id: '{name}.install_minus',
    when: {
      subcommand: ['install|upgrade|full-upgrade|dist-upgrade|reinstall|build-dep'],
      test: (given) => minus(given).length > 0,
    },
    targets: minus,
    targetKind: 'package',
    targetClass: classifyPackage,
    why: 'A minus behind a name removes {target}, whatever the verb says.',
    matches: ['{name} install -y nginx-', '{name} install vim openssh-server-'],
    misses: ['{name} install -y nginx', '{name} install g++'],
  }),
  harms('package_removal', 'high', {
    id: '{name}.install_force',
    when: {
      subcommand: ['install|upgrade|dist-upgrade|full-upgrade|remove|purge'],
      anyOption: ['--allow-remove-essential', '--force-yes', '--allow-unauthenticated', '--allow-downgrades'],
      test: (given) => !given.options.has('--allow-downgrades') || given.options.size > 1,
    },
    ...NONE,
    why: 'May remove what the system needs, or trust what nobody signed.',
    matches: ['{name} install --force-yes x', '{name} remove --allow-remove-essential x'],
    misses: ['{name} install -y x'],
  }),
  harms('package_removal', 'medium', {
    id: '{name}.full_upgrade',
    when: { subcommand: ['dist-upgrade|full-upgrade'] },
    ...NONE,
    targetClass: 'critical',
    breadth: 'many',
    why: 'Brings every package up to date and may remove some for that; services start again.',
    matches: ['{name} dist-upgrade -y'],
    misses: ['{name} upgrade', '{name} install dist-upgrade'],
  }),
  harms('package_removal', 'medium', {
    id: '{name}.autoremove',
    when: { subcommand: ['autoremove|auto-remove|autopurge|dselect-upgrade'] },
    ...NONE,
    breadth: 'many',
    why: 'Removes every package that nothing seems to need, old kernels among them.',
    matches: ['{name} autoremove -y', '{name} autoremove --purge'],
    misses: ['{name} autoclean', '{name} show autoremove', '{name} -s autoremove'],
  }),
  ...removalRules({
    program: '{name}',
    holds: verbIs('remove|purge|deinstall'),
    sample: (name) => `{name} remove -y ${name}`.trim(),
    misses: ['{name} install nginx', '{name} show remove'],
  }),
  hides('high', {
    id: '{name}.hook',
    when: {
      test: (given) =>
        valuesOf(given, ['-o', '--option', '-c', '--config-file']).some((value) =>
          /(Pre-Invoke|Post-Invoke|Pre-Install-Pkgs|Post-Invoke-Success|::Proxy-Auto-Detect|Dir::Bin|DPkg::Path)/i.test(
            value,
          ),
        ),
    },
    targets: 'none',
    why: 'A setting lets it start another program.',
    matches: ['{name} update -o APT::Update::Pre-Invoke::=/bin/sh'],
    misses: ['{name} install -o Dpkg::Options::=--force-confold nginx'],
  }),
];

const APT_VALUED = [
  '-o',
  '--option',
  '-c',
  '--config-file',
  '-t',
  '--target-release',
  '--default-release',
  '-a',
  '--host-architecture',
  '-P',
  '--build-profiles',
  '-w',
  '-F',
  '--solver',
];

export const APT: readonly Program[] = [
  {
    names: ['apt'],
    style: { subcommands: 1, valued: APT_VALUED },
    rules: rulesFor('apt', APT_RULES),
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
  {
    names: ['apt-get', 'apt-fast', 'nala'],
    style: { subcommands: 1, valued: APT_VALUED },
    rules: rulesFor('apt-get', APT_RULES),
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
  {
    names: ['aptitude'],
    style: { subcommands: 1, valued: APT_VALUED },
    rules: rulesFor('aptitude', APT_RULES),
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
  {
    names: ['do-release-upgrade', 'pveupgrade', 'dnf-system-upgrade', 'leapp', 'apt-clone'],
    style: { subcommands: 1, valued: ['-f', '--frontend', '-m', '--mode'] },
    rules: [
      rehearses({
        id: 'do-release-upgrade.check',
        when: {
          test: (given) =>
            ['-c', '--check-dist-upgrade-only', '--help', '-h', '--version'].some((option) =>
              given.options.has(option),
            ) || /^(preupgrade|answer|info)$/.test(given.subcommand[0] ?? ''),
        },
        ...NONE,
        why: 'Only looks whether there is a newer release.',
        matches: ['do-release-upgrade -c', 'leapp preupgrade'],
        misses: ['do-release-upgrade'],
      }),
      harms('package_removal', 'high', {
        id: 'do-release-upgrade.go',
        when: {},
        ...NONE,
        targetClass: 'critical',
        breadth: 'all',
        why: 'Brings the host to another release; there is no way back but a backup.',
        matches: ['do-release-upgrade -f DistUpgradeViewNonInteractive', 'leapp upgrade'],
        misses: ['do-release-upgrade -c'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings a host to another release.',
  },
];
