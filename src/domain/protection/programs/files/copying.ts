import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { classifyPath } from '../classify-path.js';
import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, hides, textOf, textsOf } from '../rule-kinds.js';
import { NO_WORD, overwriteRules, placePath, whereWords } from './written-paths.js';

const INTO = ['-t', '--target-directory'];
const NEVER_OVER = ['-n', '--no-clobber', '--update=none', '-b', '--backup'];

interface Parts {
  readonly sources: readonly Word[];
  readonly destinations: readonly Word[];
}

/** `cp a b dir`, `cp -t dir a b`. */
export function splitCopy(given: Arguments): Parts {
  const into = INTO.flatMap((option) => given.valuesOf(option));
  if (into.length > 0) return { sources: given.operands, destinations: into };
  return { sources: given.operands.slice(0, -1), destinations: given.operands.slice(-1) };
}

/** What is written: in a directory, the files that are put there under their own names. */
export function writtenByCopy(given: Arguments): readonly Word[] {
  const { sources, destinations } = splitCopy(given);
  const into = INTO.some((option) => given.options.has(option));
  return destinations.flatMap((word) => {
    if (word.unknown || !(into || word.values.every((value) => isDirectory(value)))) return [word];
    const names = sources.map((source) => /[^/]+\/*$/.exec(textOf(source))?.[0] ?? '').filter((name) => name !== '');
    const base = textOf(word).replace(/\/+$/, '');
    return names.length === 0
      ? [word]
      : names.map((name) => ({ ...NO_WORD, source: word.source, values: [`${base}/${name}`] }));
  });
}

function isDirectory(path: string): boolean {
  return (
    path.endsWith('/') ||
    /^\/(etc|root|srv|opt|mnt|home|usr\/(local\/)?s?bin|etc\/[\w-]+\.d|etc\/(systemd\/system|nginx|apache2|ssh))$/.test(
      path,
    )
  );
}

function isNothing(word: Word, execution: Execution): boolean {
  return word.values.some((value) =>
    ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/random'].includes(placePath(value, execution)),
  );
}

function emptiesTarget(program: string): Rule {
  return harms('data_overwrite', 'high', {
    id: `${program}.empties`,
    when: {
      test: (given, execution) => splitCopy(given).sources.some((word) => isNothing(word, execution)),
    },
    targets: (given) => splitCopy(given).destinations.flatMap(({ values }) => values),
    why: 'Replaces {target} by nothing: what was in it is lost.',
    matches:
      program === 'ln'
        ? ['ln -sf /dev/null /srv/app.db', 'ln -sfn /dev/null ~/.bash_history']
        : [`${program} /dev/null /srv/app.log`, `${program} -f /dev/null /etc/fstab`],
    misses: [`${program} a b`, `${program} --help`],
  });
}

const COPY_LONG = [
  '--recursive',
  '--archive',
  '--force',
  '--no-clobber',
  '--target-directory',
  '--backup',
  '--update',
  '--suffix',
  '--preserve',
  '--remove-destination',
  '--interactive',
  '--help',
  '--version',
];

const written = (given: Arguments, { program }: Execution): readonly Word[] => {
  const onlyDirectories =
    program?.endsWith('install') === true && ['-d', '--directory'].some((option) => given.options.has(option));
  return onlyDirectories || NEVER_OVER.some((option) => given.options.has(option)) ? [] : writtenByCopy(given);
};

const MOVED_AWAY = new Set([
  'root',
  'system',
  'home',
  'share_root',
  'database',
  'critical',
  'credential',
  'config',
  'log',
  'device',
]);

const toNothing = (given: Arguments, execution: Execution): boolean =>
  splitCopy(given).destinations.some(({ values }) =>
    values.some((value) => placePath(value, execution) === '/dev/null'),
  );
const away = whereWords(
  (given) => splitCopy(given).sources,
  (path, word) => MOVED_AWAY.has(classifyPath(path)) || (word.unknown && path === ''),
);

function copyExamples(name: string): Parameters<typeof overwriteRules>[2] {
  return {
    device: {
      matches: [`${name} image.iso /dev/sdb`, `${name} -f x.img /dev/nvme0n1`],
      misses: [`${name} a b`, `${name} /dev/sdb backup.img`, `${name} x /dev/null`],
    },
    config: {
      matches: [
        `${name} new.conf /etc/nginx/nginx.conf`,
        `${name} sshd_config /etc/ssh/`,
        `${name} -t /etc hosts`,
        `${name} passwd /etc/passwd`,
      ],
      misses: [
        `${name} /etc/ssh/sshd_config /etc/ssh/sshd_config.bak`,
        `${name} tool /usr/local/bin/`,
        `${name} -n x /etc/fstab`,
        `${name} a.txt b.txt`,
        `${name} /etc/fstab /root/fstab`,
        `${name} 99-x.conf /etc/sysctl.d/99-x.conf`,
      ],
    },
    data: {
      matches: [`${name} x /var/lib/mysql/ibdata1`, `${name} empty /var/log/auth.log`],
      misses: [`${name} /var/lib/app/app.db /srv/copy`, `${name} a /tmp/b`],
    },
  };
}

function copies(names: readonly string[], why: string): Program {
  const name = names[0] ?? '';
  return {
    names,
    style: { valued: ['-t', '--target-directory', '-S', '--suffix'], abbreviates: COPY_LONG },
    rules: [
      helps(name),
      emptiesTarget(name),
      ...overwriteRules(name, written, copyExamples(name)),
      adds({
        id: `${name}.writes`,
        when: { minOperands: 1 },
        targets: (given) => splitCopy(given).destinations.flatMap(({ values }) => values),
        targetKind: 'path',
        why: 'Writes {target}.',
        matches: [`${name} a.txt b.txt`, `${name} -r /etc/nginx /srv/copies/`, `${name} -t /srv/x a b`],
        misses: [`${name} --help`, `echo ${name} a b`],
      }),
    ],
    otherwise: 'reversible',
    why,
  };
}

const CP = copies(['cp', 'gcp'], 'Copies files.');
const MV = copies(['mv', 'gmv'], 'Moves and renames files.');

export const COPYING: readonly Program[] = [
  CP,
  {
    ...MV,
    rules: [
      ...MV.rules,
      harms('filesystem_delete', 'high', {
        id: 'mv.to_nothing',
        when: { test: toNothing },
        targets: (given) => splitCopy(given).sources.flatMap(({ values }) => values),
        why: 'Moves {target} to where nothing is kept.',
        matches: ['mv /srv/data /dev/null', 'mv -f report.odt /dev/null'],
        misses: ['mv a b', 'cp a /dev/null', 'mv a b 2>/dev/null'],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'mv.away',
        when: { test: away.test },
        targets: away.targets,
        why: 'Takes {target} from where the host or a service looks for it.',
        matches: [
          'mv /etc /etc.old',
          'mv /var/lib/mysql /srv/mysql-old',
          'mv /etc/ssh/sshd_config /root/',
          'mv /home/alice /srv/',
          'mv /* /tmp/x',
          'mv /var/log/auth.log /tmp/',
          'mv ~/.ssh /tmp/',
        ],
        misses: [
          'mv a.txt b.txt',
          'mv /srv/media/a.mkv /srv/media/b.mkv',
          'mv /tmp/x /srv/y',
          'mv build old-build',
          'mv -n draft.md final.md',
          'mv backup.tar.gz /backup/',
          'echo mv /etc /x',
          'mv /srv/www/release-1 /srv/www/release-2',
          'mv --help',
          'mv node_modules /tmp/nm',
        ],
      }),
    ],
  },
  {
    names: ['ln', 'gln'],
    style: {
      valued: ['-t', '--target-directory', '-S', '--suffix'],
      abbreviates: ['--symbolic', '--force', '--target-directory', '--suffix', '--backup'],
    },
    rules: [
      helps('ln'),
      emptiesTarget('ln'),
      hides('medium', {
        id: 'ln.names_disk',
        when: {
          test: (given, execution) =>
            textsOf(given.operands.slice(0, -1)).some(
              (path) => classifyPath(placePath(path, execution)) === 'device',
            ) && classifyPath(placePath(textOf(given.operands.at(-1)), execution)) !== 'device',
        },
        targets: 'all_but_last',
        targetKind: 'device',
        why: 'Gives the disk {target} the name of a file; what is written there is written to the disk.',
        matches: ['ln -s /dev/sda /tmp/disk'],
        misses: ['ln -s /dev/sda /dev/data', 'ln -s a b', 'ln -sf /dev/null x'],
      }),
      ...overwriteRules(
        'ln',
        (given) => (['-f', '--force'].some((option) => given.options.has(option)) ? writtenByCopy(given) : []),
        {
          device: { matches: ['ln -sf /srv/x /dev/sda'], misses: ['ln -s /dev/sda /dev/disk0'] },
          config: {
            matches: ['ln -sf /srv/my.conf /etc/ssh/sshd_config', 'ln -sfn /srv/resolv /etc/resolv.conf'],
            misses: [
              'ln -s a b',
              'ln -sf /usr/share/zoneinfo/UTC /etc/localtime',
              'ln -sf /etc/nginx/sites-available/x /etc/nginx/sites-enabled/x',
              'ln -sfn releases/2 current',
              'ln -s /srv/x /etc/nginx/nginx.conf',
            ],
          },
          data: { matches: ['ln -sf /srv/x /var/log/auth.log'], misses: ['ln -s /var/log/app.log app.log'] },
        },
      ),
    ],
    otherwise: 'reversible',
    why: 'Makes links.',
  },
  {
    ...copies(['install', 'ginstall'], 'Copies files and sets their mode.'),
    style: {
      valued: ['-t', '--target-directory', '-S', '--suffix', '-m', '--mode', '-o', '--owner', '-g', '--group'],
      abbreviates: ['--directory', '--target-directory', '--mode', '--owner', '--group'],
    },
  },
];
