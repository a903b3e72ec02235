import { LUA } from './languages/lua.js';
import { NODE } from './languages/node.js';
import { PERL } from './languages/perl.js';
import { PHP } from './languages/php.js';
import { PYTHON } from './languages/python.js';
import { RUBY } from './languages/ruby.js';
import type { LanguageTable } from './languages/table.js';
import { readAwk } from './read-awk.js';
import { readSed } from './read-sed.js';
import type { CodeLanguage, CodeReading } from './reading.js';
import { scanCode } from './scan-code.js';
import type { GrowingCode } from './scan.js';
import type { ScriptLanguage } from './tokens.js';

/** Longer texts are held unread. */
const MAX_CODE_CHARACTERS = 32 * 1024;
/** What is kept of each kind; more is a doubt, never left out silently. */
const MAX_FOUND = 500;

const TABLES: Readonly<Record<ScriptLanguage, LanguageTable>> = {
  python: PYTHON,
  perl: PERL,
  ruby: RUBY,
  node: NODE,
  php: PHP,
  lua: LUA,
};

/**
 * What a program text in a scripting language would do, without running it: calls that delete, overwrite or start
 * programs, and the texts that it gives to shells. Never throws; what cannot be known is a doubt.
 */
export function readCode(code: string, language: CodeLanguage): CodeReading {
  const found: GrowingCode = { shellTexts: [], commands: [], calls: [], doubts: [] };
  if (code.length > MAX_CODE_CHARACTERS)
    found.doubts.push(`The program is longer than ${MAX_CODE_CHARACTERS} characters.`);
  else if (code.includes('\0')) found.doubts.push('The program holds a NUL character.');
  else readInto(code, language, found);
  const many = found.shellTexts.length + found.commands.length + found.calls.length > MAX_FOUND;
  const doubts = [...new Set(found.doubts), ...(many ? ['The program has too many calls.'] : [])].slice(0, 20);
  const acts =
    found.shellTexts.length > 0 || found.commands.length > 0 || found.calls.some(({ does }) => does !== 'read');
  return {
    shellTexts: found.shellTexts.slice(0, MAX_FOUND),
    commands: found.commands.slice(0, MAX_FOUND),
    calls: found.calls.slice(0, MAX_FOUND),
    harmless: doubts.length === 0 && !acts,
    doubts,
  };
}

function readInto(code: string, language: CodeLanguage, found: GrowingCode): void {
  try {
    if (language === 'awk') readAwk(code, found);
    else if (language === 'sed') readSed(code, found);
    else scanCode(code, { language, table: TABLES[language], found });
  } catch (error) {
    found.doubts.push(`The program could not be read: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}
