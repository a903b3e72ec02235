import type { Builtin } from './builtins.js';
import { MAX_VALUES } from '../limits.js';
import { SILENT_MAYBE, type Call, type Frame } from '../run/frame.js';
import { readFileTexts } from '../run/paths.js';
import { textsOf } from '../values/feed.js';
import { hasCommandInIndex } from '../values/scan-text.js';
import { HOLE, UNKNOWN, isKnown, joinValues, known, soleText, type Value } from '../values/value.js';

const VALUED = /^-(?:[adinNptu]|[re]*[adinNptu])$/;

/** Names that `read` fills; an array by `-a`. */
function readNames(call: Call): { readonly names: readonly string[]; readonly array: string | undefined } {
  const names: string[] = [];
  let array: string | undefined;
  for (let at = 1; at < call.argv.length; at += 1) {
    const word = soleText(call.argv[at]?.alts ?? UNKNOWN) ?? '';
    if (names.length === 0 && VALUED.test(word)) {
      at += 1;
      if (word.endsWith('a')) array = soleText(call.argv[at]?.alts ?? UNKNOWN);
    } else if (names.length > 0 || !word.startsWith('-')) names.push(word);
  }
  return { names, array };
}

/** A line of what is fed, when that is known: any of them, as `read` may stand in a loop. */
export const readInput: Builtin = (frame, call) => {
  const { names, array } = readNames(call);
  for (const name of names)
    if (hasCommandInIndex(name))
      frame.session.doubt(
        'unknown_script',
        call.span,
        `${name.slice(0, 80)} has a command in its index, which is run.`,
      );
  const lines = linesOf(frame);
  if (array !== undefined) setArray(frame, array, lines && lines.length === 1 ? split(lines[0] ?? '') : undefined);
  const targets = names.length > 0 ? names : ['REPLY'];
  for (const [index, name] of targets.entries()) {
    const last = index === targets.length - 1;
    frame.scope.set(name, lines ? joinValues(lines.map((line) => known(takeField(line, index, last)))) : UNKNOWN);
  }
  return SILENT_MAYBE;
};

function linesOf(frame: Frame): readonly string[] | undefined {
  const feed = frame.stdin;
  const texts = feed.kind === 'file' ? readFileTexts(frame, feed.path) : textsOf(feed);
  if (!texts || texts.some((text) => !isKnown(text))) return undefined;
  const lines = texts.flatMap((text) => {
    frame.session.chargeText(text);
    return text.replace(/\n$/, '').split('\n', MAX_VALUES + 1);
  });
  return lines.length > MAX_VALUES ? undefined : lines;
}

function split(line: string): readonly string[] {
  return line.trim().split(/[ \t]+/);
}

function takeField(line: string, index: number, last: boolean): string {
  if (index === 0 && last) return line.trim();
  const words = split(line);
  return last ? words.slice(index).join(' ') : (words[index] ?? '');
}

function setArray(frame: Frame, name: string, words: readonly string[] | undefined): void {
  const items = new Map<string, Value>((words ?? []).map((word, index) => [String(index), known(word)]));
  frame.scope.variables.set(name, {
    value: items.get('0') ?? UNKNOWN,
    items,
    open: words === undefined,
    exported: false,
  });
}

/** `mapfile`: each line one item; `-C` runs a command on them. */
export const readLines: Builtin = (frame, call) => {
  const words = call.argv.map((arg) => soleText(arg.alts) ?? HOLE);
  if (words.some((word) => /^-\w*C/.test(word)))
    frame.session.doubt('unknown_script', call.span, 'mapfile -C runs a command for the lines that it reads.');
  const name = words.slice(1).find((word, index) => !word.startsWith('-') && !/^-[dnOsuCc]$/.test(words[index] ?? ''));
  const lines = linesOf(frame);
  const kept = words.some((word) => /^-\w*t/.test(word)) ? lines : lines?.map((line) => `${line}\n`);
  setArray(frame, name ?? 'MAPFILE', kept);
  return SILENT_MAYBE;
};
