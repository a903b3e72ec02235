import type { Arguments } from '../read-arguments.js';
import { valuesOf } from '../rule-kinds.js';

/** Signals that ask, and end nothing: the null signal, those that a daemon reads its configuration at, continue, window size. */
const MILD = /^(sig)?(0|1|10|12|17|18|23|28|hup|usr1|usr2|cont|chld|winch|urg|info)$/i;

/** `-9`, `-KILL`, `-s KILL`, `--signal=9`: the signal that is sent; TERM where none is said. */
export function signalOf(given: Arguments, words: readonly string[]): string {
  const named = valuesOf(given, ['-s', '--signal', '-n']);
  const last = named[named.length - 1];
  if (last !== undefined) return last;
  const dashed = words.find((text) => /^-(sig)?[a-z0-9+-]+$/i.test(text) && !/^-([a-z]|-.*)$/.test(text));
  return dashed === undefined ? 'TERM' : dashed.slice(1);
}

export const isMild = (given: Arguments, words: readonly string[]): boolean => MILD.test(signalOf(given, words));
