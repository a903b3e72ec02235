import { MAX_EXECUTIONS, MAX_NAMES, MAX_STEPS } from '../limits.js';
import type { Doubt, DoubtCode, Execution, Span, Word } from '../reading.js';
import { MAX_VALUES, MAX_VALUE_LENGTH } from '../limits.js';
import { concatTexts, HOLE, joinTexts, type Arg } from '../values/value.js';

/** Thrown inside, caught by `readShell`: what was read until then is kept, with the doubt. */
export class TooMuch extends Error {}

/** An execution whose pipe is still being read. */
export type OpenExecution = Omit<Execution, 'pipedInto'> & { readonly pipedInto: string[] };

/** Where a stage of a pipeline writes: later the programs behind it are told to each of these. */
export interface Sink {
  readonly executions: OpenExecution[];
  /** Shells that read their script from the pipe: what they run stands in their place. */
  readonly shells: string[];
  readonly parent: Sink | null;
}

/** What one reading collects, and how much it may still do. */
export class Session {
  readonly executions: OpenExecution[] = [];
  readonly doubts: Doubt[] = [];
  /** Files that the text itself wrote, by path: all that they can hold. */
  readonly files = new Map<string, readonly string[]>();
  /** Redirects that some execution shows. */
  readonly shown = new WeakSet<Execution['redirects']>();
  /** Something ran since the last of them was written that may have changed any. */
  #filesDoubted = false;
  readonly #seen = new Map<string, OpenExecution>();
  readonly #doubted = new Set<string>();
  #steps = 0;

  /** Counts work; the time that a text takes is bounded by this, not by a clock. */
  charge(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new TooMuch('It does more than can be looked through.');
  }

  /** For looking through a text, or making it. */
  chargeText(text: string): void {
    this.charge(1 + (text.length >> 6));
  }

  /** For a piece whose inside the parser reads only when it is asked for it: again at each level. */
  chargeInside({ pos, end }: { readonly pos: number; readonly end: number }, shift: number): void {
    this.charge(1 + ((end - pos) >> shift));
  }

  /** For words that are copied, shown, looked through. */
  chargeWords(words: readonly Arg[]): void {
    let length = 0;
    for (const { alts } of words) for (const { text } of alts) length += text.length;
    this.charge(1 + words.length + (length >> 6));
  }

  /** What came out of an expansion; what has grown too far is not known. */
  keepText(text: string): string {
    this.chargeText(text);
    return text.length > MAX_VALUE_LENGTH ? HOLE : text;
  }

  doubt(code: DoubtCode, span: Span, explanation: string): void {
    const key = `${code}\0${span.start}\0${span.end}\0${explanation}`;
    if (this.#doubted.has(key)) return;
    this.#doubted.add(key);
    this.doubts.push({ code, explanation, span });
  }

  /** The same command at the same place with the same words is told once, whatever loop it stands in. */
  add(execution: OpenExecution): OpenExecution {
    const key = keyOf(execution);
    this.charge(1 + (key.length >> 6));
    const seen = this.#seen.get(key);
    if (seen) return seen;
    if (this.executions.length >= MAX_EXECUTIONS) throw new TooMuch(`It runs more than ${MAX_EXECUTIONS} commands.`);
    this.#seen.set(key, execution);
    this.executions.push(execution);
    return execution;
  }

  /** Also keeps what a file held before: the branch that wrote it may not be taken. */
  writeFile(path: string, texts: readonly string[], append: boolean): void {
    const before = this.files.get(path);
    const after = append ? concatTexts(before ?? [''], texts) : joinTexts(before ?? [], texts);
    if (this.files.size < MAX_EXECUTIONS) this.files.set(path, boundTexts(after));
    this.#filesDoubted = false;
  }

  /** They may hold anything from here on, besides what they did. */
  doubtFiles(): void {
    if (this.#filesDoubted || this.files.size === 0) return;
    for (const [path, texts] of this.files) this.files.set(path, joinTexts(texts, [HOLE]));
    this.#filesDoubted = true;
  }
}

function boundTexts(texts: readonly string[]): readonly string[] {
  return texts.slice(0, MAX_VALUES).map((text) => (text.length > MAX_VALUE_LENGTH ? HOLE : text));
}

function keyOf({ program, args, redirects, stdin, via, assignments, cwd, moreArgs, span }: OpenExecution): string {
  const input = stdin.kind === 'text' ? stdin.text : stdin.kind === 'file' ? stdin.path.values[0] : stdin.kind;
  return [
    `${span.start} ${span.end} ${program} ${input}`,
    ...args.map(wordKey),
    ...redirects.map(({ operator, target }) => operator + wordKey(target)),
    ...via.map(({ program: name, where }) => `${name} ${where}`),
    ...assignments.map(({ name, value }) => `${name}=${wordKey(value)}`),
    cwd ? wordKey(cwd) : '',
    ...(moreArgs?.words?.map(wordKey) ?? []),
  ].join('\u0001');
}

function wordKey({ values, unknown, glob }: Word): string {
  return `${values.length === 1 ? values[0] : values.join('\u0002')}${unknown ? '?' : ''}${glob ? '*' : ''}`;
}

/** The programs that stand in a stage of a pipeline. */
export function programsOf({ executions, shells }: Sink): readonly string[] {
  return [
    ...new Set([...shells.slice(0, MAX_NAMES), ...executions.slice(0, MAX_NAMES).map(({ program }) => program ?? '?')]),
  ];
}
