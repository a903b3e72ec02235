import { joinArgs } from '../builtins/run-words.js';
import { MAX_NAMES } from '../limits.js';
import type { Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { readFileTexts } from '../run/paths.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { textsOf } from '../values/feed.js';
import { joinBounded } from '../values/join-bounded.js';
import { HOLE, isKnown, joinTexts, makeArg, PRINTED_NUL, soleText, type Arg } from '../values/value.js';
import { readOptions, textOf, valueOf, type ReadOptions } from './read-options.js';
import { splitWords } from './split-string.js';

const XARGS_VALUED = [
  '-a',
  '-d',
  '-E',
  '-I',
  '-L',
  '-n',
  '-P',
  '-s',
  '-R',
  '-S',
  '-J',
  '--arg-file',
  '--delimiter',
  '--max-args',
  '--max-procs',
  '--max-chars',
  '--max-lines',
  '--process-slot-var',
];

/** More lines than that are not run one by one. */
const MAX_LINES = 16;

const NOT_WRITTEN: Arg = { source: '', alts: [{ text: HOLE, glob: false }], maySplit: true, more: 'unknown' };

/** Runs its words with those that it reads behind them, or in the place of `{}`. */
export function runXargs(frame: Frame, call: Call, program: string): Result {
  const options = readOptions(call.argv.slice(1), { valued: XARGS_VALUED });
  if (options.flags.has('--help') || options.flags.has('--version')) {
    emit(frame, { program, args: call.argv.slice(1), call, silent: false });
    return OPAQUE;
  }
  const command = options.rest.length > 0 ? options.rest : [makeArg('echo')];
  const given = readGiven(frame, options, textOf(valueOf(options, ['-d', '--delimiter'])));
  const marker = markerOf(call, options);
  const via: Via = { program, place: 'here', where: null };
  const inner: Frame = { ...descend(frame, { via: [...frame.via, via] }), stdin: { kind: 'empty' } };
  const next: Call = { ...call, direct: false, moreFrom: 'xargs' };
  if (marker !== null) return runEach(inner, { call: next, command, marker, items: given && linesOf(given) });
  frame.session.charge(given?.words.length ?? 0);
  const more = given ? given.words.map((word): Arg => ({ ...makeArg(word), more: 'known' })) : [NOT_WRITTEN];
  return launch(inner, { ...next, argv: [...command, ...more] });
}

interface Given {
  readonly text: string;
  readonly words: readonly string[];
}

function markerOf(call: Call, options: ReadOptions): string | null {
  const marker = valueOf(options, ['-I', '-J']);
  if (marker) return soleText(marker.alts) ?? '{}';
  const short = call.argv.some((arg) => /^-i|^--replace/.test(soleText(arg.alts) ?? ''));
  return short && (options.flags.has('-i') || options.flags.has('--replace') || options.values.has('--replace'))
    ? '{}'
    : null;
}

/** The words on its input, when that is known. */
function readGiven(frame: Frame, options: ReadOptions, delimiter: string | null): Given | undefined {
  const file = valueOf(options, ['-a', '--arg-file']);
  const { stdin } = frame;
  const path = file ?? (stdin.kind === 'file' ? stdin.path : undefined);
  const texts = path ? readFileTexts(frame, path) : stdin.kind === 'inherited' ? undefined : textsOf(stdin);
  const [text] = texts ?? [];
  if (texts?.length !== 1 || text === undefined || !isKnown(text)) return undefined;
  frame.session.chargeText(text);
  if (options.flags.has('-0') || options.flags.has('--null'))
    return { text, words: text.split(text.includes(PRINTED_NUL) ? PRINTED_NUL : '\n').filter((word) => word !== '') };
  const separator = delimiter === null ? null : delimiter.replace('\\n', '\n').replace('\\t', '\t').slice(0, 1);
  const words =
    separator === null || separator === ''
      ? splitWords(text)
      : text
          .replace(/\n$/, '')
          .split(separator)
          .filter((word) => word !== '');
  return { text, words };
}

function linesOf(given: Given): readonly string[] {
  return given.text
    .split(given.text.includes(PRINTED_NUL) ? PRINTED_NUL : '\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

interface Each {
  readonly call: Call;
  readonly command: readonly Arg[];
  readonly marker: string;
  /** undefined: not known. */
  readonly items: readonly string[] | undefined;
}

/** Once for each item, put in the place of the marker. */
function runEach(frame: Frame, { call, command, marker, items }: Each): Result {
  const known = items && items.length <= MAX_LINES ? items : [HOLE];
  for (const item of known) frame.session.charge(command.length * (1 + (item.length >> 6)));
  const results = known.map((item) => {
    const argv = command.map((arg): Arg => {
      const alts = arg.alts.map((alt) => ({ ...alt, text: joinBounded(alt.text.split(marker), item) ?? HOLE }));
      return { ...arg, alts };
    });
    return launch(frame, { ...call, argv, moreFrom: item === HOLE ? call.moreFrom : null });
  });
  return { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
}

const PARALLEL_VALUED = [
  '-j',
  '-P',
  '-S',
  '-I',
  '-a',
  '-d',
  '-N',
  '-n',
  '-L',
  '-C',
  '--jobs',
  '--max-procs',
  '--sshlogin',
  '--arg-file',
  '--delimiter',
  '--colsep',
  '--joblog',
  '--results',
  '--timeout',
  '--retries',
  '--delay',
  '--load',
  '--memfree',
  '--tmpdir',
  '--tagstring',
  '--workdir',
  '--wd',
  '--env',
  '--id',
  '--block',
  '--recstart',
  '--recend',
  '--sshloginfile',
  '--basefile',
  '--halt',
  '--nice',
  '--shellquote',
];

/** `parallel cmd ::: a b`, or fed by its input; without a command each line is one. */
export function runParallel(frame: Frame, call: Call, program: string): Result {
  const words = call.argv.slice(1);
  const at = words.findIndex((arg) => /^:::\+?$/.test(soleText(arg.alts) ?? ''));
  const options = readOptions(at < 0 ? words : words.slice(0, at), { valued: PARALLEL_VALUED });
  if (['--help', '--version', '--citation', '--dry-run', '--dryrun'].some((flag) => options.flags.has(flag))) {
    emit(frame, { program, args: words, call, silent: false });
    return OPAQUE;
  }
  const listed = at < 0 ? undefined : words.slice(at + 1).filter((arg) => !/^::::?\+?$/.test(soleText(arg.alts) ?? ''));
  const input = listed ? undefined : readGiven(frame, options, null);
  const items = listed ? listed.map((arg) => soleText(arg.alts) ?? HOLE) : input && linesOf(input);
  const via: Via = { program, place: 'here', where: null };
  const shell = enterShell({ ...descend(frame, {}), stdin: { kind: 'empty' } }, { call, via });
  const command = joinArgs(options.rest);
  const each = items && items.length <= MAX_NAMES ? items : [HOLE];
  const texts = each.flatMap((item) => command.map((text) => fill(text, item)));
  return runTexts(shell, { texts, span: call.span, by: program });
}

/** `{}`, `{.}`, `{/}`, `{1}` stand for the item; without any of them it comes behind. */
function fill(command: string, item: string): string {
  if (command === '') return item;
  const quoted = item === HOLE || /^[\w./:@%+=,-]+$/.test(item) ? item : `'${item.replaceAll("'", "'\\''")}'`;
  const pieces = command.split(/\{(?:[.#%]|\/{1,2}\.?|\d+)?\}/);
  return pieces.length === 1 ? `${command} ${quoted}` : (joinBounded(pieces, quoted) ?? HOLE);
}
