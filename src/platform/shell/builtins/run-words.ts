import type { Builtin } from './builtins.js';
import { emit } from '../run/emit.js';
import { OPAQUE, SILENT, SILENT_MAYBE, type Frame } from '../run/frame.js';
import { readFileTexts } from '../run/paths.js';
import { doubtScript, runTexts } from '../run/run-text.js';
import { textsOf } from '../values/feed.js';
import { HOLE, concatTexts, soleText, type Arg } from '../values/value.js';

/** Words joined by blanks, each way: how `eval`, `ssh` and `watch` make a script of them. */
export function joinArgs(args: readonly Arg[]): readonly string[] {
  let texts: readonly string[] = [''];
  for (const [index, arg] of args.entries()) {
    if (index > 0) texts = texts.map((text) => `${text} `);
    texts = concatTexts(
      texts,
      arg.alts.map(({ text }) => text),
    );
  }
  return texts;
}

/** Programs whose output is made to be evaluated, and only sets variables. */
const PRINTS_VARIABLES = new Set([
  'ssh-agent',
  'dircolors',
  'lesspipe',
  'resize',
  'tset',
  'locale',
  'gnome-keyring-daemon',
]);

export const runEval: Builtin = (frame, call) => {
  const args = call.argv.slice(1);
  const texts = joinArgs(args[0] && soleText(args[0].alts) === '--' ? args.slice(1) : args);
  const sources = args.map(
    ({ source }) => /^"?(?:\$\(|`)\s*([\w-]+)(?![\w-])[^|;&<>`$()]*[)`]"?$/.exec(source)?.[1] ?? '',
  );
  if (texts.every((text) => text === HOLE) && sources.length === 1 && PRINTS_VARIABLES.has(sources[0] ?? ''))
    return SILENT_MAYBE;
  return runTexts(frame, { texts, span: call.span, by: 'eval' });
};

/** Files that a login shell reads anyway, or that only set variables. */
const READ_ANYWAY =
  /^(?:\/etc\/(?:os-release|lsb-release|profile|bash\.bashrc|bashrc|environment|locale\.conf|default\/[\w.-]+|profile\.d\/[\w.-]+|bash_completion)|\/usr\/lib\/os-release|(?:~|\/root|\/home\/[\w.-]+)\/\.(?:bashrc|profile|bash_profile|bash_aliases|zshrc|cargo\/env)|.*\/bin\/activate|bin\/activate)$/;

export const runSource: Builtin = (frame, call, name) => {
  const args = call.argv.slice(1).filter((arg) => soleText(arg.alts) !== '--');
  const [file] = args;
  if (!file) return SILENT_MAYBE;
  const path = soleText(file.alts);
  const texts = isStdin(path) ? textsOf(frame.stdin) : readFileTexts(frame, file);
  if (texts) {
    if (args.length > 1) frame.scope.positional = args.slice(1);
    return runTexts(frame, { texts, span: call.span, by: name });
  }
  if (path !== undefined && READ_ANYWAY.test(path)) return SILENT_MAYBE;
  doubtScript(frame, call.span, name);
  emit(frame, { program: name === '.' ? 'source' : name, args, call, silent: false });
  return OPAQUE;
};

/** What names the input itself. */
export function isStdin(path: string | undefined): boolean {
  return path !== undefined && /^(?:-|\/dev\/(?:stdin|fd\/0)|\/proc\/self\/fd\/0)$/.test(path);
}

/** `trap 'commands' EXIT`: they may run at any time from here on. */
export const runTrap: Builtin = (frame, call) => {
  const args = call.argv.slice(1).filter((arg) => soleText(arg.alts) !== '--');
  const [action, ...signals] = args;
  const text = action && soleText(action.alts);
  if (!action || text === '-' || text === '' || /^-[lpP]/.test(text ?? '') || signals.length === 0) return SILENT;
  runTrapped(frame, action, call.span);
  return SILENT;
};

function runTrapped(frame: Frame, action: Arg, span: Parameters<typeof runTexts>[1]['span']): void {
  const texts = action.alts.map(({ text }) => text);
  runTexts({ ...frame, scope: frame.scope.layer(), sink: null }, { texts, span, by: 'trap' });
}
