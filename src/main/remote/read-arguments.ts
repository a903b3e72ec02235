import { MillwrightError } from '../../platform/errors/millwright-error.js';

export interface CliArguments {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
  /** What stands behind `--`. */
  readonly rest: readonly string[];
  /** Settings such as `--url=…`, for the configuration. */
  readonly settings: readonly string[];
}

export interface Grammar {
  /** Options with a value: `--reason R` or `--reason=R`. */
  readonly options: readonly string[];
  readonly flags: readonly string[];
}

/** Takes a command’s own words apart; whatever else begins with `--` is a setting. */
export function readCliArguments(args: readonly string[], grammar: Grammar): CliArguments {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const words: string[] = [];
  const settings: string[] = [];
  const flags = new Set<string>();
  const options: Record<string, string> = {};
  for (let index = 0; index < own.length; index += 1) {
    const word = own[index] ?? '';
    const [name = '', ...value] = word.replace(/^--/, '').split('=');
    if (!word.startsWith('--')) words.push(word);
    else if (grammar.flags.includes(name) && value.length === 0) flags.add(name);
    else if (grammar.options.includes(name)) {
      const given = value.length > 0 ? value.join('=') : own[(index += 1)];
      if (given === undefined) throw usage(`--${name} needs a value`);
      options[name] = given;
    } else settings.push(word);
  }
  return { words, options, flags, rest: end < 0 ? [] : args.slice(end + 1), settings };
}

export function usage(problem: string): MillwrightError {
  return new MillwrightError('usage_wrong', `${problem}.`);
}
