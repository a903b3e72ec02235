import type { Program } from '../program.js';
import { adds, harms, helps, reads } from '../rule-kinds.js';

/** What goes to a trash can be taken out of it, until it is emptied. */
export const TRASH: readonly Program[] = [
  {
    names: ['trash', 'trash-put', 'rmtrash', 'gvfs-trash', 'trash-restore'],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Moves files to the trash, or back.',
  },
  { names: ['trash-list'], style: {}, rules: [], otherwise: 'read_only', why: 'Lists the trash.' },
  {
    names: ['trash-empty', 'trash-rm'],
    style: { valued: ['--trash-dir'] },
    rules: [
      {
        id: 'trash-empty.preview',
        when: { anyOption: ['--dry-run', '--help', '-h', '--version'] },
        effect: 'read_only',
        instead: true,
        why: 'Only says what it would delete.',
        matches: ['trash-empty --dry-run', 'trash-empty --help'],
        misses: ['trash-empty'],
      },
      harms('filesystem_delete', 'medium', {
        id: 'trash-empty.empties',
        when: {},
        targets: 'none',
        breadth: 'many',
        why: 'Deletes for good what was put into the trash.',
        matches: ['trash-empty', 'trash-empty 30', 'trash-rm "*.log"'],
        misses: ['trash-list', 'trash-put a.txt', 'trash-empty --dry-run'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Empties the trash.',
  },
  {
    names: ['gio'],
    style: { subcommands: 1 },
    rules: [
      helps('gio', ['--help']),
      harms('filesystem_delete', 'medium', {
        id: 'gio.remove',
        when: { subcommand: ['remove'] },
        why: 'Deletes {target}.',
        matches: ['gio remove /srv/a.txt', 'gio remove -f /srv/a.txt'],
        misses: ['gio trash a.txt', 'gio list /srv', 'gio info remove'],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'gio.trash_empty',
        when: { subcommand: ['trash'], anyOption: ['--empty'] },
        targets: 'none',
        breadth: 'many',
        why: 'Deletes for good what was put into the trash.',
        matches: ['gio trash --empty'],
        misses: ['gio trash a.txt', 'gio trash --list'],
      }),
      adds({
        id: 'gio.adds',
        when: { subcommand: ['trash|mkdir|copy|mount|set|rename|move|save|open|launch|mime'] },
        targetKind: 'path',
        why: 'Moves, copies or opens {target}.',
        matches: ['gio trash a.txt', 'gio mkdir /srv/new', 'gio copy a b'],
        misses: ['gio list'],
      }),
      reads({
        id: 'gio.reads',
        when: { subcommand: ['list|info|cat|tree|monitor|version|help'] },
        why: 'Reads files.',
        matches: ['gio list /srv', 'gio info remove', 'gio cat a.txt'],
        misses: ['gio remove a.txt'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Works on files of a desktop.',
  },
];
