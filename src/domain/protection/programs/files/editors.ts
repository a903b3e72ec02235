import type { Execution, Word } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, hides, rehearses, textOf } from '../rule-kinds.js';
import { isPlainCommand } from './editor-commands.js';
import { overwriteRules } from './written-paths.js';

const EDITORS = [
  'vim',
  'vi',
  'nvim',
  'ex',
  'view',
  'vim.basic',
  'vim.tiny',
  'rvim',
  'gvim',
  'elvis',
  'nvi',
  'rview',
  'vimdiff',
];

/** Commands that an editor is given beforehand. */
function commandsOf(given: Arguments, { stdin, program }: Execution): readonly string[] {
  const told = ['-c', '--cmd'].flatMap((option) => given.valuesOf(option)).map(textOf);
  const plus = given.plain
    .map(textOf)
    .filter((text) => text.startsWith('+'))
    .map((text) => text.slice(1));
  const batch =
    program === 'ed' || program === 'ex' || ['-s', '-es', '-e', '-E'].some((option) => given.options.has(option));
  const all = [...told, ...plus, ...(batch && stdin.kind === 'text' ? stdin.text.split('\n') : [])];
  return all.flatMap((command) => (command.includes('!') ? [command] : command.split('|')));
}

const SHELL_OUT = /^[\s:%\d,$.'<>a-z]*!\s*(.+)$|\b(?:silent!?|sil)\s*!\s*(.+)$|^\s*:?(?:r|read|w|write)\s*!\s*(.+)$/;

const WRITES = /^[\s:%\d,$.]*(w|wq|x|wqa?|wa|xa|up|update|write|exit|saveas|ZZ)!?\s*(.*)$/;

const DELETES = /^[\s:]*(%|1,\$|g\/\.?\*?\/|\d+,\$)\s*d/;

const editedBatch = (given: Arguments, execution: Execution): readonly Word[] =>
  commandsOf(given, execution).some((command) => WRITES.test(command))
    ? given.operands.filter((word) => !textOf(word).startsWith('+'))
    : [];

const shellsOut = (given: Arguments, execution: Execution): readonly string[] =>
  commandsOf(given, execution).flatMap((command) => {
    const found = SHELL_OUT.exec(command);
    return found === null ? [] : [found[1] ?? found[2] ?? found[3] ?? ''];
  });

/** Given beforehand, by options; what stands on standard input is full of text that is to be inserted. */
const scripted = (given: Arguments, execution: Execution): boolean =>
  commandsOf(given, { ...execution, stdin: { kind: 'empty' } }).some(
    (command) => !isPlainCommand(command) && !SHELL_OUT.test(command),
  );

const unknownInput = (given: Arguments, { stdin, program }: Execution): boolean =>
  stdin.kind === 'opaque' &&
  (program === 'ed' || program === 'ex' || given.options.has('-es') || given.options.has('-s'));

export const EDITORS_OF_FILES: readonly Program[] = [
  {
    names: EDITORS.concat('ed', 'red'),
    style: {
      valued: ['-c', '--cmd', '-S', '-u', '-U', '-W', '-w', '-T', '-i', '--startuptime', '-p'].filter(
        (option) => option !== '-p',
      ),
    },
    rules: [
      rehearses({
        id: 'vim.help',
        when: { anyOption: ['--version', '--help', '-h'] },
        why: 'Prints its version.',
        matches: ['vim --version', 'vim --help'],
        misses: ['vim -es -c wq /etc/fstab'],
      }),
      hides('high', {
        id: 'vim.script',
        when: {
          test: (given, execution) =>
            given.options.has('-S') ||
            (execution.program === 'nvim' && given.options.has('-l')) ||
            scripted(given, execution) ||
            (given.options.has('-u') &&
              !given.valuesOf('-u').every((word) => ['NONE', 'NORC', 'DEFAULTS'].includes(textOf(word)))) ||
            unknownInput(given, execution),
        },
        why: 'Runs commands of an editor that are not known before.',
        matches: [
          'vim -S x.vim a.txt',
          'generate | ed -s /etc/fstab',
          'vim -u evil.vim a',
          'nvim --headless -c \'call delete("/srv/data","rf")\' -c qa',
          "vim -es '+lua os.remove(x)' '+qa'",
          'vim -es -c \'s/a/\\=system("x")/\' -c wq a.txt',
          'nvim -l clean.lua',
        ],
        misses: [
          'vim -u NONE a.txt',
          'vim a.txt',
          'vim -R a.txt',
          'vim +42 a.txt',
          'vim +/needle a.txt',
          'vim -c "set number" -c "syntax on" a.txt',
          'vim -es -c "%s/a/b/g" -c "g/^#/d" -c wq notes.txt',
          'nvim -d a.txt b.txt',
        ],
      }),
      ...overwriteRules('vim', editedBatch, {
        device: { matches: ['vim -es -c wq /dev/sda'], misses: ['vim -R /dev/sda'] },
        config: {
          matches: [
            "ex -s /etc/fstab <<'EOF'\n%d\nwq\nEOF",
            'vim -es -c "%s/a/b/" -c wq /etc/ssh/sshd_config',
            "ed -s /etc/passwd <<< $'1d\\nw\\nq'",
          ],
          misses: ['vim /etc/fstab', 'view /etc/fstab', 'vim -es -c q /etc/fstab', 'vim -es -c wq notes.txt'],
        },
        data: { matches: ['ex -s -c "%d" -c x /var/log/auth.log'], misses: ['vim -R /var/log/auth.log'] },
      }),
      harms('data_overwrite', 'high', {
        id: 'vim.empties',
        when: {
          test: (given, execution) =>
            editedBatch(given, execution).length > 0 &&
            commandsOf(given, execution).some((command) => DELETES.test(command)),
        },
        targets: (given, execution) => editedBatch(given, execution).flatMap(({ values }) => values),
        why: 'Deletes every line of {target}.',
        matches: ['ex -s -c "%d" -c wq report.txt', "ex -sc '%d|x' report.txt", "ed -s report.txt <<< $'1,$d\\nw'"],
        misses: ['ex -s -c "%p" -c q report.txt', 'vim -es -c "%s/a/b/" -c wq report.txt'],
      }),
      {
        id: 'vim.edits',
        when: {},
        effect: 'reversible',
        type: 'reversible_change',
        targetKind: 'path',
        why: 'Opens {target} in an editor.',
        matches: ['vim notes.txt', 'ed -s notes.txt', 'vim -es -c wq notes.txt'],
        misses: ['vim --version', 'cat notes.txt'],
      },
    ],
    judge: (given, execution, tools) => {
      const verdicts = shellsOut(given, execution).map((text) => tools.judgeText(text));
      return verdicts.length === 0
        ? undefined
        : {
            effect: verdicts.some(({ effect }) => effect === 'opaque')
              ? 'opaque'
              : verdicts.some(({ effect }) => effect === 'destructive')
                ? 'destructive'
                : 'reversible',
            findings: verdicts.flatMap(({ findings }) => findings),
          };
    },
    otherwise: 'reversible',
    why: 'Edits files.',
  },
  {
    names: [
      'nano',
      'rnano',
      'pico',
      'micro',
      'joe',
      'jed',
      'mcedit',
      'helix',
      'hx',
      'kak',
      'ne',
      'tilde',
      'code',
      'gedit',
      'kate',
      'mousepad',
      'editor',
      'sensible-editor',
      'subl',
    ],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Opens files for a person to edit.',
  },
  {
    names: ['emacs', 'emacsclient', 'mg'],
    style: { singleDashLong: true, valued: ['-eval', '-l', '-load', '-f', '-funcall', '-script', '-e', '-execute'] },
    rules: [
      hides('high', {
        id: 'emacs.evaluates',
        when: { anyOption: ['--eval', '--batch', '--script', '-l', '--load', '-f', '--funcall', '--execute', '-e'] },
        why: 'Runs Lisp that can do anything.',
        matches: ['emacs --batch --eval "(delete-file x)"', 'emacs -batch -l x.el', 'emacsclient -e "(kill-emacs)"'],
        misses: ['emacs notes.txt', 'emacs --version', 'emacsclient -n notes.txt'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Opens files for a person to edit.',
  },
];
