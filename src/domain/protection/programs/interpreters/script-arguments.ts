import type { Execution, Word } from '../../../../platform/shell/reading.js';

/** How an interpreter reads its arguments: options only before the script, and after a program text everything is data. */
export interface ScriptOptions {
  /** Options whose value is a program text; one letter ones also at the end of a cluster (`perl -lane`). */
  readonly code: readonly string[];
  /** Options that take a value that says nothing. */
  readonly valued: readonly string[];
  /** Options with which nothing but information comes. */
  readonly asks: readonly string[];
  /** Options that look at the script without running it. */
  readonly checks?: readonly string[];
  /** Options that name a module or a file that is run. */
  readonly runs?: readonly string[];
}

export interface ScriptArguments {
  readonly code: readonly Word[];
  /** Every option as it was written, before the script. */
  readonly options: readonly string[];
  /** The script’s name, or what is run by `-m`. */
  readonly script: Word | null;
  readonly runs: readonly Word[];
  readonly rest: readonly Word[];
  readonly unknown: boolean;
}

export function readScriptArguments({ args, moreArgs }: Execution, spec: ScriptOptions): ScriptArguments {
  const found = { code: [] as Word[], options: [] as string[], runs: [] as Word[], unknown: moreArgs !== null };
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at];
    const value = word?.values[0] ?? '';
    if (word === undefined || (word.unknown && value === '')) break;
    if (value === '-' || !value.startsWith('-')) break;
    if (value === '--') {
      at += 1;
      break;
    }
    found.options.push(value);
    if (word.unknown) found.unknown = true;
    at += takeValue({ args, at, value, spec, found });
    // With `-c` and `-m` of Python, what follows belongs to the program.
    if (found.runs.length > 0) {
      at += 1;
      break;
    }
  }
  const [script] = args.slice(at);
  return {
    ...found,
    script: script ?? null,
    rest: args.slice(at + (found.runs.length > 0 ? 0 : 1)),
    unknown: found.unknown,
  };
}

interface Taking {
  readonly args: readonly Word[];
  readonly at: number;
  readonly value: string;
  readonly spec: ScriptOptions;
  readonly found: { readonly code: Word[]; readonly runs: Word[] };
}

/** How many more words the option takes. */
function takeValue({ args, at, value, spec, found }: Taking): number {
  const next = args[at + 1];
  const word = args[at];
  const inline = /^(--[\w-]+)=([\s\S]*)$/.exec(value);
  if (inline !== null && word !== undefined) {
    const list = spec.code.includes(inline[1] ?? '')
      ? found.code
      : spec.runs?.includes(inline[1] ?? '') === true
        ? found.runs
        : null;
    list?.push({ ...word, values: word.values.map((one) => one.slice((inline[1] ?? '').length + 1)) });
    return 0;
  }
  if (spec.code.includes(value) || endsInCode(value, spec)) {
    if (next !== undefined) found.code.push(next);
    return 1;
  }
  if (spec.runs?.includes(value) === true) {
    if (next !== undefined) found.runs.push(next);
    return 1;
  }
  const attached = spec.code.find(
    (option) => option.length === 2 && value.startsWith(option) && !spec.asks.includes(value),
  );
  if (attached !== undefined && word !== undefined && !value.startsWith('--')) {
    found.code.push({ ...word, values: word.values.map((one) => one.slice(2)) });
    return 0;
  }
  return spec.valued.includes(value) ? 1 : 0;
}

/** `-lane`: the last letter of a cluster is the option that takes the program text. */
function endsInCode(value: string, { code, asks }: ScriptOptions): boolean {
  if (!/^-[A-Za-z0-9]{2,}$/.test(value) || asks.includes(value)) return false;
  // `-i.bak`, `-MList::Util` and `-I` end a cluster themselves.
  if (/^-[MmIxCDS]/.test(value)) return false;
  return code.includes(`-${value.at(-1) ?? ''}`);
}
