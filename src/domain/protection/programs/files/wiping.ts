import type { Program } from '../program.js';
import { harms, helps, rehearses } from '../rule-kinds.js';

/** Deletion by rules of their own: by age, as duplicates, so that nothing comes back. */
export const WIPING: readonly Program[] = [
  {
    names: ['shred', 'wipe', 'scrub', 'sfill', 'sdmem', 'nwipe', 'secure-delete'],
    style: {
      valued: [
        '-n',
        '--iterations',
        '-s',
        '--size',
        '--random-source',
        '-p',
        '--pattern',
        '-b',
        '-D',
        '-X',
        '-q',
        '-P',
        '-l',
        '-T',
        '-Q',
        '--method',
        '--rounds',
        '--verify',
      ],
    },
    rules: [
      helps('shred'),
      harms('data_overwrite', 'high', {
        id: 'shred.overwrites',
        when: {},
        why: 'Writes over {target} so that nothing can bring it back.',
        matches: ['shred -u /srv/key.txt', 'shred -n 3 -z secret.txt', 'wipe -rf /srv/old', 'scrub -p dod /srv/f'],
        misses: ['shred --help', 'echo shred /dev/sda', 'man shred', 'whatis wipe', 'wipefs /dev/sdb'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'shred.deletes',
        when: { anyOption: ['-u', '--remove', '-r'] },
        why: 'Deletes {target} after writing over it.',
        matches: ['shred -uz /srv/key.txt', 'shred --remove=wipe a', 'wipe -r /srv/x'],
        misses: ['shred -z /srv/key.txt'],
      }),
      harms('disk_format', 'critical', {
        id: 'shred.device',
        when: {
          test: ({ operands }) =>
            operands.length === 0 || operands.some(({ values }) => values.some((value) => value.startsWith('/dev/'))),
        },
        targets: 'operands',
        why: 'Writes over all of {target}.',
        matches: ['shred -n 1 /dev/sdb', 'scrub /dev/sdc', 'nwipe --autonuke', 'wipe -kq /dev/sda1'],
        misses: ['shred a.txt'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Writes over files and disks so that they cannot be restored.',
  },
  {
    names: ['tmpwatch', 'tmpreaper', 'stmpclean'],
    style: {
      valued: [
        '-x',
        '--exclude',
        '-X',
        '--exclude-pattern',
        '-U',
        '--exclude-user',
        '--protect',
        '-T',
        '--runtime',
        '-t',
      ],
      valuedAfter: {},
    },
    rules: [
      rehearses({
        id: 'tmpwatch.test',
        when: { anyOption: ['--test', '-t', '--help', '-h'] },
        why: 'With --test it only says what it would delete.',
        matches: ['tmpwatch --test 10d /srv/x', 'tmpreaper --test 7d /srv/spool', 'tmpreaper -t 7d /tmp'],
        misses: ['tmpwatch 10d /srv/x'],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'tmpwatch.deletes',
        when: { minOperands: 2 },
        targets: 'all_but_first',
        targetClass: (target) => (/^\/(var\/)?tmp(\/|$)/.test(target) ? 'scratch' : 'ordinary'),
        breadth: 'many',
        why: 'Deletes what was not used for a while below {target}.',
        matches: ['tmpwatch 240 /srv/spool', 'tmpreaper 7d /home/alice/Downloads', 'tmpwatch --mtime --all 30d /srv/x'],
        misses: ['tmpwatch --test 240 /srv/spool', 'tmpreaper --help'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Deletes files that were not used for a while.',
  },
  {
    names: ['systemd-tmpfiles'],
    style: { valued: ['--prefix', '--exclude-prefix', '--root', '--image', '--replace'] },
    rules: [
      rehearses({
        id: 'systemd-tmpfiles.reads',
        when: { anyOption: ['--dry-run', '--cat-config', '--tldr', '--help', '--version'] },
        why: 'Only prints what is set or what would be done.',
        matches: ['systemd-tmpfiles --dry-run --purge x.conf', 'systemd-tmpfiles --cat-config'],
        misses: ['systemd-tmpfiles --purge x.conf'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'systemd-tmpfiles.purge',
        when: { anyOption: ['--purge', '--remove'] },
        breadth: 'many',
        why: 'Deletes what the given configuration names, data directories among it.',
        matches: ['systemd-tmpfiles --purge app.conf', 'systemd-tmpfiles --remove'],
        misses: ['systemd-tmpfiles --create', 'systemd-tmpfiles --clean', 'systemd-tmpfiles --dry-run --remove'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Creates and cleans temporary files as the system’s configuration says.',
  },
  {
    names: ['fdupes', 'jdupes'],
    style: { valued: ['-o', '--order', '-G', '--min-size', '-L', '--max-size', '-X', '-x', '-P', '-C'] },
    rules: [
      helps('fdupes'),
      harms('filesystem_delete', 'high', {
        id: 'fdupes.deletes',
        when: { anyOption: ['-d', '--delete'] },
        breadth: 'many',
        why: 'Deletes what it takes for duplicates below {target}.',
        matches: ['fdupes -rdN /srv/photos', 'jdupes -r -d -N /srv/x', 'fdupes --delete /srv/x'],
        misses: ['fdupes -r /srv/photos', 'fdupes -rS /srv', 'jdupes -r -m /srv/x', 'fdupes --summarize /srv'],
      }),
      {
        id: 'fdupes.links',
        when: {
          anyOption: ['-L', '-l', '-H', '-B', '--linkhard', '--linksoft', '--dedupe', '--link-hard', '--link-soft'],
        },
        effect: 'reversible',
        type: 'reversible_change',
        targetKind: 'path',
        why: 'Replaces duplicates below {target} by links to one of them.',
        matches: ['jdupes -r -L /srv/x', 'jdupes -B /srv/x'],
        misses: ['fdupes -r /srv'],
      },
    ],
    otherwise: 'read_only',
    why: 'Lists files that are the same.',
  },
  {
    names: ['rdfind'],
    style: {
      singleDashLong: true,
      valued: [
        '-deleteduplicates',
        '-n',
        '-dryrun',
        '-makehardlinks',
        '-makesymlinks',
        '-makeresultsfile',
        '-outputname',
        '-ignoreempty',
        '-minsize',
        '-maxsize',
        '-checksum',
        '-followsymlinks',
        '-removeidentinode',
        '-sleep',
        '-deterministic',
      ],
    },
    rules: [
      rehearses({
        id: 'rdfind.preview',
        when: {
          test: (given) =>
            [...given.valuesOf('-n'), ...given.valuesOf('-dryrun')].some(({ values }) =>
              values.every((value) => value === 'true'),
            ),
        },
        why: 'With -n true it only says what it would do.',
        matches: ['rdfind -n true -deleteduplicates true /srv', 'rdfind -dryrun true /srv'],
        misses: ['rdfind -deleteduplicates true /srv'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'rdfind.deletes',
        when: {
          test: (given) =>
            given.valuesOf('-deleteduplicates').some(({ values }) => !values.every((value) => value === 'false')),
        },
        breadth: 'many',
        why: 'Deletes what it takes for duplicates below {target}.',
        matches: ['rdfind -deleteduplicates true /srv/x'],
        misses: ['rdfind /srv/x', 'rdfind -makehardlinks true /srv/x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Looks for duplicates and writes results.txt.',
  },
];
