import type { Execution, ReadOptions } from '../../src/platform/shell/reading.js';
import { readShell } from '../../src/platform/shell/read-shell.js';

/** An execution as one line: `rm -rf /srv`; `?` behind a word that is not known, `<>` for no program known. */
export function lineOf({ program, args, moreArgs }: Execution): string {
  const words = args.map(({ values, unknown }) => values.join('|') + (unknown ? '?' : ''));
  const more =
    moreArgs?.words?.map(({ values }) => values.join('|')) ?? (moreArgs && moreArgs.from === 'xargs' ? ['…'] : []);
  return [program ?? '<>', ...words, ...more].join(' ');
}

export function linesOf(text: string, options?: ReadOptions): readonly string[] {
  return readShell(text, options).executions.map(lineOf);
}

export function doubtsOf(text: string, options?: ReadOptions): readonly string[] {
  return readShell(text, options).doubts.map(({ code }) => code);
}
