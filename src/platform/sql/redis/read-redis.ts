import type { SqlReading, SqlStatement } from '../reading.js';
import { makeStatement, MAX_STATEMENTS, startReading } from '../statement.js';
import { REDIS_COMMANDS } from './command-effects.js';

/** One command a line, with words in quotes as redis-cli takes them. */
export function readRedis(text: string): SqlReading {
  const reading = startReading();
  for (const line of text.split(/[\r\n]+/)) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (reading.statements.length + reading.doubts.length > MAX_STATEMENTS)
      return { statements: reading.statements, doubts: ['The text has too many commands.'] };
    const words = splitWords(line);
    if (words === null) reading.doubts.push(`A quote is not closed in “${line.slice(0, 60)}”.`);
    else if (words.length > 0) {
      const statement = readCommand(words, line);
      if (statement === null) reading.doubts.push(`The Redis command ${(words[0] ?? '').slice(0, 40)} is not known.`);
      else reading.statements.push(statement);
    }
  }
  return reading;
}

/** Null: a quote is not closed. Escapes such as `\x66` are decoded as redis-cli does. */
function splitWords(line: string): readonly string[] | null {
  const words: string[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^\s"']+)|(["']))/gy;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    if (match[4] !== undefined) return null;
    const [, double, single, bare] = match;
    words.push(bare ?? (double === undefined ? (single ?? '').replaceAll("\\'", "'") : decode(double)));
  }
  return words;
}

function decode(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_all, hex: string | undefined, other: string | undefined) =>
      hex === undefined ? (other ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function readCommand(given: readonly string[], text: string): SqlStatement | null {
  // `5 PING` repeats a command five times.
  const words = /^\d+$/.test(given[0] ?? '') ? given.slice(1) : given;
  const name = (words[0] ?? '').toUpperCase();
  const second = (words[1] ?? '').toUpperCase();
  const withSecond = REDIS_COMMANDS.get(`${name} ${second}`);
  const row = withSecond ?? REDIS_COMMANDS.get(name);
  if (row === undefined) return null;
  const verb = withSecond === undefined ? name : `${name} ${second}`;
  const rest = words.slice(withSecond === undefined ? 1 : 2);
  const targets = row.targetKind === 'key' ? keysOf(name, rest) : rest.slice(0, 4);
  return makeStatement({ effect: effectOf(name, row.effect, rest), verb, text, targets, targetKind: row.targetKind });
}

function effectOf(name: string, effect: SqlStatement['effect'], rest: readonly string[]): SqlStatement['effect'] {
  // A key that expires now is a key deleted.
  if (/^P?EXPIRE(?:AT)?$/.test(name) && Number(rest[1]) <= 1) return 'change';
  if (name === 'RESTORE' && rest.some((word) => word.toUpperCase() === 'REPLACE')) return 'change';
  // A replica throws its own data away and copies its master’s.
  if ((name === 'REPLICAOF' || name === 'SLAVEOF') && rest[0]?.toUpperCase() !== 'NO') return 'drop';
  return effect;
}

/** DEL and UNLINK take keys only; the others one key first. */
function keysOf(name: string, rest: readonly string[]): readonly string[] {
  return ['DEL', 'UNLINK', 'MGET', 'EXISTS', 'TOUCH'].includes(name) ? rest : rest.slice(0, 1);
}
