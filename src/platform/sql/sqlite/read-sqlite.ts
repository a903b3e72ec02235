import type { SqlReading, SqlStatement } from '../reading.js';
import { makeStatement, MAX_STATEMENTS, startReading } from '../statement.js';
import type { GrowingReading } from '../statement.js';
import { splitTokens, tokenizeSql } from '../tokens/tokenize-sql.js';
import type { SqlToken } from '../tokens/tokenize-sql.js';
import { describeSqliteStatement } from './describe-statement.js';
import { readDotCommand } from './dot-commands.js';

/** How often a text is looked at again because a quote was open at the end of a line. */
const MAX_OPEN_LINES = 20;

/** Lines that begin with a dot where no statement is open are commands of the program `sqlite3`. */
export function readSqlite(text: string): SqlReading {
  const reading = startReading();
  let closed = '';
  let open = '';
  let openLines = 0;
  for (const line of text.split('\n')) {
    if (open.trim() === '' && line.trimStart().startsWith('.')) {
      readStatements(closed, reading);
      if (isFull(reading)) break;
      closed = '';
      readCommand(line.trim(), reading);
      continue;
    }
    if (open === '' && line.trim() === '') continue;
    open += `${line}\n`;
    if (openLines > MAX_OPEN_LINES || !/;[ \t\r]*(?:--[^\n]*)?$/.test(line)) continue;
    if (tokenizeSql(open, 'sqlite').unclosed) openLines += 1;
    else {
      closed += open;
      open = '';
    }
  }
  if (openLines > MAX_OPEN_LINES) reading.doubts.push('Too many lines stand within one quote.');
  readStatements(closed + open, reading);
  if (isFull(reading)) return { statements: reading.statements, doubts: ['The text has too many statements.'] };
  return reading;
}

function isFull({ statements, doubts }: GrowingReading): boolean {
  return statements.length + doubts.length > MAX_STATEMENTS;
}

function readCommand(line: string, reading: GrowingReading): void {
  const command = readDotCommand(line);
  if (command === null) reading.doubts.push(`The command ${line.slice(0, 40)} is not known.`);
  else reading.statements.push(command);
}

function readStatements(text: string, reading: GrowingReading): void {
  const { tokens, unclosed } = tokenizeSql(text, 'sqlite');
  const shown = text.trim().slice(0, 60);
  if (unclosed) reading.doubts.push('A quote is not closed.');
  for (const part of joinTriggers(splitTokens(tokens, ';'))) {
    if (isFull(reading)) return;
    const statement: SqlStatement | null = isEndOfTrigger(part)
      ? makeStatement({ effect: 'read', verb: 'END', text })
      : describeSqliteStatement(part, text.slice(part[0]?.start, part.at(-1)?.end));
    if (statement === null) reading.doubts.push(`The statement “${shown}” is not known.`);
    else reading.statements.push(statement);
  }
}

/** The statements in a trigger’s body run later, when the trigger fires: they belong to its CREATE. */
function joinTriggers(parts: readonly (readonly SqlToken[])[]): readonly (readonly SqlToken[])[] {
  const joined: (readonly SqlToken[])[] = [];
  let inBody = false;
  for (const part of parts) {
    if (inBody) {
      inBody = !isEndOfTrigger(part);
      continue;
    }
    const words = part.map(({ value }) => value);
    inBody = words[0] === 'CREATE' && words.slice(1, 3).includes('TRIGGER') && words.includes('BEGIN');
    joined.push(part);
  }
  return joined;
}

function isEndOfTrigger(part: readonly SqlToken[]): boolean {
  return part.length === 1 && part[0]?.value === 'END';
}
