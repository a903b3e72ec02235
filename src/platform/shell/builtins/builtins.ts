import { evaluateText } from '../expand/arithmetic.js';
import { assignWord, readAssignedNames } from './declare.js';
import { changeDirectory, popDirectory, pushDirectory } from './directories.js';
import { readInput, readLines } from './read-input.js';
import { runEval, runSource, runTrap } from './run-words.js';
import { emit } from '../run/emit.js';
import { OPAQUE, SILENT, SILENT_MAYBE, type Call, type Frame, type Result } from '../run/frame.js';
import { launch, runProgram } from '../run/launch.js';
import { hasCommandInIndex } from '../values/scan-text.js';
import { UNKNOWN, known, soleText, type Arg } from '../values/value.js';

/** What is built into shells and changes the shell itself, or runs something. undefined: take it for a program. */
export type Builtin = (frame: Frame, call: Call, name: string) => Result | undefined;

/** With a redirect it still empties a file. */
function quietly(frame: Frame, call: Call, program: string): void {
  if (call.redirects.length > 0) emit(frame, { program, args: call.argv.slice(1), call, silent: false });
}

/** Changes nothing outside the shell, and nothing here that is followed. */
const ignore: Builtin = (frame, call, name) => {
  quietly(frame, call, name);
  return SILENT;
};

const ignoreMaybe: Builtin = (frame, call, name) => {
  quietly(frame, call, name);
  return SILENT_MAYBE;
};

/** `test` reads an index like arithmetic. */
const test: Builtin = (frame, call, name) => {
  for (const arg of call.argv)
    for (const { text } of arg.alts)
      if (
        hasCommandInIndex(text) &&
        call.argv.some((word) => /^-(?:v|eq|ne|lt|gt|le|ge)$/.test(soleText(word.alts) ?? ''))
      )
        frame.session.doubt(
          'unknown_script',
          call.span,
          `${name} reads ${text.slice(0, 80)} and runs the command in it.`,
        );
  return ignoreMaybe(frame, call, name);
};

const declare: Builtin = (frame, call, name) => {
  const options = call.argv.slice(1).map((arg) => soleText(arg.alts) ?? '');
  const exports = name === 'export' || options.some((option) => /^-\w*x/.test(option));
  const integer = options.some((option) => /^-\w*i/.test(option));
  const refers = options.some((option) => /^-\w*n/.test(option));
  for (const arg of call.argv.slice(1)) assignWord(frame, arg, { exports, call, integer, refers });
  if (name === 'export') emit(frame, { program: name, args: call.argv.slice(1), call, silent: true });
  else quietly(frame, call, name);
  return SILENT;
};

const unset: Builtin = (frame, call, name) => {
  emit(frame, { program: name, args: call.argv.slice(1), call, silent: true });
  const words = call.argv.slice(1).map((arg) => soleText(arg.alts) ?? '');
  for (const word of words) {
    if (hasCommandInIndex(word))
      frame.session.doubt(
        'unknown_script',
        call.span,
        `${word.slice(0, 80)} has a command in its index, which is run.`,
      );
    if (!words.includes('-f'))
      frame.scope.variables.set(word, { value: word === 'IFS' ? known(' \t\n') : known(''), exported: false });
    if (!words.includes('-v')) frame.scope.functions.set(word, []);
  }
  return SILENT;
};

/** `set -- a b` gives the words; everything else about `set` is no matter here. */
const set: Builtin = (frame, call, name) => {
  const args = call.argv.slice(1);
  const dashes = args.findIndex((arg) => soleText(arg.alts) === '--');
  const first = args.findIndex((arg) => !/^[-+]/.test(soleText(arg.alts) ?? ''));
  if (dashes >= 0) frame.scope.positional = args.slice(dashes + 1);
  else if (first === 0) frame.scope.positional = args;
  emit(frame, { program: name, args, call, silent: true });
  return SILENT;
};

const shift: Builtin = (frame, call, name) => {
  const words = frame.scope.positional;
  const count = Number(soleText(call.argv[1]?.alts ?? known('1')) ?? 1);
  if (words) frame.scope.positional = words.slice(Number.isNaN(count) ? 1 : count);
  return ignoreMaybe(frame, call, name);
};

const evaluate: Builtin = (frame, call, name) => {
  for (const arg of call.argv.slice(1)) for (const { text } of arg.alts) evaluateText(frame, text);
  return ignoreMaybe(frame, call, name);
};

const alias: Builtin = (frame, call, name) => {
  for (const arg of call.argv.slice(1)) {
    const assigned = readAssignedNames(arg);
    if (assigned) frame.scope.aliases.set(assigned.name, assigned.value);
  }
  return ignore(frame, call, name);
};

const unalias: Builtin = (frame, call, name) => {
  for (const arg of call.argv.slice(1)) frame.scope.aliases.set(soleText(arg.alts) ?? '', null);
  return ignore(frame, call, name);
};

