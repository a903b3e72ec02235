import type { Program } from '../program.js';
import { adds, hides, reads } from '../rule-kinds.js';

/** Interpreters whose programs are not looked into: only their version and help are harmless. */
const UNREAD: readonly (readonly string[])[] = [
  ['tclsh', 'wish', 'expect', 'jimsh'],
  ['osascript'],
  ['Rscript', 'R', 'julia', 'octave', 'guile', 'racket', 'sbcl', 'clisp', 'ocaml', 'runghc', 'runhaskell'],
  ['groovy', 'scala', 'kotlin', 'jshell', 'irb', 'pry', 'ipython', 'ipython3', 'bpython', 'erl', 'elixir', 'iex'],
  ['nix-shell', 'nodemon', 'ts-node', 'tsx', 'npx', 'bunx', 'uvx', 'pipx-run', 'dotnet-script'],
];

const VERSION = ['-version', '--version', '-v', '-V', '--help', '-h', '-help'];

function unread(names: readonly string[]): Program {
  return {
    names,
    style: { singleDashLong: true, posix: true },
    rules: [],
    judge: (_given, { args, stdin }) => {
      const asks =
        args.length === 1 &&
        args.every(({ values, unknown }) => !unknown && values.every((value) => VERSION.includes(value)));
      return asks || (args.length === 0 && stdin.kind === 'empty') ? { effect: 'read_only', findings: [] } : undefined;
    },
    otherwise: 'opaque',
    why: 'Runs a program that is not known from the command.',
  };
}

export const OTHER_INTERPRETERS: readonly Program[] = [
  ...UNREAD.map(unread),
  {
    names: ['java', 'javaw'],
    style: { singleDashLong: true, posix: true },
    rules: [],
    judge: (_given, { args }) => {
      const [only, ...more] = args.map(({ values, unknown }) => (unknown ? '' : (values[0] ?? '')));
      const asks =
        more.length === 0 &&
        ['-version', '--version', '-help', '--help', '-?', '-showversion', '--list-modules'].includes(only ?? '');
      return asks ? { effect: 'read_only', findings: [] } : undefined;
    },
    otherwise: 'opaque',
    why: 'Runs a program that is not known from the command.',
  },
  {
    names: ['deno'],
    style: { subcommands: 1, posix: true },
    rules: [
      reads({
        id: 'deno.looks',
        when: { subcommand: ['check|lint|doc|info|types|help|completions'] },
        targets: 'none',
        why: 'Only looks.',
        matches: ['deno info', 'deno lint main.ts'],
        misses: [],
      }),
      adds({
        id: 'deno.adds',
        when: { subcommand: ['fmt|cache|compile|install|add|init|vendor'] },
        targets: 'none',
        why: 'Only adds.',
        matches: ['deno cache main.ts'],
        misses: ['deno run main.ts'],
      }),
      hides('high', {
        id: 'deno.runs',
        when: { subcommand: ['run|eval|repl|task|test|bench|serve|x|upgrade|uninstall'] },
        targets: 'none',
        why: 'Runs code that is not known from the command.',
        matches: ['deno run main.ts', 'deno task build'],
        misses: ['deno info'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Runs a program that is not known from the command.',
  },
];
