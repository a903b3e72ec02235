import { toStdin } from '../values/feed.js';
import type { Scope } from '../values/scope.js';
import { isKnown, soleText, toWord, type Arg } from '../values/value.js';
import { checkVariables } from './check-variables.js';
import type { Assigned, Call, Frame } from './frame.js';
import { readsNearby, writesNothingElse } from './inert-programs.js';
import { readFileTexts } from './paths.js';
import type { OpenExecution } from './session.js';

interface Emitted {
  readonly program: string | null;
  readonly args: readonly Arg[];
  readonly call: Call;
  /** It prints nothing into the pipe it stands in. */
  readonly silent: boolean;
}

/** Adds one execution to the reading. */
export function emit(frame: Frame, { program, args, call, silent }: Emitted): OpenExecution {
  const { session, scope } = frame;
  const cwd = scope.cwd;
  session.chargeWords(args);
  const assignments = [...exportedVariables(frame), ...call.assignments];
  const more = args.filter((arg) => arg.more !== undefined);
  const moreFrom = call.moreFrom ?? (more.length > 0 ? 'xargs' : null);
  session.shown.add(call.redirects);
  if (assignments.length > 0) session.chargeWords(assignments.map(({ arg }) => arg));
  const path = soleText(call.argv[0]?.alts ?? []);
  const files = session.files.size === 0 ? [] : filesOf(frame, program, args);
  const execution = session.add({
    program,
    ...(path?.includes('/') && path.replace(/^.*\//, '') === program ? { path } : {}),
    args: args.filter((arg) => arg.more === undefined).map(toWord),
    redirects: call.redirects,
    stdin: toStdin(frame.stdin),
    pipedInto: [],
    assignments: assignments.map(({ name, arg }) => ({ name, value: toWord(arg) })),
    cwd: cwd && toWord(cwd),
    via: frame.via,
    ...(files.length > 0 ? { files } : {}),
    moreArgs: moreFrom === null ? null : { from: moreFrom, words: wordsOf(more) },
    dialect: frame.dialect,
    span: call.span,
  });
  if (program === null || (program !== '' && !writesNothingElse(program))) session.doubtFiles();
  if (!silent) for (let sink = frame.sink; sink; sink = sink.parent) sink.executions.push(execution);
  if (program !== '' && program !== null) checkVariables(frame, { program, assignments, span: call.span });
  return execution;
}

/** Those among its arguments; for who looks for one by its name, all: without texts where nobody knows what it holds. */
function filesOf(frame: Frame, program: string | null, args: readonly Arg[]): NonNullable<OpenExecution['files']> {
  if (program === null || !readsNearby(program)) return args.flatMap((arg) => knownFile(frame, arg));
  return [...frame.session.files]
    .slice(0, MAX_SHOWN)
    .map(([path, texts]) => ({ path, texts: texts.every(isKnown) ? texts : [] }));
}

/** A file that the text wrote, where all that it can hold is known. */
function knownFile(frame: Frame, arg: Arg): NonNullable<OpenExecution['files']> {
  const path = soleText(arg.alts);
  const texts = path === undefined ? undefined : readFileTexts(frame, arg);
  return path === undefined || path === '/dev/null' || texts?.every(isKnown) !== true ? [] : [{ path, texts }];
}

function wordsOf(more: readonly Arg[]): readonly ReturnType<typeof toWord>[] | null {
  return more.length > 0 && more.every((arg) => arg.more === 'known') ? more.map(toWord) : null;
}

/** How many exported variables are shown with a command. */
const MAX_SHOWN = 32;

export function exportedVariables(frame: Frame): readonly Assigned[] {
  const found = new Map<string, Assigned>();
  for (let scope: Scope | null = frame.scope; scope; scope = scope.parent) {
    if (scope.exportedNames.size === 0) continue;
    for (const name of scope.exportedNames) {
      const variable = frame.scope.variable(name);
      if (variable?.exported && !found.has(name))
        found.set(name, {
          name,
          arg: { source: soleText(variable.value) ?? name, alts: variable.value, maySplit: false },
        });
      if (found.size >= MAX_SHOWN) return [...found.values()];
    }
  }
  return [...found.values()];
}
