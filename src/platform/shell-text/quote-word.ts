import { MillwrightError } from '../errors/millwright-error.js';

// Not '=': an unquoted `a=b` in front of a command would be an assignment. Not '~': it would expand.
const BARE_WORD = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * The one function that turns a value into a word of POSIX shell text: whatever the value, the shell sees exactly one
 * argument with exactly these characters. Nothing else in the code base may put a value into shell text.
 *
 * Throws `validation_failed` for what no argument can hold: NUL, and half surrogates, which UTF-8 would change silently.
 */
export function quoteWord(value: string): string {
  if (BARE_WORD.test(value)) return value;
  if (value.includes('\0')) {
    throw new MillwrightError(
      'validation_failed',
      'A command argument contains a NUL character; no process can get it.',
    );
  }
  if (/\p{Surrogate}/u.test(value)) {
    throw new MillwrightError('validation_failed', 'A command argument is not valid Unicode (a half surrogate).');
  }
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** An argument vector as shell text. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
