import { isAbsolute, join } from 'node:path';
import { quoteWord } from '../../src/platform/shell-text/quote-word.js';

export interface ShimAnswer {
  /**
   * Which calls get this answer: the arguments, joined by blanks, against a shell pattern (`*`, `?`, `[…]`), or an
   * extended regular expression (that of grep -E, case-sensitive). Without it: every call.
   */
  readonly args?: string | RegExp;
  /** A fixture, below tests/fixtures/commands or absolute. */
  readonly file?: string;
  /** Text instead of a file. */
  readonly stdout?: string;
  readonly stderr?: string;
  /** Default 0. */
  readonly exitCode?: number;
  readonly delaySeconds?: number;
}

export interface ShimRules {
  /** The first that fits answers. A call that none fits gets exit code 1 and a line on stderr. */
  readonly answers?: readonly ShimAnswer[];
  /** For `cat`: fixtures by path, null for files that are not there; other paths are read for real. */
  readonly files?: Readonly<Record<string, string | null>>;
}

/** The text of a shell script, or rules to make one of. */
export type Shim = string | { readonly script: string } | ShimRules;

const FIXTURES = join('tests', 'fixtures', 'commands');

/** One record for each call, written at once: shims may run side by side. */
export function logLine(tool: string, log: string): string {
  return [
    `shim_call=${quoteWord(tool)}`,
    `for shim_word in "$@"; do shim_call="$shim_call$(printf '\\037.')"; shim_call="\${shim_call%.}$shim_word"; done`,
    `printf '%s\\036' "$shim_call" >> ${quoteWord(log)}`,
  ].join('\n');
}

export function answeringScript(tool: string, shim: Shim, root: string): string {
  if (typeof shim === 'string') return shim;
  if ('script' in shim) return shim.script;
  const { answers = [], files } = shim;
  return [
    ...answers.map((answer) => answerLines(answer, root)),
    ...(files === undefined ? [] : [fileLines(files, root)]),
    `printf '%s\\n' "shim: no answer for ${tool} $*" >&2`,
    'exit 1',
  ].join('\n');
}

function answerLines(answer: ShimAnswer, root: string): string {
  const { args, file, stdout, stderr, exitCode = 0, delaySeconds } = answer;
  return [
    `if ${conditionOf(args)}; then`,
    ...(delaySeconds === undefined ? [] : [`sleep ${delaySeconds}`]),
    ...(file === undefined ? [] : [`/bin/cat ${quoteWord(pathOf(file, root))}`]),
    ...(stdout === undefined ? [] : [`printf '%s' ${quoteWord(stdout)}`]),
    ...(stderr === undefined ? [] : [`printf '%s' ${quoteWord(stderr)} >&2`]),
    `exit ${exitCode}`,
    'fi',
  ].join('\n');
}

function conditionOf(args: string | RegExp | undefined): string {
  if (args === undefined) return 'true';
  if (typeof args !== 'string')
    return `printf '%s' "$*" | grep -Eq -e ${quoteWord(args.source.replaceAll('\\/', '/'))}`;
  // Everything but the signs of a pattern is quoted, blanks too.
  const pattern = args.replaceAll(/[^*?[\]]+/g, (literal) => quoteWord(literal));
  return `case "$*" in ${pattern === '' ? "''" : pattern}) true ;; *) false ;; esac`;
}

function fileLines(files: Readonly<Record<string, string | null>>, root: string): string {
  const branches = Object.entries(files).map(([path, file]) => {
    const action =
      file === null
        ? `printf '%s\\n' "cat: $shim_path: No such file or directory" >&2; shim_code=1`
        : `/bin/cat ${quoteWord(pathOf(file, root))}`;
    return `${quoteWord(path)}) ${action} ;;`;
  });
  return [
    'shim_code=0',
    'for shim_path in "$@"; do',
    'case "$shim_path" in',
    ...branches,
    '*) /bin/cat "$shim_path" || shim_code=$? ;;',
    'esac',
    'done',
    'exit $shim_code',
  ].join('\n');
}

function pathOf(file: string, root: string): string {
  return isAbsolute(file) ? file : join(root, FIXTURES, file);
}
