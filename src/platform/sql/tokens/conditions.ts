import type { SqlToken } from './tokenize-sql.js';

/** Words that end a WHERE clause. */
const AFTER_WHERE = new Set(['ORDER', 'LIMIT', 'RETURNING', 'GROUP']);
/** Words that may stand in a condition and still say nothing of a row. */
const CONSTANT_WORDS = new Set(['TRUE', 'FALSE', 'NOT', 'AND', 'NULL', 'IS', 'LIKE', 'BETWEEN', 'IN', 'XOR']);

/** The tokens that stand in no parentheses. */
export function topLevel(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let depth = 0;
  return tokens.filter((token) => {
    if (token.kind === 'symbol' && token.value === ')') depth = Math.max(0, depth - 1);
    const outside = depth === 0;
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    return outside;
  });
}

export function hasWord(tokens: readonly SqlToken[], ...words: readonly string[]): boolean {
  return tokens.some((token) => token.kind === 'word' && words.includes(token.value));
}

/** An UPDATE or DELETE that no condition and no LIMIT holds back. */
export function changesEveryRow(tokens: readonly SqlToken[]): boolean {
  const outside = topLevel(tokens);
  const whereAt = outside.findIndex((token) => token.kind === 'word' && token.value === 'WHERE');
  const limited = hasWord(outside, 'LIMIT');
  if (whereAt === -1) return !limited;
  const where = outside[whereAt];
  const rest = tokens.slice(tokens.findIndex((token) => token.start === where?.start) + 1);
  const ends = outside.slice(whereAt).find((token) => token.kind === 'word' && AFTER_WHERE.has(token.value));
  const condition = ends === undefined ? rest : rest.filter((token) => token.start < ends.start);
  return !limited && isTrivial(condition);
}

/** `1 = 1`, `true`, `id = id`, `x = 3 or 1`. */
function isTrivial(condition: readonly SqlToken[]): boolean {
  return alternatives(condition).some((part) => isConstant(part) || comparesWithItself(part));
}

/** The parts between OR and `||` that stand in no parentheses. */
function alternatives(condition: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of condition) {
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    if (token.kind === 'symbol' && token.value === ')') depth -= 1;
    if (depth === 0 && token.kind === 'word' && token.value === 'OR') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function isConstant(part: readonly SqlToken[]): boolean {
  const names = part.filter(({ kind }) => kind === 'word' || kind === 'name' || kind === 'variable');
  return names.every((token) => token.kind === 'word' && (CONSTANT_WORDS.has(token.value) || token.value === 'OR'));
}

function comparesWithItself(part: readonly SqlToken[]): boolean {
  const bare = part.filter(({ kind, value }) => !(kind === 'symbol' && '()'.includes(value)));
  const middle = bare.findIndex(({ kind, value }) => kind === 'symbol' && value === '=');
  if (middle < 1) return false;
  const written = (tokens: readonly SqlToken[]): string => tokens.map(({ value }) => value.toUpperCase()).join(' ');
  return written(bare.slice(0, middle)) === written(bare.slice(middle + 1));
}
