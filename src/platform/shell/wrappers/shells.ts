import { isStdin } from '../builtins/run-words.js';
import type { Via } from '../reading.js';
import { checkVariables } from '../run/check-variables.js';
import { emit, exportedVariables } from '../run/emit.js';
import { OPAQUE, SILENT_MAYBE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { readFileTexts } from '../run/paths.js';
import { doubtScript, enterShell, runTexts } from '../run/run-text.js';
import { textsOf } from '../values/feed.js';
import { HOLE, soleText, type Arg } from '../values/value.js';

export const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'ksh93',
  'mksh',
  'ash',
  'rbash',
  'hush',
  'yash',
  'posh',
  'lksh',
  'oksh',
]);
/** Their language is another one: what they are given is not read. */
export const OTHER_SHELLS: ReadonlySet<string> = new Set(['fish', 'csh', 'tcsh', 'nu', 'xonsh', 'elvish', 'rc', 'es']);

interface ShellOptions {
  readonly letters: string;
  readonly asks: boolean;
  readonly rest: readonly Arg[];
}

const VALUED = new Set(['-o', '+o', '-O', '+O', '--rcfile', '--init-file']);

/** Options of a shell stand before the script, also behind `-c`. */
function readShellOptions(args: readonly Arg[]): ShellOptions {
  let [letters, asks, at] = ['', false, 0];
  for (; at < args.length; at += 1) {
    const text = soleText(args[at]?.alts ?? []) ?? HOLE;
    if (text === '--' || text === '-') {
      at += 1;
      break;
    }
    if (!/^[-+]/.test(text)) break;
    if (VALUED.has(text)) at += 1;
    else if (text.startsWith('--')) asks ||= text === '--help' || text === '--version';
    else if (text.startsWith('-')) {
      letters += text.slice(1);
      if (/[oO]$/.test(text)) at += 1;
    }
  }
  return { letters, asks, rest: args.slice(at) };
}

/** `sh -c text`, `sh file`, `sh` fed by a pipe. */
export function runShell(frame: Frame, call: Call, program: string): Result {
  const { letters, asks, rest } = readShellOptions(call.argv.slice(1));
  if (asks || letters.includes('V')) return show(frame, call, program);
  checkVariables(frame, {
    program,
    assignments: [...exportedVariables(frame), ...call.assignments],
    span: call.span,
  });
  const via: Via = { program, place: 'here', where: null };
  const inner = descend(frame, {});
  const [first, ...others] = rest;
  if (letters.includes('c')) {
    if (!first) return refuse(frame, call, program);
    const shell = enterShell(inner, { call, via, positional: others.slice(1) });
    return runTexts(shell, { texts: scriptTexts(first), span: call.span, by: program });
  }
  if (!first || letters.includes('s'))
    return feedShell(enterShell(inner, { call, via, positional: rest }), { call, program });
  if (letters.includes('n')) return show(frame, call, program);
  const path = soleText(first.alts);
  const texts = isStdin(path) ? textsOf(frame.stdin) : readFileTexts(frame, first);
  if (!texts) return refuse(frame, call, program);
  const name = `file ${path ?? ''}`;
  if (frame.calls.includes(name)) return refuse(frame, call, program);
  const shell = enterShell({ ...inner, calls: [...frame.calls, name] }, { call, via, positional: others });
  return runTexts(shell, { texts, span: call.span, by: program });
}

/** A word of `xargs` that is not known may be more than one. */
function scriptTexts(arg: Arg): readonly string[] {
  return arg.more === 'unknown' ? [HOLE] : arg.alts.map(({ text }) => text);
}

function show(frame: Frame, call: Call, program: string): Result {
  emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  return OPAQUE;
}

/** The script cannot be known: the shell itself is shown, and held. */
function refuse(frame: Frame, call: Call, program: string): Result {
  doubtScript(frame, call.span, program);
  return show(frame, call, program);
}

/** A shell that reads its script from its input. */
export function feedShell(frame: Frame, { call, program }: { readonly call: Call; readonly program: string }): Result {
  const outer = { ...frame, via: frame.via.slice(0, -1) };
  const { stdin } = frame;
  if (stdin.kind === 'empty') return SILENT_MAYBE;
  if (stdin.kind === 'inherited') return show(outer, call, program);
  for (let sink = frame.sink; sink; sink = sink.parent) sink.shells.push(program);
  const texts = stdin.kind === 'file' ? (readFileTexts(frame, stdin.path) ?? [HOLE]) : textsOf(stdin);
  if (texts.every((text) => text === HOLE)) return refuse(outer, call, program);
  return runTexts({ ...frame, stdin: { kind: 'empty' } }, { texts, span: call.span, by: program });
}

export function refuseOtherShell(frame: Frame, call: Call, program: string): Result {
  const asks = call.argv.some((arg) => /^--?(?:help|version|v)$/.test(soleText(arg.alts) ?? ''));
  return asks || call.argv.length === 1 ? show(frame, call, program) : refuse(frame, call, program);
}

const SHELL_LINE = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(?:\/\S*\/)?(\w+)/;

/** A script that the text wrote into a file, run by its path. */
export function runShellFile(frame: Frame, call: Call, texts: readonly string[]): Result {
  const path = soleText(call.argv[0]?.alts ?? []) ?? HOLE;
  const name = `file ${path}`;
  const interpreters = texts.map((text) => SHELL_LINE.exec(text)?.[1] ?? 'sh');
  const recursive = frame.calls.includes(name);
  if (recursive || interpreters.some((interpreter) => !SHELLS.has(interpreter))) {
    if (recursive && (frame.beside || frame.background))
      frame.session.doubt('fork_bomb', call.span, `${path} starts itself beside itself, again and again.`);
    return refuse(frame, call, path.slice(path.lastIndexOf('/') + 1));
  }
  const via: Via = { program: path.slice(path.lastIndexOf('/') + 1), place: 'here', where: null };
  const inner = descend(frame, { calls: [...frame.calls, name] });
  return runTexts(enterShell(inner, { call, via, positional: call.argv.slice(1) }), {
    texts,
    span: call.span,
    by: path,
  });
}
