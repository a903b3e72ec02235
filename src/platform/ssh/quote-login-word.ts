import { MillwrightError } from '../errors/millwright-error.js';

/**
 * One word that the *login* shell of a host (sh, bash, zsh, fish, csh) reads the same way. Backslashes stand outside
 * the quotes, because fish gives them a meaning inside. Only for the short line that starts /bin/sh; within that
 * shell `shell-text/quote-word.ts` quotes. Throws `validation_failed` for text with a NUL byte.
 */
export function quoteLoginWord(text: string): string {
  if (text.includes('\0')) {
    throw new MillwrightError('validation_failed', 'A word for a shell holds a NUL byte, which no argument can carry.');
  }
  return `'${text.replaceAll(/['\\]/g, String.raw`'\$&'`)}'`;
}
