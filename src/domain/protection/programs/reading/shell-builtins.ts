import type { Program } from '../program.js';
import { adds, harms, hides, textsOf } from '../rule-kinds.js';
import { readers } from './outputs.js';

/** No file, no room, or no keeping at all for what is typed. */
function stopsHistory(program: string, words: readonly string[]): boolean {
  if (program === 'unset') return words.some((word) => /^HIST(FILE|SIZE|FILESIZE)$/.test(word));
  if (program === 'set') return /\+o history\b/.test(words.join(' '));
  return words.some((word) => /^HISTFILE=(\/dev\/null)?$|^HIST(FILE)?SIZE=-?0*$/.test(word));
}

/** What a shell does itself. Those that run something (eval, exec, source, trap, command) are the reader’s work. */
export const SHELL_BUILTINS: readonly Program[] = [
  readers('Prints its arguments.', ['echo', 'printf', 'print']),
  readers('Does nothing but end with a status.', [
    'true',
    'false',
    ':',
    'exit',
    'return',
    'logout',
    'break',
    'continue',
  ]),
  readers('Tests something and says so by its status.', ['test', '[', '[[', '((', 'let', 'expr', 'getopts']),
  readers('Changes where the shell itself stands.', ['cd', 'pushd', 'popd', 'dirs', 'chdir']),
  readers(
    'Changes variables and settings of this shell alone; those that make programs run are doubts of the reader.',
    [
      'local',
      'shopt',
      'alias',
      'unalias',
      'umask',
      'ulimit',
      'bind',
      'complete',
      'compgen',
      'compopt',
      'setopt',
      'unsetopt',
      'autoload',
      'integer',
      'float',
    ],
  ),
  {
    names: ['export', 'declare', 'typeset', 'readonly', 'unset', 'set'],
    style: { posix: true },
    rules: [
      harms('audit_tamper', 'high', {
        id: 'export.hides_history',
        when: { test: (_given, { program, args }) => stopsHistory(program ?? '', textsOf(args)) },
        targets: 'none',
        targetKind: 'log',
        why: 'From here on nobody can see which commands were given.',
        matches: ['unset HISTFILE', 'export HISTFILE=/dev/null', 'set +o history', 'HISTSIZE=0', 'unset -v HISTFILE'],
        misses: ['export HISTSIZE=10000', 'set -o history', 'unset X', 'export HISTCONTROL=ignoredups', 'set -e'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Changes variables and settings of this shell alone; those that make programs run are doubts of the reader.',
  },
  readers('Reads into a variable.', ['read', 'mapfile', 'readarray']),
  readers('Shows what a word means to the shell.', ['type', 'whence', 'help', 'caller', 'times']),
  readers('Waits.', ['sleep', 'usleep', 'suspend']),
  {
    names: ['command', 'builtin', 'exec', 'eval', 'source', '.', 'trap'],
    style: { posix: true },
    rules: [],
    otherwise: 'read_only',
    why: 'Runs what stands behind it, which is an execution of its own; alone it says what a word means, or does nothing.',
  },
  {
    names: ['history'],
    style: { valued: ['-d'] },
    rules: [
      harms('audit_tamper', 'medium', {
        id: 'history.clear',
        when: { anyOption: ['-c', '-d'] },
        targets: 'none',
        why: 'Takes what was done here out of the history.',
        matches: ['history -c', 'history -d 5', 'history -cw'],
        misses: ['history', 'history 20', 'history | tail'],
      }),
      adds({
        id: 'history.write',
        when: { anyOption: ['-w', '-a', '-r', '-n'] },
        targets: 'none',
        why: 'Brings the history of this shell and its file together.',
        matches: ['history -a', 'history -w'],
        misses: ['history 5'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows what was done here.',
  },
  {
    names: ['hash'],
    style: { valued: ['-p'] },
    rules: [
      hides('high', {
        id: 'hash.replace',
        when: { anyOption: ['-p'] },
        why: 'Lets another program run under this name: {target}.',
        matches: ['hash -p /bin/rm ls'],
        misses: ['hash -r', 'hash'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Remembers where programs are.',
  },
  {
    names: ['enable'],
    style: { valued: ['-f'] },
    rules: [
      hides('high', {
        id: 'enable.load',
        when: { anyOption: ['-f'] },
        why: 'Loads a library into the shell, whose code runs at once.',
        matches: ['enable -f ./evil.so evil'],
        misses: ['enable -n test', 'enable'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Says which builtins the shell uses.',
  },
];
