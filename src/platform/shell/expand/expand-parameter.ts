import type { ParameterExpansionPart, Word as SyntaxWord } from 'unbash';
import type { Frame } from '../run/frame.js';
import { hasCommandInIndex } from '../values/scan-text.js';
import { HOLE, UNKNOWN, isKnown, joinValues, known, soleText, type Arg, type Value } from '../values/value.js';
import { applyOperation } from './apply-operation.js';
import { expandToValue } from './expand-word.js';
import { expandPositional, expandWords, readVariable } from './expand-simple.js';
import { expandedPieces, type PieceLists } from './pieces.js';

/** `${…}`. */
export function expandParameter(frame: Frame, part: ParameterExpansionPart, quoted: boolean): PieceLists {
  const { parameter, prefix, index, operation } = part;
  const all = index?.text === '@' || index?.text === '*';
  if (operation?.type === 'Names') return expandedPieces(UNKNOWN, quoted);
  if (operation?.type === 'Unknown') return unsure(frame, part, quoted);
  if (prefix === '#') return expandedPieces(readLength(frame, part, all), quoted);
  if (parameter === '@' || parameter === '*' || all) return expandList(frame, part, quoted);
  let value = index ? readItem(frame, parameter, index) : readVariable(frame, parameter);
  if (prefix === '!') {
    warnOfIndex(frame, part, value);
    value = readIndirect(frame, value);
  }
  return expandedPieces(operation ? applyOperation(frame, { part, operation, value }) : (value ?? UNKNOWN), quoted);
}

/** The name that a variable holds is looked up with its index, and what stands in that is run. */
function warnOfIndex(frame: Frame, part: ParameterExpansionPart, value: Value | undefined): void {
  if (value?.some(({ text }) => hasCommandInIndex(text)) !== true) return;
  const span = frame.source.spanOf(part.pos, part.end);
  frame.session.doubt('unknown_script', span, 'The name that is looked up has a command in its index, which is run.');
}

function unsure(frame: Frame, part: ParameterExpansionPart, quoted: boolean): PieceLists {
  frame.session.doubt('parse_error', frame.source.spanOf(part.pos, part.end), 'This expansion is not understood.');
  return expandedPieces(UNKNOWN, quoted);
}

/** The items of an array in their order; null when it is not one that the text made. */
export function readItems(frame: Frame, name: string): readonly Arg[] | null {
  const variable = frame.scope.variable(name);
  if (!variable) return null;
  if (!variable.items) return [{ source: name, alts: variable.value, maySplit: false }];
  const items = [...variable.items.values()].map((alts): Arg => ({ source: name, alts, maySplit: false }));
  return variable.open ? [...items, { source: name, alts: UNKNOWN, maySplit: true, more: 'unknown' }] : items;
}

function expandList(frame: Frame, part: ParameterExpansionPart, quoted: boolean): PieceLists {
  const { parameter, index, prefix, operation } = part;
  const joined = parameter === '*' || index?.text === '*';
  const positional = parameter === '@' || parameter === '*';
  const words = positional ? frame.scope.positional : readItems(frame, parameter);
  if (prefix === '!') return expandedPieces(UNKNOWN, quoted);
  if (!words) {
    if (operation?.type === 'Default')
      return expandedPieces(applyOperation(frame, { part, operation, value: undefined }), quoted);
    return positional ? expandPositional(frame, parameter, quoted) : [[openPiece()]];
  }
  if (!operation) return expandWords(frame, words, { joined, quoted });
  if (operation.type === 'Slice') {
    const kept = sliceWords(frame, words, {
      from: operation.offset,
      length: operation.length,
      shift: positional ? 1 : 0,
    });
    return kept ? expandWords(frame, kept, { joined, quoted }) : [[openPiece()]];
  }
  const changed = words.map((word) => ({
    ...word,
    alts: applyOperation(frame, { part, operation, value: word.alts }),
  }));
  return expandWords(frame, changed, { joined, quoted });
}

/** Any number of words. */
function openPiece(): { text: string; quoted: boolean; expanded: boolean; glob: boolean } {
  return { text: HOLE, quoted: false, expanded: true, glob: false };
}

function sliceWords(
  frame: Frame,
  words: readonly Arg[],
  given: { readonly from: SyntaxWord; readonly length: SyntaxWord | undefined; readonly shift: number },
): readonly Arg[] | undefined {
  const from = readNumber(frame, given.from);
  const length = given.length ? readNumber(frame, given.length) : words.length;
  if (from === undefined || length === undefined || length < 0) return undefined;
  const start = from < 0 ? Math.max(0, words.length + from) : Math.max(0, from - given.shift);
  return words.slice(start, start + length);
}

export function readNumber(frame: Frame, word: SyntaxWord): number | undefined {
  const text = soleText(expandToValue(frame, word))?.trim();
  return text !== undefined && /^[-+]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function readItem(frame: Frame, name: string, index: SyntaxWord): Value | undefined {
  const key = soleText(expandToValue(frame, index));
  const variable = frame.scope.variable(name);
  if (!variable) return undefined;
  if (!variable.items) return key === '0' ? variable.value : known('');
  if (key === undefined) return joinValues([...variable.items.values(), known('')]);
  const keys = [...variable.items.keys()];
  const at = /^-\d+$/.test(key) ? keys[keys.length + Number(key)] : key;
  return variable.items.get(at ?? '') ?? (variable.open ? UNKNOWN : known(''));
}

function readIndirect(frame: Frame, names: Value | undefined): Value {
  if (!names) return UNKNOWN;
  return joinValues(
    names.map(({ text }) => {
      if (!isKnown(text) || !/^\w+$/.test(text)) return UNKNOWN;
      frame.session.charge(1);
      return readVariable(frame, text) ?? UNKNOWN;
    }),
  );
}

function readLength(frame: Frame, part: ParameterExpansionPart, all: boolean): Value {
  const { parameter, index } = part;
  if (all || parameter === '@' || parameter === '*') {
    const words = all ? readItems(frame, parameter) : frame.scope.positional;
    return words && words.every(({ maySplit }) => !maySplit) ? known(String(words.length)) : UNKNOWN;
  }
  const value = index ? readItem(frame, parameter, index) : readVariable(frame, parameter);
  const text = value && soleText(value);
  return text === undefined ? UNKNOWN : known(String(text.length));
}