/** The next words as a command, without functions (`command`) or with what is built in alone (`builtin`). */
const withoutFunctions: Builtin = (frame, call, name) => {
  let at = 1;
  for (; at < call.argv.length; at += 1) {
    const word = soleText(call.argv[at]?.alts ?? UNKNOWN) ?? '';
    if (name === 'command' && /^-\w*[vV]/.test(word)) return runProgram(frame, call, name);
    if (!/^-p?$|^--$/.test(word)) break;
  }
  const argv = call.argv.slice(at);
  if (argv.length === 0) return ignore(frame, call, name);
  const next = soleText(argv[0]?.alts ?? UNKNOWN);
  const builtin = next === undefined ? undefined : BUILTINS.get(next);
  return builtin?.(frame, { ...call, argv }, next ?? '') ?? launch(frame, { ...call, argv, direct: false });
};

/** `exec cmd` runs it in place of the shell; alone it moves the shell’s input and output. */
const exec: Builtin = (frame, call) => {
  const valued = new Set(['-a']);
  let at = 1;
  for (; at < call.argv.length; at += 1) {
    const word = soleText(call.argv[at]?.alts ?? UNKNOWN) ?? '';
    if (!word.startsWith('-') || word === '-') break;
    if (valued.has(word)) at += 1;
    if (word === '--') {
      at += 1;
      break;
    }
  }
  const argv = call.argv.slice(at);
  if (argv.length > 0) return launch(frame, { ...call, argv, direct: false });
  quietly(frame, call, 'exec');
  return SILENT;
};

/** `printf -v x` sets a variable; without it, it is a program that prints. */
const print: Builtin = (frame, call, name) => {
  if (soleText(call.argv[1]?.alts ?? UNKNOWN) !== '-v') return undefined;
  const target: Arg | undefined = call.argv[2];
  const texts = runProgram(
    { ...frame, sink: null },
    { ...call, argv: [call.argv[0] as Arg, ...call.argv.slice(3)] },
    name,
  ).texts;
  const variable = target && soleText(target.alts);
  if (variable !== undefined && /^\w+$/.test(variable))
    frame.scope.set(
      variable,
      texts.map((text) => ({ text, glob: false })),
    );
  else
    frame.session.doubt(
      'unknown_script',
      call.span,
      'printf -v sets what is not a plain name: an index in it can run commands.',
    );
  return SILENT;
};

const getopts: Builtin = (frame, call, name) => {
  const variable = soleText(call.argv[2]?.alts ?? UNKNOWN);
  if (variable !== undefined) frame.scope.set(variable, UNKNOWN);
  frame.scope.set('OPTARG', UNKNOWN);
  return ignoreMaybe(frame, call, name);
};

/** `-C` runs a command, `-F` a function, and the words of `-W` are expanded once more. */
const complete: Builtin = (frame, call, name) => {
  const words = call.argv.slice(1).map((arg) => soleText(arg.alts) ?? '$(');
  const expands = words.some((word) => /^-\w*W/.test(word)) && words.some((word) => /\$\(|`/.test(word));
  if (expands || words.some((word) => /^-\w*[CF]/.test(word)))
    frame.session.doubt('unknown_script', call.span, `${name} runs what it is given to find words.`);
  return ignoreMaybe(frame, call, name);
};

const wait: Builtin = (frame, call, name) => (call.redirects.length > 0 ? OPAQUE : ignoreMaybe(frame, call, name));

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...['true', ':', 'dirs', 'shopt', 'complete', 'compopt'].map((name): [string, Builtin] => [name, ignore]),
  ...['false', 'return', 'break', 'continue', 'exit', 'logout', 'times'].map((name): [string, Builtin] => [
    name,
    ignoreMaybe,
  ]),
  ...['test', '['].map((name): [string, Builtin] => [name, test]),
  ...['declare', 'typeset', 'local', 'readonly', 'export'].map((name): [string, Builtin] => [name, declare]),
  ...['mapfile', 'readarray'].map((name): [string, Builtin] => [name, readLines]),
  ...['source', '.'].map((name): [string, Builtin] => [name, runSource]),
  ...['command', 'builtin'].map((name): [string, Builtin] => [name, withoutFunctions]),
  ['wait', wait],
  ['compgen', complete],
  ['unset', unset],
  ['set', set],
  ['shift', shift],
  ['let', evaluate],
  ['alias', alias],
  ['unalias', unalias],
  ['exec', exec],
  ['printf', print],
  ['getopts', getopts],
  ['read', readInput],
  ['cd', changeDirectory],
  ['chdir', changeDirectory],
  ['pushd', pushDirectory],
  ['popd', popDirectory],
  ['eval', runEval],
  ['trap', runTrap],
]);
