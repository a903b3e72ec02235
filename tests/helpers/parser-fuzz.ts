import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyCommand, CommandOutput, ReadOnlyInvocation } from '../../src/platform/commands/index.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { Collector } from '../../src/collectors/collector.js';
import { TOOLS } from '../../src/collectors/profile/tools.js';
import { createRandom, type Random } from './api-fuzz-random.js';

export interface ParserFuzzReport {
  readonly inputs: number;
  /** Parsers that were fed, by command id. */
  readonly commands: Readonly<Record<string, number>>;
  /** Inputs that were understood, and that gave a typed error. */
  readonly understood: number;
  readonly refused: number;
  /** Anything thrown that is no RemoteError, with its command. */
  readonly untyped: readonly string[];
  readonly slowest: { readonly command: string; readonly ms: number; readonly bytes: number };
}

const ROOT = join('tests', 'fixtures', 'commands');
const MAX_SEED_BYTES = 64 * 1024;
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '-',
  '.',
  '0',
  '9',
  '99999999999999999999',
  'null',
  'true',
  '\n',
  '\t',
  ' ',
  '\u0000',
  '\u001e',
  '%',
  '/',
  '(',
  ')',
  'UU_',
  '1e999',
  '__proto__',
  '\\',
  'é',
  '\ud800',
];

/** A host that seems to have every tool: each collector asks all it can. */
export const EQUIPPED_HOST = {
  tools: Object.fromEntries(TOOLS.map(({ tool }) => [tool, ''])),
  sudo: 'root',
} as const;

function readSeeds(name: string): string[] {
  const folder = join(ROOT, name);
  return readdirSync(folder)
    .map((file) => join(folder, file))
    .filter((path) => statSync(path).isFile() && statSync(path).size <= MAX_SEED_BYTES && !path.endsWith('.md'))
    .map((path) => readFileSync(path, 'utf8'));
}

function mutate(random: Random, seeds: readonly string[]): string {
  let text = random.chance(0.03) ? random.text(0, 400) : random.pick(seeds);
  for (let n = random.integer(0, 4); n > 0; n -= 1) {
    const at = random.integer(0, text.length);
    const other = random.pick(seeds);
    const from = random.integer(0, other.length);
    const piece = random.chance(0.6) ? random.pick(PIECES) : other.slice(from, from + random.integer(0, 80));
    text = text.slice(0, at) + piece + text.slice(at + random.integer(0, random.chance(0.5) ? 4 : 200));
  }
  return random.chance(0.1) ? text.slice(0, random.integer(0, text.length)) : text;
}

/** The parsers of every command of these collectors, with the example arguments of each. */
function listParsers(collectors: readonly Collector[]): { invocation: ReadOnlyInvocation; seeds: string[] }[] {
  const anySeeds = collectors.flatMap(({ name }) => readSeeds(name).slice(0, 3));
  return collectors.flatMap((collector) =>
    collector.commandDefinitions.map((command) => ({
      invocation: exampleOf(command),
      seeds: [...readSeeds(collector.name), ...anySeeds],
    })),
  );
}

/** `defineCommand` gives more than the registry’s view shows: the parser and the checked example. */
function exampleOf(command: AnyCommand): ReadOnlyInvocation {
  const full = command as AnyCommand & {
    readonly example: unknown;
    readonly parse: (output: CommandOutput, args: unknown) => unknown;
    readonly effect: 'read_only';
  };
  return {
    facts: full,
    args: full.example,
    key: command.id,
    argv: () => [],
    parse: (output) => full.parse(output, full.example),
  };
}

/** Feeds mutated outputs to every parser, in turn. The same seed gives the same inputs. */
export function fuzzParsers(collectors: readonly Collector[], inputs: number, seed: number): ParserFuzzReport {
  const random = createRandom(seed);
  const parsers = listParsers(collectors);
  const commands: Record<string, number> = {};
  const untyped: string[] = [];
  let [understood, refused] = [0, 0];
  let slowest = { command: '', ms: 0, bytes: 0 };
  for (let n = 0; n < inputs; n += 1) {
    const { invocation, seeds } = parsers[n % parsers.length]!;
    const stdout = Buffer.from(mutate(random, seeds));
    const stderr = random.chance(0.1) ? Buffer.from(mutate(random, seeds).slice(0, 500)) : Buffer.alloc(0);
    const exitCode = random.chance(0.7) ? 0 : random.integer(0, 255);
    const startedAt = performance.now();
    try {
      invocation.parse({ exitCode, stdout, stderr, durationMs: 1, truncated: random.chance(0.1) });
      understood += 1;
    } catch (error) {
      if (error instanceof RemoteError) refused += 1;
      else if (untyped.length < 20)
        untyped.push(`${invocation.facts.id}: ${String(error)}: ${JSON.stringify(stdout.toString().slice(0, 300))}`);
    }
    const ms = performance.now() - startedAt;
    if (ms > slowest.ms) slowest = { command: invocation.facts.id, ms, bytes: stdout.length };
    commands[invocation.facts.id] = (commands[invocation.facts.id] ?? 0) + 1;
  }
  return { inputs, commands, understood, refused, untyped, slowest };
}
