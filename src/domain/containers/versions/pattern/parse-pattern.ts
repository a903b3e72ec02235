import { DIGITS, PatternError, SPACES, WORDS, type CharacterRange, type PatternNode } from './syntax.js';

export interface ParsedPattern {
  readonly node: PatternNode;
  /** How many capture groups there are; they count from 1. */
  readonly groups: number;
  readonly names: Readonly<Record<string, number>>;
}

const MAX_SOURCE_LENGTH = 256;
const MAX_DEPTH = 20;
const MAX_REPEAT = 128;
const LAST_UNIT = 0xffff;
const NAME = /^\?<([A-Za-z][A-Za-z0-9_]*)>/;
const COUNT = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/;
const CLASSES: Readonly<Record<string, readonly CharacterRange[]>> = { d: DIGITS, w: WORDS, s: SPACES };
const PLAIN_ESCAPE = /^[^A-Za-z0-9]$/;

/** Throws `PatternError`. */
export function parsePattern(source: string): ParsedPattern {
  if (source.length > MAX_SOURCE_LENGTH) throw new PatternError(source, `it is longer than ${MAX_SOURCE_LENGTH}`);
  const parser = new PatternParser(source);
  return parser.parse();
}

class PatternParser {
  readonly #source: string;
  readonly #names: Record<string, number> = Object.create(null) as Record<string, number>;
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ParsedPattern {
    const node = this.#choice();
    if (this.#at < this.#source.length) this.#fail('a ) is without its (');
    return { node, groups: this.#groups, names: this.#names };
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { type: 'choice', options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) items.push(this.#repeat(this.#atom()));
    return { type: 'sequence', items };
  }

  #repeat(item: PatternNode): PatternNode {
    const bounds = this.#bounds();
    if (bounds === null) return item;
    if (item.type === 'start' || item.type === 'end') this.#fail('nothing to repeat');
    const isLazy = this.#take('?');
    if (this.#bounds() !== null) this.#fail('one repetition directly follows another');
    return { type: 'repeat', item, ...bounds, isLazy };
  }

  #bounds(): { minimum: number; maximum: number | null } | null {
    if (this.#take('*')) return { minimum: 0, maximum: null };
    if (this.#take('+')) return { minimum: 1, maximum: null };
    if (this.#take('?')) return { minimum: 0, maximum: 1 };
    const match = COUNT.exec(this.#source.slice(this.#at));
    if (match === null) return null;
    this.#at += match[0].length;
    const minimum = Number(match[1]);
    const last = match[2] === undefined ? minimum : match[3] === undefined ? null : Number(match[3]);
    if (minimum > MAX_REPEAT || (last ?? 0) > MAX_REPEAT) this.#fail(`it repeats more than ${MAX_REPEAT} times`);
    if (last !== null && last < minimum) this.#fail('a repetition ends before it begins');
    return { minimum, maximum: last };
  }

  #atom(): PatternNode {
    const unit = this.#next();
    if (unit === '(') return this.#group();
    if (unit === '[') return this.#set();
    if (unit === '\\') return this.#escape();
    if (unit === '^') return { type: 'start' };
    if (unit === '$') return { type: 'end' };
    if (unit === '.') return { type: 'set', ranges: [], isNegated: true };
    if ('*+?{'.includes(unit)) this.#fail('nothing to repeat');
    return literal(unit);
  }

  #group(): PatternNode {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#fail('groups are too deep');
    const index = this.#openGroup();
    const item = this.#choice();
    if (!this.#take(')')) this.#fail('a ( is without its )');
    this.#depth -= 1;
    return index === null ? item : { type: 'group', index, item };
  }

  /** The number of a capture group, null for one that only groups. */
  #openGroup(): number | null {
    if (this.#source.startsWith('?:', this.#at)) {
      this.#at += 2;
      return null;
    }
    const name = NAME.exec(this.#source.slice(this.#at));
    if (name === null && this.#peek() === '?') this.#fail('look-around is not supported');
    this.#groups += 1;
    const [whole, label] = name ?? [];
    if (whole !== undefined && label !== undefined) {
      if (label in this.#names) this.#fail('two groups have the same name');
      this.#names[label] = this.#groups;
      this.#at += whole.length;
    }
    return this.#groups;
  }

  #escape(): PatternNode {
    const unit = this.#next();
    const ranges = CLASSES[unit.toLowerCase()];
    if (ranges !== undefined) return { type: 'set', ranges, isNegated: unit !== unit.toLowerCase() };
    if (!PLAIN_ESCAPE.test(unit)) this.#fail(`\\${unit} is not supported`);
    return literal(unit);
  }

  #set(): PatternNode {
    const isNegated = this.#take('^');
    const ranges: CharacterRange[] = [];
    while (!this.#take(']')) ranges.push(...this.#setItem());
    return { type: 'set', ranges, isNegated };
  }

  #setItem(): readonly CharacterRange[] {
    const from = this.#setUnit();
    const isRange = this.#peek() === '-' && this.#source.charAt(this.#at + 1) !== ']';
    if (!isRange) return typeof from === 'string' ? [unitRange(from, from)] : from;
    this.#at += 1;
    const to = this.#setUnit();
    if (typeof from !== 'string' || typeof to !== 'string')
      return this.#fail('a range in [ ] goes from one sign to one');
    if (to < from) this.#fail('a range in [ ] ends before it begins');
    return [unitRange(from, to)];
  }

  #setUnit(): string | readonly CharacterRange[] {
    const unit = this.#next();
    if (unit !== '\\') return unit;
    const escaped = this.#next();
    const ranges = CLASSES[escaped.toLowerCase()];
    if (ranges !== undefined) return escaped === escaped.toLowerCase() ? ranges : invert(ranges);
    if (!PLAIN_ESCAPE.test(escaped)) this.#fail(`\\${escaped} is not supported`);
    return escaped;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #take(unit: string): boolean {
    if (this.#peek() !== unit) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    if (this.#at >= this.#source.length) this.#fail('it ends too early');
    const unit = this.#peek();
    this.#at += 1;
    return unit;
  }

  #fail(problem: string): never {
    throw new PatternError(this.#source, problem);
  }
}

function literal(unit: string): PatternNode {
  return { type: 'set', ranges: [unitRange(unit, unit)], isNegated: false };
}

function unitRange(from: string, to: string): CharacterRange {
  return [from.charCodeAt(0), to.charCodeAt(0)];
}

/** What is between ranges that are in order. */
function invert(ranges: readonly CharacterRange[]): readonly CharacterRange[] {
  const gaps: CharacterRange[] = [];
  let start = 0;
  for (const [from, to] of ranges) {
    if (from > start) gaps.push([start, from - 1]);
    start = to + 1;
  }
  return [...gaps, [start, LAST_UNIT]];
}
