import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { classifyPath, endsTheHost } from '../classify-path.js';
import type { Program } from '../program.js';
import { harms, textOf, textsOf } from '../rule-kinds.js';
import { harmOfWriting, placePath } from './written-paths.js';

const EXECUTES = new Set(['-exec', '-execdir', '-ok', '-okdir']);
const WRITES = new Set(['-fprint', '-fprint0', '-fprintf', '-fls']);
const NAMES = new Set(['-name', '-iname', '-path', '-wholename', '-ipath']);
const VALUED = new Set([
  ...NAMES,
  '-type',
  '-mtime',
  '-atime',
  '-ctime',
  '-mmin',
  '-amin',
  '-cmin',
  '-size',
  '-user',
  '-group',
  '-perm',
  '-maxdepth',
  '-mindepth',
  '-newer',
  '-regex',
  '-iregex',
  '-printf',
  '-fstype',
  '-inum',
  '-links',
  '-samefile',
  '-uid',
  '-gid',
  '-regextype',
  '-lname',
  '-used',
  '-xtype',
  '-anewer',
  '-cnewer',
]);

interface Search {
  readonly starts: readonly Word[];
  readonly deletes: boolean;
  /** Only empty files and directories are found. */
  readonly empty: boolean;
  readonly names: readonly string[];
  readonly written: readonly Word[];
  readonly negates: boolean;
}

/** The language of find, as far as it says what is deleted and written; what it executes stands as executions of its own. */
function readSearch({ args }: Execution): Search {
  const starts: Word[] = [];
  const names: string[] = [];
  const written: Word[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    const value = textOf(word);
    if (word === undefined) break;
    if (EXECUTES.has(value)) {
      while (at + 1 < args.length && ![';', '+', '\\;'].includes(textOf(args[at + 1]))) at += 1;
      at += 1;
    } else if (WRITES.has(value)) {
      const file = args[at + 1];
      if (file !== undefined) written.push(file);
      at += 1;
    } else if (VALUED.has(value)) {
      if (NAMES.has(value)) names.push(textOf(args[at + 1]));
      at += 1;
      seen.add(value);
    } else if (seen.size === 0 && isStart(value)) {
      starts.push(word);
    } else if (!['-H', '-L', '-P'].includes(value) && !/^-O\d$/.test(value)) {
      seen.add(value);
    }
  }
  return {
    starts,
    deletes: seen.has('-delete'),
    empty: seen.has('-empty'),
    names,
    written,
    negates: seen.has('!') || seen.has('-not') || seen.has('-o') || seen.has('-or'),
  };
}

function isStart(value: string): boolean {
  return !value.startsWith('-') && value !== '(' && value !== '!' && value !== ')' && value !== ',';
}

/** Where all that is found is made again by a tool, the pattern is the target: `./*.pyc`. Else the place where it starts. */
function deletedBy(execution: Execution): readonly string[] {
  const { starts, names, negates } = readSearch(execution);
  const from = starts.length === 0 ? ['.'] : starts.flatMap(({ values }) => values);
  return from.flatMap((start) => {
    const placed = placePath(start === '' ? '/' : start, execution);
    const narrow = names.length > 0 && !negates && ['ordinary', 'share_root', 'home'].includes(classifyPath(placed));
    const joined = names.map((name) => `${placed.replace(/\/$/, '')}/${name}`);
    return narrow && joined.every((path) => ['rebuildable', 'scratch'].includes(classifyPath(path))) ? joined : [start];
  });
}

const LARGE = new Set(['root', 'system', 'home', 'share_root', 'database', 'critical']);

