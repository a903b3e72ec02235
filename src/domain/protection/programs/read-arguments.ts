import type { Execution, Word } from '../../../platform/shell/reading.js';

/** How a program reads its arguments. */
export interface ArgumentStyle {
  /** Options that take a value, as written: `-o`, `--output`. Values may stand behind `=`, in the next word, or right behind a short one. */
  readonly valued?: readonly string[];
  /** Short options whose value, if any, stands right behind them: `-p` of mysql, so that no password is read as options. */
  readonly attached?: readonly string[];
  /** Options before the subcommand that take a value (`docker -H`, `kubectl -n`); default `valued`. */
  readonly globalValued?: readonly string[];
  /**
   * Where a subcommand reads its options in its own way, instead of `valued`: `{ compose: ['-f', '-p'] }`, so that `-f` of
   * `docker rm` takes none. Keys are subcommand words with a space between; the longest that fits counts.
   */
  readonly valuedAfter?: Readonly<Record<string, readonly string[]>>;
  /** How many words a subcommand has at most; 0: none. */
  readonly subcommands?: number;
  /** GNU: `--rec` stands for `--recursive`; `long` lists what can be abbreviated. */
  readonly abbreviates?: readonly string[];
  /** `-name` is one option (find, terraform, openssl), not a cluster of `-n -a -m -e`. `-x` and `--x` are then the same. */
  readonly singleDashLong?: boolean;
  /** Options may not come after operands (POSIX; ssh, env). */
  readonly posix?: boolean;
  /** `key=value` operands (dd). */
  readonly keyValue?: boolean;
  /** `/s`, `/T:x`: options of Windows programs; they stand in `options` with their slash, in lower case. */
  readonly slashOptions?: boolean;
  /** Options are the same in upper and lower case (PowerShell, cmd): they stand in `options` in lower case. */
  readonly ignoreCase?: boolean;
}

/** The arguments of one execution, read as its program reads them. */
export interface Arguments {
  /** Lower case, [] when there is none; words beyond the subcommand itself may follow, up to `style.subcommands`. */
  readonly subcommand: readonly string[];
  /** Words that are no options. Within a rule: those behind the words of its `subcommand`. */
  readonly operands: readonly Word[];
  /** Every option given, whole names with their dashes; clusters taken apart (and as written); abbreviations completed. */
  readonly options: ReadonlySet<string>;
  /** Values of an option, in their order. */
  readonly valuesOf: (option: string) => readonly Word[];
  /** `of=` of dd. */
  readonly key: (name: string) => Word | undefined;
  /** An argument could not be resolved: it may be any option. */
  readonly unknown: boolean;
  /** Every word that is no option, subcommand words included. */
  readonly plain: readonly Word[];
}

interface Reading {
  readonly style: ArgumentStyle;
  readonly queue: Word[];
  readonly plain: Word[];
  readonly options: Set<string>;
  readonly values: Map<string, Word[]>;
  readonly keys: Map<string, Word>;
  onlyOperands: boolean;
  unknown: boolean;
}

/**
 * Reads the first value of each word; `variantsOf` (detect) makes one execution of each combination before.
 * `depth`: how many of the first plain words are the subcommand; default as many as the style allows.
 */
export function readArguments(
  execution: Execution,
  style: ArgumentStyle,
  depth?: (words: readonly string[]) => number,
): Arguments {
  const reading: Reading = {
    style,
    queue: [...wordsOf(execution)],
    plain: [],
    options: new Set(),
    values: new Map(),
    keys: new Map(),
    onlyOperands: false,
    unknown: false,
  };
  for (let word = reading.queue.shift(); word !== undefined; word = reading.queue.shift()) readWord(reading, word);
  const words = reading.plain.slice(0, style.subcommands ?? 0).map((word) => valueOf(word).toLowerCase());
  const taken = depth === undefined ? words.length : Math.min(depth(words), words.length);
  return {
    subcommand: words,
    operands: reading.plain.slice(taken),
    plain: reading.plain,
    options: reading.options,
    valuesOf: (option) => reading.values.get(option) ?? [],
    key: (name) => reading.keys.get(name),
    unknown: reading.unknown,
  };
}

/** The same arguments as a rule sees them whose subcommand has so many words. */
export function behindSubcommand(given: Arguments, words: number): Arguments {
  return { ...given, operands: given.plain.slice(words) };
}

export function valueOf(word: Word): string {
  return word.values[0] ?? '';
}

function wordsOf({ args, moreArgs }: Execution): readonly Word[] {
  if (moreArgs === null) return args;
  if (moreArgs.words !== null) return [...args, ...moreArgs.words];
  return [...args, { source: `(from ${moreArgs.from})`, values: [''], unknown: true, glob: false, maySplit: true }];
}

function readWord(reading: Reading, word: Word): void {
  const value = valueOf(word);
  const { style } = reading;
  const mayBeOption = value === '' || (value.startsWith('-') && !isOnlyValueUnknown(word, style));
  if (word.unknown && (mayBeOption || word.maySplit)) reading.unknown = true;
  if (reading.onlyOperands) return readOperand(reading, word, value);
  if (value === '--') {
    reading.onlyOperands = true;
  } else if (value.startsWith('--') && !(style.singleDashLong ?? false)) {
    readLong(reading, word, value);
  } else if (value.startsWith('-') && value.length > 1) {
    readDashed(reading, word, value);
  } else if ((style.slashOptions ?? false) && /^\/[a-z?-][\w?-]*(:.*)?$/is.test(value)) {
    readSlash(reading, word, value);
  } else {
    readOperand(reading, word, value);
  }
}

