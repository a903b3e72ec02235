import { findForbiddenCharacters } from '../forbidden-characters.js';
import type { ShellReading } from '../reading.js';
import { readScript } from './read-script.js';
import { addDoubt, startFrame, TooMuch } from './session.js';

/** cmd.exe and CreateProcess take 32,767 characters at most; a longer text is a file, not a command. */
const MAX_CHARACTERS = 32 * 1024;
/** Brackets are looked up from each that opens: more of them would take time that grows with their square. */
const MAX_BRACKETS = 1_500;
const MAX_NESTING = 60;
/** Comments and here-strings, whose end is looked for in all the rest. */
const MAX_BLOCKS = 100;

/**
 * What a PowerShell text would run. `program` is the canonical cmdlet in lower case (`remove-item` for `ri`, `del`),
 * parameters stay words as they were written; a .NET call is a program `[io.file]::delete`, a method of an object that can
 * do harm `[object]::kill`. Never throws: what cannot be understood is a doubt.
 */
export function readPowerShell(text: string): ShellReading {
  const plain = text.replaceAll('\r\n', '\n');
  const frame = startFrame(plain);
  const { executions, doubts } = frame.session;
  const whole = { start: 0, end: plain.length, text: plain.slice(0, 2000) };
  if (plain.length > MAX_CHARACTERS) {
    addDoubt(frame, 'too_long', `The text is longer than ${MAX_CHARACTERS} characters.`, whole);
    return { executions, doubts };
  }
  doubts.push(...findForbiddenCharacters(plain));
  if (isTooDeep(plain)) {
    addDoubt(frame, 'too_deep', 'Brackets are nested too deeply, or there are too many of them.', whole);
    return { executions, doubts };
  }
  try {
    readScript(frame, { start: 0, end: plain.length });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    if (error instanceof TooMuch) addDoubt(frame, 'too_many', why, whole);
    else addDoubt(frame, 'parse_error', `The text could not be read: ${why}`, whole);
  }
  return { executions, doubts };
}

function isTooDeep(text: string): boolean {
  if (text.split(/<#|@['"][ \t]*\n/).length > MAX_BLOCKS) return true;
  let [depth, brackets] = [0, 0];
  for (const [mark] of text.matchAll(/[([{]|[)\]}]|<#/g)) {
    if (')]}'.includes(mark)) depth = Math.max(0, depth - 1);
    else {
      depth += 1;
      brackets += 1;
    }
    if (depth > MAX_NESTING || brackets > MAX_BRACKETS) return true;
  }
  return false;
}
