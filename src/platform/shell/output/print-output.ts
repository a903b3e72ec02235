import { MAX_VALUES } from '../limits.js';
import { readFileTexts } from '../run/paths.js';
import type { Frame } from '../run/frame.js';
import { textsOf } from '../values/feed.js';
import { dropEnd } from '../values/scan-text.js';
import { HOLE, isKnown, soleText, type Arg } from '../values/value.js';
import { printDate } from './date.js';
import { printEcho, printFormatted } from './echo.js';
import { decodeBase32, decodeBase64, decodeHex, encodeBase64 } from './encodings.js';
import { cutText, substitute, takeLines, translate } from './filters.js';

/** Words of a program that only computes. undefined: what it prints is not known. */
type Printer = (given: Given) => string | undefined;

interface Given {
  readonly program: string;
  /** Words with a hole are holes. */
  readonly words: readonly string[];
  readonly input: string;
  readonly frame: Frame;
}

/** Programs whose output follows from their words and their input alone. */
const PRINTERS: Readonly<Record<string, Printer>> = {
  echo: ({ words }) => printEcho(words),
  printf: ({ words }) => printFormatted(words),
  cat: ({ words, input }) =>
    words.every((word) => /^-[unA-Z]*$/.test(word)) && !words.some((word) => /^-.*n/.test(word)) ? input : undefined,
  tee: ({ input }) => input,
  date: ({ words }) => printDate(words),
  base64: ({ words, input }) =>
    hasOption(words, 'd', '--decode', 'D') ? decodeBase64(input) : encodeBase64(words, input),
  base32: ({ words, input }) => (hasOption(words, 'd', '--decode') ? decodeBase32(input) : undefined),
  openssl: ({ words, input }) =>
    words.includes('-d') && words.every((word) => /^(?:enc|base64|-base64|-a|-A|-d)$/.test(word))
      ? decodeBase64(input)
      : undefined,
  xxd: ({ words, input }) => (hasOption(words, 'r') ? decodeHex(words, input) : undefined),
  tr: ({ words, input }) => translate(words, input),
  rev: ({ words, input }) =>
    words.length > 0
      ? undefined
      : input
          .split('\n')
          .map((line) => Array.from(line).toReversed().join(''))
          .join('\n'),
  tac: ({ words, input }) =>
    words.length > 0 ? undefined : `${input.replace(/\n$/, '').split('\n').toReversed().join('\n')}\n`,
  cut: ({ words, input }) => cutText(words, input),
  sed: ({ words, input }) => substitute(words, input),
  head: ({ words, input }) => takeLines(words, input, 'first'),
  tail: ({ words, input }) => takeLines(words, input, 'last'),
  basename: ({ words: [path, suffix] }) =>
    path && `${(dropEnd(path, '/').split('/').at(-1) ?? '').replace(new RegExp(`${escape(suffix ?? '')}$`), '')}\n`,
  dirname: ({ words: [path] }) => path && `${/^(.*)\/[^/]*$/.exec(path)?.[1] || (path.startsWith('/') ? '/' : '.')}\n`,
  pwd: ({ frame }) =>
    soleText(frame.scope.cwd?.alts ?? [{ text: HOLE, glob: false }])
      ?.replace(/^[^/].*/, HOLE)
      .concat('\n'),
  seq: ({ words }) => printSequence(words),
  yes: ({ words }) => `${words.join(' ') || 'y'}\n`,
  mktemp: ({ words }) => printTemporary(words),
  realpath: ({ words: [path] }) => (path?.startsWith('/') ? `${path}\n` : undefined),
  sort: ({ words, input }) =>
    words.length > 0 ? undefined : `${input.replace(/\n$/, '').split('\n').toSorted().join('\n')}\n`,
  uniq: ({ words, input }) => (words.length > 0 ? undefined : input),
  true: () => '',
  sleep: () => '',
  mkdir: () => '',
  touch: () => '',
  rm: () => '',
  chmod: () => '',
};

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

export function hasOption(words: readonly string[], letter: string, ...others: readonly string[]): boolean {
  return words.some(
    (word) =>
      (/^-[A-Za-z]+$/.test(word) && word.includes(letter)) ||
      others.some((other) => word === other || word === `-${other}`),
  );
}

