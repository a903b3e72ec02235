import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { classifyPath } from '../classify-path.js';
import { placePath } from '../files/written-paths.js';
import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms } from '../rule-kinds.js';

const OVER = new Set(['root', 'system', 'critical', 'config', 'credential', 'database', 'home', 'device']);

/** Extracting over these replaces what the host is made of. A home as a whole only gets new files beside the old. */
export const isDelicate = (path: string): boolean =>
  OVER.has(classifyPath(path)) && classifyPath(path) !== 'home' && !/^\/usr\/local(\/|$)|^\/usr\/src(\/|$)/.test(path);

export const values = (given: Arguments, options: readonly string[]): readonly Word[] =>
  options.flatMap((option) => given.valuesOf(option));

/** An extraction whose place is delicate: where it is told, else where it runs. */
export function extractsInto(
  program: string,
  intoOf: (given: Arguments, execution: Execution) => readonly Word[] | undefined,
  examples: Pick<Rule, 'matches' | 'misses'>,
): Rule {
  const places = (given: Arguments, execution: Execution): readonly string[] => {
    const into = intoOf(given, execution);
    if (into === undefined) return [];
    const from = into.length > 0 ? into : execution.cwd === null ? [] : [execution.cwd];
    return from.flatMap((word) =>
      word.values.filter((value) => isDelicate(placePath(value === '' ? '.' : value, execution))),
    );
  };
  return harms('data_overwrite', 'high', {
    id: `${program}.extracts_over`,
    when: { test: (given, execution) => places(given, execution).length > 0 },
    targets: places,
    breadth: 'many',
    why: 'Unpacks over {target}: files there are replaced by those of the archive.',
    ...examples,
  });
}
