import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './api-fuzz-random.js';
import { PIECES } from './shell-fuzz-pieces.js';
import type { FuzzKind, FuzzTarget } from './shell-fuzz-targets.js';

/** Texts to begin from, by kind. */
export type Seeds = Readonly<Record<FuzzKind, readonly string[]>>;

const FIXTURES = join('tests', 'fixtures', 'commands');

/** The labelled commands; what stands in their quotes is often SQL or a program text. */
export function readSeeds(): Seeds {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.jsonl'));
  const lines = files.toSorted().flatMap((name) => readFileSync(join(FIXTURES, name), 'utf8').split('\n'));
  const rows = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly command: string; readonly dialect?: string });
  const of = (...dialects: readonly string[]): readonly string[] =>
    rows.filter(({ dialect = 'bash' }) => dialects.includes(dialect)).map(({ command }) => command);
  const quoted = rows.flatMap(({ command }) =>
    [...command.matchAll(/'([^']{6,})'|"([^"]{6,})"/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
  return { posix: of('bash', 'sh'), powershell: of('powershell'), cmd: of('cmd'), sql: quoted, code: quoted };
}

function makeTokens(random: Random, tokens: readonly string[]): string {
  const blank = random.chance(0.7) ? ' ' : '';
  return Array.from({ length: random.integer(1, 60) }, () => random.pick(tokens)).join(blank);
}

function mutate(random: Random, seeds: readonly string[], tokens: readonly string[]): string {
  let text = random.pick(seeds);
  for (let n = random.integer(1, 5); n > 0; n -= 1) {
    const at = random.integer(0, text.length);
    const other = random.pick(seeds);
    const from = random.integer(0, other.length);
    const piece = random.chance(0.6) ? random.pick(tokens) : other.slice(from, from + random.integer(0, 60));
    text = text.slice(0, at) + piece + text.slice(at + random.integer(0, random.chance(0.5) ? 3 : 40));
  }
  return random.chance(0.2) ? text.slice(0, random.integer(0, text.length)) : text;
}

/** A few pieces again and again, or in no order, up to the longest text that is read. */
function makeLong(random: Random, seeds: readonly string[], { kind, longest }: FuzzTarget): string {
  const length = random.pick([500, 4_000, longest]);
  const few = Array.from({ length: random.integer(1, 6) }, () =>
    random.chance(0.85) ? random.pick(PIECES[kind]) : random.pick(seeds),
  );
  if (random.chance(0.7)) return repeatTo(length, few.join(random.chance(0.5) ? ' ' : ''));
  const parts: string[] = [];
  for (let sum = 0; sum < length; sum += parts.at(-1)?.length ?? 1) parts.push(random.pick(few) || ' ');
  return parts.join('').slice(0, length);
}

export function repeatTo(length: number, piece: string): string {
  return piece.repeat(Math.ceil(length / Math.max(1, piece.length))).slice(0, length);
}

/** Any text for this reader: noise, pieces of its grammar, commands with something changed, long repetitions. */
export function makeInput(random: Random, seeds: Seeds, target: FuzzTarget): string {
  const own = seeds[target.kind];
  const tokens = PIECES[target.kind];
  const kind = random.next();
  if (kind < 0.1) return random.text(0, 300);
  if (kind < 0.4) return makeTokens(random, tokens);
  if (kind < 0.995) return mutate(random, own, tokens);
  return makeLong(random, own, target);
}
