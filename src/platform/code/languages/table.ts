import type { CodeCall } from '../reading.js';

/**
 * What a call does:
 * - `shell`: its argument is given to a shell
 * - `command`: a program is started, arguments as a list (a lone text is given to a shell where the language does so)
 * - `open`: a file, for what its mode says
 * - `harmless`: computes or prints
 * - `doubt`: cannot be known
 * - the others: see `CodeCall.does`
 */
export type Does = CodeCall['does'] | 'shell' | 'command' | 'open' | 'harmless' | 'doubt';

export interface LanguageTable {
  /** By whole name: `shutil.rmtree`. */
  readonly calls: ReadonlyMap<string, Does>;
  /** By the last word of a name, on any value: `.unlink()`. */
  readonly methods: ReadonlyMap<string, Does>;
  /** Modules that only compute; others are a doubt, unless `calls` has rows that begin with their name. */
  readonly modules: RegExp;
  /** How the language takes modules in: the name of the keyword or function. */
  readonly imports: readonly string[];
  /** Names that stand for dynamic ways to reach anything. */
  readonly dynamic: RegExp;
  /** Calls may be written without parentheses. */
  readonly bareCalls: boolean;
}

/** `'delete: os.remove os.unlink'` as rows. */
export function rowsOf(lines: Readonly<Partial<Record<Does, string>>>): ReadonlyMap<string, Does> {
  const rows = new Map<string, Does>();
  for (const [does, names] of Object.entries(lines)) {
    for (const name of names.trim().split(/\s+/)) rows.set(name, does as Does);
  }
  return rows;
}
