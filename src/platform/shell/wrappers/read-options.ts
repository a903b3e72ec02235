import { HOLE, isKnown, soleText, type Arg } from '../values/value.js';

/** The words of a wrapper, read up to where the command begins. */
export interface ReadOptions {
  /** Options without a value, whole. */
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly Arg[]>;
  /** Words that are no options: operands and the command. */
  readonly rest: readonly Arg[];
  /** A word where an option may stand is not known. */
  readonly unknown: Arg | null;
  /** The options ended with `--`. */
  readonly dashes: boolean;
}

interface Building {
  readonly flags: Set<string>;
  readonly values: Map<string, Arg[]>;
  readonly rest: Arg[];
  unknown: Arg | null;
  dashes: boolean;
}

/**
 * Options end at the first operand, or at `--`; with `permutes` behind so many operands. `singleDash`: `-name` is one option.
 */
export function readOptions(
  args: readonly Arg[],
  style: { readonly valued: readonly string[]; readonly permutes?: number; readonly singleDash?: boolean },
): ReadOptions {
  const building: Building = { flags: new Set(), values: new Map(), rest: [], unknown: null, dashes: false };
  const valued = new Set(style.valued);
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as Arg;
    const text = arg.alts.length === 1 ? (arg.alts[0]?.text ?? HOLE) : HOLE;
    if (text === '--') {
      building.dashes = true;
      building.rest.push(...args.slice(at + 1));
      break;
    }
    if (!text.startsWith('-') || text === '-') {
      if (!isKnown(text) && building.rest.length === 0 && arg.maySplit) building.unknown ??= arg;
      if (building.rest.length < (style.permutes ?? 0)) {
        building.rest.push(arg);
        continue;
      }
      building.rest.push(...args.slice(at));
      break;
    }
    if (readOption(building, { arg, text, next: args[at + 1], valued, whole: style.singleDash ?? false })) at += 1;
  }
  return building;
}

interface Option {
  readonly arg: Arg;
  readonly text: string;
  readonly next: Arg | undefined;
  readonly valued: ReadonlySet<string>;
  readonly whole: boolean;
}

/** Gives whether the next word was its value. */
function readOption(building: Building, option: Option): boolean {
  const { text, next, valued, whole, arg } = option;
  const equals = text.indexOf('=');
  if (text.startsWith('--') || whole) {
    const name = complete(equals < 0 ? text : text.slice(0, equals), valued);
    if (equals >= 0) {
      add(building, name, { ...arg, alts: [{ text: text.slice(equals + 1), glob: false }] });
      return false;
    }
    if (!valued.has(name)) {
      building.flags.add(name);
      return false;
    }
    if (next) add(building, name, next);
    return true;
  }
  for (let at = 1; at < text.length; at += 1) {
    const name = `-${text.charAt(at)}`;
    if (!valued.has(name)) {
      building.flags.add(name);
      continue;
    }
    const value = text.slice(at + 1);
    if (value !== '') add(building, name, { ...arg, alts: [{ text: value, glob: false }] });
    else if (next) add(building, name, next);
    return value === '';
  }
  return false;
}

/** GNU: a long option may be cut short while it is clear. */
function complete(name: string, valued: ReadonlySet<string>): string {
  if (valued.has(name) || name.length < 4) return name;
  const fitting = [...valued].filter((option) => option.startsWith(name));
  return fitting.length === 1 ? (fitting[0] ?? name) : name;
}

function add(building: Building, name: string, value: Arg): void {
  const values = building.values.get(name);
  if (values) values.push(value);
  else building.values.set(name, [value]);
}

/** The first value given to any of these options. */
export function valueOf(options: ReadOptions, names: readonly string[]): Arg | undefined {
  for (const name of names) {
    const [first] = options.values.get(name) ?? [];
    if (first) return first;
  }
  return undefined;
}

export function textOf(arg: Arg | undefined): string | null {
  return arg ? (soleText(arg.alts) ?? null) : null;
}
