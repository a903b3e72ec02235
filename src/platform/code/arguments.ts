import type { Names } from './names.js';
import type { CodeToken } from './tokens.js';

/** One argument of a call, as far as it is literal. */
export interface CodeArgument {
  readonly text: string | null;
  /** `['rm', '-rf']`; null where it is no list of literals. */
  readonly list: readonly string[] | null;
  /** The same with null for what is computed; null where it is no list. */
  readonly items: readonly (string | null)[] | null;
  /** `mode=…`, `shell=True` */
  readonly name: string | null;
  readonly tokens: readonly CodeToken[];
}

const MAX_TOKENS = 1000;
const OPENING = '([{';
const CLOSING = ')]}';

/** The arguments of the call whose name stands at `at`; null: it is no call. */
export function argumentsAt(
  tokens: readonly CodeToken[],
  at: number,
  given: { names: Names; bare: boolean },
): readonly CodeArgument[] | null {
  const next = tokens[at + 1];
  if (next?.kind === 'symbol' && next.value === '(')
    return split({ tokens, from: at + 2, names: given.names, bare: false });
  const startsValue = next !== undefined && (next.kind !== 'symbol' || next.value === '[');
  if (given.bare && startsValue) return split({ tokens, from: at + 1, names: given.names, bare: true });
  return null;
}

const ENDS_BARE = new Set([';', '}', 'if', 'unless', 'and', 'or', 'for', 'foreach', 'while', '|', '&']);

interface Listed {
  readonly tokens: readonly CodeToken[];
  readonly from: number;
  readonly names: Names;
  readonly bare: boolean;
}

function split({ tokens, from, names, bare }: Listed): readonly CodeArgument[] {
  const parts: CodeToken[][] = [[]];
  let depth = 0;
  for (let at = from; at < Math.min(tokens.length, from + MAX_TOKENS); at += 1) {
    const token = tokens[at];
    names.tokensLeft -= 1;
    if (token === undefined || names.tokensLeft < 0) break;
    const symbol = token.kind === 'symbol';
    if (symbol && CLOSING.includes(token.value)) depth -= 1;
    if (depth < 0 || (bare && depth === 0 && (symbol || token.kind === 'name') && ENDS_BARE.has(token.value))) break;
    if (symbol && OPENING.includes(token.value)) depth += 1;
    if (depth === 0 && symbol && token.value === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0).map((part) => readArgument(part, names));
}

function readArgument(given: readonly CodeToken[], names: Names): CodeArgument {
  const named = given[0]?.kind === 'name' && given[1]?.value === '=' && given[2]?.value !== '=';
  const tokens = named ? given.slice(2) : given;
  const name = named ? (given[0]?.value ?? null) : null;
  const items = itemsOf(tokens, names);
  const list = items === null || items.includes(null) ? null : items.filter((item) => item !== null);
  return { text: literalOf(tokens, names), list, items, name, tokens };
}

/** `'a' + 'b'`, `'a' . 'b'`, `'a' 'b'`, a name set once. */
function literalOf(tokens: readonly CodeToken[], names: Names): string | null {
  let text = '';
  for (const token of tokens) {
    if (token.kind === 'string') text += token.value;
    else if (token.kind === 'name') {
      const constant = names.constants.get(token.value);
      if (constant === undefined || constant === null) return null;
      text += constant;
    } else if (!(token.kind === 'symbol' && '+.'.includes(token.value))) return null;
  }
  return tokens.length === 0 ? null : text;
}

function itemsOf(tokens: readonly CodeToken[], names: Names): readonly (string | null)[] | null {
  const first = tokens[0]?.value ?? '';
  const splits = tokens.findIndex(({ kind, value }) => kind === 'name' && value === '.split');
  if (splits === 1 && tokens[0]?.kind === 'string') return first.split(/\s+/);
  if (first === '' || !'[('.includes(first) || tokens[0]?.kind !== 'symbol') return null;
  return split({ tokens, from: 1, names, bare: false }).map(({ text }) => text);
}
