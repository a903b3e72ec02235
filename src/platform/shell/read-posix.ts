import { parseOutermost } from './parse-text.js';
import type { ReadOptions, ShellReading } from './reading.js';
import { TooDeep, type Frame } from './run/frame.js';
import { runScript } from './run/run-statements.js';
import { Session, TooMuch } from './run/session.js';
import { INHERITED } from './values/feed.js';
import { Scope } from './values/scope.js';
import { makeSource } from './values/source-text.js';

/** What a text would run that is given to bash or sh. Never throws. */
export function readPosix(
  text: string,
  { dialect, home = '/root' }: ReadOptions & { readonly dialect: 'sh' | 'bash' },
): ShellReading {
  const session = new Session();
  const source = makeSource(text);
  const frame: Frame = {
    session,
    scope: new Scope(null, home),
    source,
    stdin: INHERITED,
    sink: null,
    via: [],
    depth: 0,
    calls: [],
    beside: false,
    background: false,
    dialect,
  };
  try {
    runScript(frame, parseOutermost(text));
  } catch (error) {
    const whole = source.spanOf(0, text.length);
    if (error instanceof TooDeep || error instanceof RangeError) session.doubt('too_deep', whole, describe(error));
    else if (error instanceof TooMuch) session.doubt('too_many', whole, error.message);
    else session.doubt('parse_error', whole, `The text cannot be read: ${describe(error)}.`);
  }
  return { executions: session.executions, doubts: session.doubts };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
