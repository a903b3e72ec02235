import { BUILTINS } from '../builtins/builtins.js';
import { printOutput } from '../output/print-output.js';
import { readTouchedFiles } from '../output/touch-files.js';
import { HOLE, isKnown, joinTexts, type Arg } from '../values/value.js';
import { SPECIAL } from '../wrappers/special.js';
import { runShellFile } from '../wrappers/shells.js';
import { unwrap } from '../wrappers/unwrap.js';
import { WRAPPERS } from '../wrappers/wrappers.js';
import { callFunction, expandAlias } from './call-function.js';
import { emit } from './emit.js';
import { OPAQUE, SILENT_MAYBE, descend, type Call, type Frame, type Result } from './frame.js';
import { resolvePath } from './paths.js';

/** Runs the words of a command: a function, what is built in, a wrapper, a shell, or a program. */
export function launch(frame: Frame, call: Call): Result {
  frame.session.charge(2 + (call.argv.length >> 2));
  const [head] = call.argv;
  if (!head) {
    if (call.redirects.length > 0) emit(frame, { program: '', args: [], call, silent: false });
    return SILENT_MAYBE;
  }
  if (head.alts.length > 1) return launchEach(frame, call, head);
  const [alt] = head.alts;
  if (!alt || !isKnown(alt.text) || alt.glob || head.more === 'unknown' || alt.text.trim() === '')
    return launchUnknown(frame, call, head);
  const name = alt.text;
  if (call.direct && !name.includes('/')) {
    const result =
      expandAlias(frame, call, name) ?? callFunction(frame, call, name) ?? BUILTINS.get(name)?.(frame, call, name);
    if (result) return result;
  }
  return launchProgram(frame, call, name);
}

/** Each thing that the first word can be is a command of its own. */
function launchEach(frame: Frame, call: Call, head: Arg): Result {
  const results = head.alts.map((alt) =>
    launch(frame, { ...call, argv: [{ ...head, alts: [alt] }, ...call.argv.slice(1)] }),
  );
  return { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
}

/** The word may also be nothing, so that the next one is the program. */
function launchUnknown(frame: Frame, call: Call, head: Arg): Result {
  const [alt] = head.alts;
  const why = alt?.glob
    ? `Which program ${head.source.slice(0, 80)} stands for depends on the files that are there.`
    : `Which program ${head.source.slice(0, 80)} names cannot be known before it runs.`;
  frame.session.doubt('unknown_program', call.span, why);
  emit(frame, { program: null, args: call.argv.slice(1), call, silent: false });
  if (head.maySplit && alt?.text === HOLE && call.argv.length > 1)
    launch(descend(frame, {}), { ...call, argv: call.argv.slice(1) });
  return OPAQUE;
}

/** The last part of a path; Windows does not tell `DEL.EXE` from `del.exe`. */
export function programName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return /\.exe$/i.test(base) ? base.slice(0, -4).toLowerCase() : base;
}

/** `/etc/init.d/ssh stop` is `service ssh stop`: such a script is named for a service, often like a program. */
const INIT_SCRIPT = /^\/(?:etc|usr\/local\/etc)\/(?:rc\.d\/)?(?:init|rc)\.d\/([^/]+)$/;

function launchInitScript(frame: Frame, call: Call, path: string): Result | undefined {
  const name = path.includes('/') ? INIT_SCRIPT.exec(resolvePath(frame, path))?.[1] : undefined;
  const [head, ...rest] = call.argv;
  if (name === undefined || !head || rest.length === 0) return undefined;
  const unit: Arg = { ...head, alts: head.alts.map((alt) => ({ ...alt, text: name })) };
  return runProgram(frame, { ...call, argv: [head, unit, ...rest] }, 'service');
}

function launchProgram(frame: Frame, call: Call, path: string): Result {
  const program = programName(path);
  const file = path.includes('/') ? frame.session.files.get(resolvePath(frame, path)) : undefined;
  if (file) return runShellFile(frame, call, file);
  const initScript = launchInitScript(frame, call, path);
  if (initScript) return initScript;
  const special = SPECIAL.get(program);
  if (special) return special(frame, call, program);
  const wrapper = WRAPPERS.get(program);
  if (wrapper) return unwrap(frame, { call, program, wrapper });
  return runProgram(frame, call, program);
}

/** A program that is not looked into: it is an execution, and what it prints may be known. */
export function runProgram(frame: Frame, call: Call, program: string): Result {
  emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  readTouchedFiles(frame, program, call.argv.slice(1));
  const texts = printOutput(frame, program, call.argv.slice(1));
  if (texts) return { texts, succeeds: program === 'echo' || program === 'printf' };
  return program === 'mkdir' ? SILENT_MAYBE : OPAQUE;
}
