import { parse, type ParsedScript } from 'unbash';
import { MAX_FUNCTIONS, MAX_LOOKED_THROUGH, MAX_OPENERS, MAX_SEPARATORS } from './limits.js';
import { TooMuch, type Session } from './run/session.js';

/** Parses a text that another one holds or makes. The same may be parsed at each level, so it counts. */
export function parseText(session: Session, text: string): ParsedScript {
  session.charge(1 + (text.length >> 2));
  return parseOutermost(text);
}

/** How many other pieces one of these costs as much as. */
const ARITHMETIC = 12;

/** Parses a text, unless it has so many nested pieces that this alone would take too long. */
export function parseOutermost(text: string): ParsedScript {
  const openers = countOf(text, /\$[({[]|[<>]\(|`/g);
  // Arithmetic is taken apart operator by operator, at each level again.
  const weighed = openers + ARITHMETIC * countOf(text, /\$\(\(|\$\[/g) + countOf(text, /<</g);
  if (openers > MAX_OPENERS || weighed * text.length > MAX_LOOKED_THROUGH)
    throw new TooMuch('It has more pieces that may stand within each other than can be looked through.');
  if (countOf(text, /[;&|\n]/g) > MAX_SEPARATORS) throw new TooMuch('It has more commands than can be looked through.');
  if (countOf(text, /\(\s*\)/g) > MAX_FUNCTIONS) throw new TooMuch(`It has more than ${MAX_FUNCTIONS} functions.`);
  return parse(text);
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  while (pattern.test(text)) count += 1;
  return count;
}
