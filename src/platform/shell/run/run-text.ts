import { parseText } from '../parse-text.js';
import type { Span, Via } from '../reading.js';
import type { Feed } from '../values/feed.js';
import { Scope } from '../values/scope.js';
import { makeInnerSource } from '../values/source-text.js';
import { HOLE, dropNuls, joinTexts, type Arg } from '../values/value.js';
import { exportedVariables } from './emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from './frame.js';
import { runScript } from './run-statements.js';

interface TextRun {
  readonly texts: readonly string[];
  readonly span: Span;
  /** What runs it, for the explanation. */
  readonly by: string;
}

/** Reads texts that a shell is given, each way. Nothing known of one at all is a reason to hold. */
export function runTexts(frame: Frame, { texts, span, by }: TextRun): Result {
  const results = texts.map((text): Result => {
    if (isOpaque(text)) {
      doubtScript(frame, span, by);
      return OPAQUE;
    }
    const plain = dropNuls(text);
    return runScript(descend(frame, { source: makeInnerSource(plain, span) }), parseText(frame.session, plain));
  });
  const [only] = results;
  if (results.length === 1 && only) return only;
  return { texts: joinTexts(...results.map((result) => result.texts)), succeeds: false };
}

export function isOpaque(text: string): boolean {
  return text.includes(HOLE) && text.replaceAll(HOLE, '').trim() === '';
}

export function doubtScript(frame: Frame, span: Span, by: string): void {
  frame.session.doubt('unknown_script', span, `${by} runs a script that cannot be known before it runs.`);
}

/** The shell of a new program: it has only what is exported to it. */
export function processScope(frame: Frame, call: Pick<Call, 'assignments'>, away = false): Scope {
  const scope = new Scope(null, frame.scope.home);
  if (away) return scope;
  scope.cwd = frame.scope.cwd;
  for (const { name, arg } of [...exportedVariables(frame), ...call.assignments]) scope.export(name, arg.alts);
  return scope;
}

/** The frame of a shell that another program starts. */
export function enterShell(
  frame: Frame,
  given: { readonly call: Call; readonly via: Via; readonly positional?: readonly Arg[]; readonly stdin?: Feed },
): Frame {
  const away = given.via.place !== 'here';
  const scope = processScope(frame, given.call, away);
  scope.positional = given.positional ?? [];
  // Functions stay behind; a file that runs itself is the same file there.
  const calls = frame.calls.filter((name) => name.startsWith('file '));
  return { ...frame, scope, calls, via: [...frame.via, given.via], stdin: given.stdin ?? frame.stdin };
}