/** `--password="$SECRET"`, `-p"$SECRET"`: which option it is stands there. */
function isOnlyValueUnknown({ source }: Word, { attached = [] }: ArgumentStyle): boolean {
  return (
    /^--[\w-]+=/.test(source) ||
    attached.some((option) => source.startsWith(option) && /^["'][$`]/.test(source.slice(option.length)))
  );
}

function readOperand(reading: Reading, word: Word, value: string): void {
  const key = (reading.style.keyValue ?? false) ? /^([\w.-]+)=/.exec(value) : null;
  if (key?.[1] !== undefined) {
    reading.keys.set(key[1], withValue(word, value.slice(key[0].length)));
    return;
  }
  reading.plain.push(word);
  if ((reading.style.posix ?? false) && reading.plain.length > (reading.style.subcommands ?? 0)) {
    reading.onlyOperands = true;
  }
}

function readLong(reading: Reading, word: Word, value: string): void {
  const [name, given] = splitAt(value, '=');
  const options = complete(reading.style, name);
  for (const option of options) {
    reading.options.add(option);
    if (given !== undefined) addValue(reading, option, withValue(word, given));
  }
  const valued = options.filter((option) => isValued(reading, option));
  if (given === undefined && valued.length > 0) takeNext(reading, ...valued);
}

function readDashed(reading: Reading, word: Word, value: string): void {
  if (reading.style.singleDashLong ?? false) return readSingleDash(reading, word, value);
  reading.options.add(value);
  const [whole, given] = splitAt(value, '=');
  if (whole.length > 2 && isValued(reading, whole)) {
    reading.options.add(whole);
    if (given === undefined) takeNext(reading, whole);
    else addValue(reading, whole, withValue(word, given));
    return;
  }
  for (let at = 1; at < value.length; at += 1) {
    const option = `-${value.charAt(at)}`;
    reading.options.add(option);
    const rest = value.slice(at + 1);
    if (rest !== '' && (reading.style.attached ?? []).includes(option)) {
      addValue(reading, option, withValue(word, rest));
      return;
    }
    if (!isValued(reading, option)) continue;
    if (rest === '') takeNext(reading, option);
    else addValue(reading, option, withValue(word, rest.startsWith('=') ? rest.slice(1) : rest));
    return;
  }
}

function readSingleDash(reading: Reading, word: Word, value: string): void {
  const separator = (reading.style.ignoreCase ?? false) && !value.includes('=') ? ':' : '=';
  const [written, given] = splitAt(value.startsWith('--') ? value.slice(1) : value, separator);
  const taken: string[] = [];
  for (const name of complete(reading.style, written)) {
    const both = [name, `-${name}`];
    for (const option of both) reading.options.add(option);
    const valued = both.find((option) => isValued(reading, option));
    if (given !== undefined) for (const option of both) addValue(reading, option, withValue(word, given));
    else if (valued !== undefined) taken.push(...both);
  }
  if (taken.length > 0) takeNext(reading, ...taken);
}

function readSlash(reading: Reading, word: Word, value: string): void {
  const [written, given] = splitAt(value, ':');
  const option = written.toLowerCase();
  reading.options.add(option);
  if (given !== undefined) addValue(reading, option, withValue(word, given));
  else if (isValued(reading, option)) takeNext(reading, option);
}

/** Whole names that a written one can stand for; an ambiguous one stands for all, the worst counts. */
function complete(style: ArgumentStyle, written: string): readonly string[] {
  const name = (style.ignoreCase ?? false) ? written.toLowerCase() : written;
  const known = style.abbreviates ?? [];
  const spelt = (option: string): string => ((style.ignoreCase ?? false) ? option.toLowerCase() : option);
  const single = style.singleDashLong ?? false;
  const exact = known.some((option) => spelt(option) === name);
  if (exact || name.length < (single ? 2 : 3)) return [name];
  const longer = known.map(spelt).filter((option) => option.startsWith(name));
  return [name, ...longer];
}

function isValued(reading: Reading, option: string): boolean {
  const valued = valuedNow(reading);
  if (!(reading.style.ignoreCase ?? false)) return valued.includes(option);
  return valued.some((known) => known.toLowerCase() === option.toLowerCase());
}

function valuedNow({ style, plain }: Reading): readonly string[] {
  const usual = style.valued ?? [];
  if ((style.subcommands ?? 0) === 0) return usual;
  if (plain.length === 0) return style.globalValued ?? usual;
  if (style.valuedAfter === undefined) return usual;
  for (let words = Math.min(plain.length, style.subcommands ?? 0); words > 0; words -= 1) {
    const key = plain
      .slice(0, words)
      .map((word) => valueOf(word).toLowerCase())
      .join(' ');
    const found = Object.hasOwn(style.valuedAfter, key) ? style.valuedAfter[key] : undefined;
    if (found !== undefined) return found;
  }
  return usual;
}

function takeNext(reading: Reading, ...options: readonly string[]): void {
  const next = reading.queue.shift();
  if (next === undefined) return;
  for (const option of options) addValue(reading, option, next);
}

function addValue(reading: Reading, option: string, value: Word): void {
  const values = reading.values.get(option);
  if (values === undefined) reading.values.set(option, [value]);
  else values.push(value);
}

function withValue(word: Word, value: string): Word {
  return { ...word, values: [value] };
}

function splitAt(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