export const FIND: readonly Program[] = [
  {
    names: ['find', 'gfind'],
    style: { singleDashLong: true },
    rules: [
      harms('filesystem_delete', 'high', {
        id: 'find.delete',
        when: { test: (_given, execution) => readSearch(execution).deletes && !readSearch(execution).empty },
        targets: (_given, execution) => deletedBy(execution),
        breadth: 'many',
        forbidden: (target) => endsTheHost(target),
        why: 'Deletes everything that it finds below {target}.',
        matches: [
          'find /srv -name "*.bak" -delete',
          'find / -delete',
          'find . -type f -mtime +30 -delete',
          'find /var/log -name "*.gz" -delete',
          'find /home -user bob -delete',
          'find "$DIR" -delete',
        ],
        misses: [
          'find /srv -name "*.bak"',
          'find / -name delete',
          'find . -type f -print',
          'find /srv -empty -delete',
          'find /etc -name "*-delete"',
          'find . -newer x -ls',
          'find / -perm -4000',
          'find /srv -exec grep delete {} +',
          'echo find / -delete',
          'find --help',
        ],
      }),
      {
        id: 'find.delete_empty',
        when: { test: (_given, execution) => readSearch(execution).deletes && readSearch(execution).empty },
        targets: (_given, execution) => readSearch(execution).starts.flatMap(({ values }) => values),
        effect: 'reversible',
        type: 'reversible_change',
        targetKind: 'path',
        why: 'Deletes only what is empty below {target}.',
        matches: ['find /srv -empty -delete', 'find . -type d -empty -delete'],
        misses: ['find /srv -delete'],
      },
      harms('data_overwrite', 'high', {
        id: 'find.writes',
        when: {
          test: (_given, execution) =>
            readSearch(execution).written.some((word) => harmOfWriting(placePath(textOf(word), execution)) !== 'none'),
        },
        targets: (_given, execution) =>
          readSearch(execution)
            .written.filter((word) => harmOfWriting(placePath(textOf(word), execution)) !== 'none')
            .flatMap(({ values }) => values),
        targetKind: 'path',
        why: 'Writes what it finds over {target}.',
        matches: ['find / -fprint /etc/passwd', 'find . -fprintf /dev/sda "%p"', 'find /x -fls /var/log/auth.log'],
        misses: ['find / -fprint /tmp/list', 'find . -printf "%p\\n"', 'find / -name x -fprint found.txt'],
      }),
      {
        id: 'find.writes_list',
        when: { test: (_given, execution) => readSearch(execution).written.length > 0 },
        targets: (_given, execution) => readSearch(execution).written.flatMap(({ values }) => values),
        effect: 'reversible',
        type: 'reversible_change',
        targetKind: 'path',
        why: 'Writes a list to {target}.',
        matches: ['find / -fprint list.txt'],
        misses: ['find / -print'],
      },
      harms('filesystem_delete', 'critical', {
        id: 'find.delete_unbounded',
        when: {
          test: (_given, execution) => {
            const { deletes, empty, starts, names } = readSearch(execution);
            return (
              deletes &&
              !empty &&
              names.length === 0 &&
              starts.some((word) => word.values.some((value) => LARGE.has(classifyPath(placePath(value, execution)))))
            );
          },
        },
        targets: (_given, execution) => readSearch(execution).starts.flatMap(({ values }) => values),
        breadth: 'all',
        forbidden: (target) => endsTheHost(target),
        why: 'Deletes everything below {target} that no name keeps it from.',
        matches: ['find / -delete', 'find /mnt/user -type f -delete', 'find /home -mtime +1 -delete'],
        misses: ['find /srv/cache/x -name "*.tmp" -delete', 'find / -print'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Looks for files.',
  },
  {
    names: ['fd', 'fdfind', 'rmlint', 'czkawka_cli', 'duff', 'symlinks'],
    style: {
      valued: ['-o', '-O', '-c', '-s', '-e', '-E', '-t', '-d', '-S', '-T', '-p', '--type', '--exclude', '--extension'],
    },
    rules: [
      harms('filesystem_delete', 'high', {
        id: 'czkawka.deletes',
        when: {
          test: (given, { program }) =>
            program === 'czkawka_cli' &&
            (given.options.has('-D') || given.options.has('--delete-method') || given.options.has('--delete-files')),
        },
        breadth: 'many',
        why: 'Deletes what it takes for needless.',
        matches: ['czkawka_cli empty-files -d /srv -D', 'czkawka_cli dup -d /srv --delete-method AEN'],
        misses: ['czkawka_cli dup -d /srv', 'fd -t f x /srv', 'rmlint /srv', 'fd -e log'],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'symlinks.deletes',
        when: {
          test: (given, { program, args }) =>
            program === 'symlinks' &&
            textsOf(args).some((text) => /^-[a-z]*[dc]/.test(text)) &&
            !given.options.has('-t'),
        },
        targets: (_given, { args }) => textsOf(args).filter((text) => !text.startsWith('-')),
        why: 'Deletes links below {target} that lead nowhere, or writes them anew.',
        matches: ['symlinks -d /srv', 'symlinks -rd /srv'],
        misses: ['symlinks -rv /srv', 'symlinks -t -d /srv'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Looks for files; what fd executes stands as commands of its own.',
  },
];
