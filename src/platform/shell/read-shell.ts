import { readCmd } from './cmd/read-cmd.js';
import { findForbiddenCharacters } from './forbidden-characters.js';
import { MAX_TEXT_LENGTH } from './limits.js';
import { readPowerShell } from './powershell/read-powershell.js';
import { readPosix } from './read-posix.js';
import type { Doubt, ReadOptions, ShellReading } from './reading.js';

/**
 * What `text` would run, given to a shell of this dialect. Never throws: what cannot be read, or read to its end, is
 * a doubt, and all that was read until then is given.
 */
export function readShell(text: string, options: ReadOptions = {}): ShellReading {
  const dialect = options.dialect ?? 'bash';
  const forbidden = findForbiddenCharacters(text);
  if (text.length > MAX_TEXT_LENGTH) return { executions: [], doubts: [...forbidden, tooLong(text)] };
  // A NUL stands for what is not known from here on, so none may be left in the text.
  const plain = text.replaceAll(/[\0\uffff]/g, ' ');
  const reading =
    dialect === 'powershell'
      ? readPowerShell(plain)
      : dialect === 'cmd'
        ? readCmd(plain)
        : readPosix(plain, { ...options, dialect });
  return forbidden.length === 0 ? reading : { ...reading, doubts: [...forbidden, ...reading.doubts] };
}

function tooLong(text: string): Doubt {
  return {
    code: 'too_long',
    explanation: `The text has ${text.length} characters; more than ${MAX_TEXT_LENGTH} are not looked through.`,
    span: { start: 0, end: text.length, text: text.slice(0, 200) },
  };
}