/** What a program prints, each way; undefined when nothing of it is known. */
export function printOutput(frame: Frame, program: string, args: readonly Arg[]): readonly string[] | undefined {
  const printer = Object.hasOwn(PRINTERS, program) ? PRINTERS[program] : undefined;
  if (!printer) return undefined;
  const words = combine(args);
  if (!words) return undefined;
  const { inputs, rest } = readInputs(frame, program, words);
  if (words.length * inputs.length > MAX_VALUES) return undefined;
  const texts = rest.flatMap((list) =>
    inputs.map((input) => {
      frame.session.chargeText(input);
      return run(printer, { program, words: list, input, frame });
    }),
  );
  return [...new Set(texts.map((text) => frame.session.keepText(text)))];
}

/** They put texts together: a hole in them stays one. */
const PASSES_HOLES = new Set(['echo', 'printf', 'cat', 'tee', 'basename', 'mktemp', 'pwd', 'yes']);
const IGNORES_INPUT = new Set(['date', 'seq', 'dirname', 'realpath', 'true', 'sleep', 'mkdir', 'touch', 'rm', 'chmod']);

function run(printer: Printer, given: Given): string {
  const { program, input, words } = given;
  if (!PASSES_HOLES.has(program)) {
    if (!isKnown(input) && !IGNORES_INPUT.has(program)) return HOLE;
    if (words.some((word) => !isKnown(word)) && !SILENT.has(program)) return HOLE;
  }
  return printer(given) ?? HOLE;
}

const SILENT = new Set(['true', 'sleep', 'mkdir', 'touch', 'rm', 'chmod']);

/** Each way that the words come out together. */
function combine(args: readonly Arg[]): readonly (readonly string[])[] | undefined {
  let lists: readonly (readonly string[])[] = [[]];
  for (const { alts, more } of args) {
    if (more === 'unknown' || lists.length * alts.length > MAX_VALUES) return undefined;
    if (alts.length === 1) for (const list of lists) (list as string[]).push(alts[0]?.text ?? HOLE);
    else lists = lists.flatMap((list) => alts.map(({ text }) => [...list, text]));
  }
  return lists;
}

const READS_FILES = new Set(['cat', 'base64', 'base32', 'xxd', 'tac', 'rev', 'head', 'tail', 'sort', 'uniq']);

/** The input, or the files named when the text itself wrote them. */
function readInputs(
  frame: Frame,
  program: string,
  words: readonly (readonly string[])[],
): { readonly inputs: readonly string[]; readonly rest: readonly (readonly string[])[] } {
  const [only] = words;
  const inputs =
    frame.stdin.kind === 'file' ? (readFileTexts(frame, frame.stdin.path) ?? [HOLE]) : textsOf(frame.stdin);
  if (words.length !== 1 || !only || !READS_FILES.has(program)) return { inputs, rest: words };
  const paths = only.filter((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  if (paths.length !== 1) return { inputs: paths.length === 0 ? inputs : [HOLE], rest: words };
  const [path = ''] = paths;
  const held = readFileTexts(frame, { source: path, alts: [{ text: path, glob: false }], maySplit: false }) ?? [HOLE];
  return { inputs: held, rest: [only.filter((word) => word !== path)] };
}

function printSequence(words: readonly string[]): string | undefined {
  const numbers = words.map(Number);
  if (numbers.length === 0 || numbers.length > 3 || numbers.some((number) => !Number.isSafeInteger(number)))
    return undefined;
  const [first, step, last] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  const count = Math.floor(((last ?? 0) - (first ?? 0)) / (step || 1)) + 1;
  if (count > 1_000) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => `${(first ?? 0) + index * (step ?? 1)}\n`).join('');
}

/** A new name below the directory for such things. */
function printTemporary(words: readonly string[]): string {
  const template = words.find((word) => word.includes('XXX'));
  if (template?.startsWith('/')) return `${template}${HOLE}\n`;
  const at = words.findIndex((word) => word === '-p' || word === '--tmpdir');
  const directory = at >= 0 && words[at] === '-p' ? (words[at + 1] ?? '/tmp') : '/tmp';
  return `${directory}/${template ?? 'tmp.XXXXXXXXXX'}${HOLE}\n`;
}
