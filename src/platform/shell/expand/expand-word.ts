import type { Word as SyntaxWord, WordPart } from 'unbash';
import { MAX_BRACE_WORDS, MAX_VALUES } from '../limits.js';
import { parseText } from '../parse-text.js';
import type { Frame } from '../run/frame.js';
import { makeInnerSource } from '../values/source-text.js';
import { HOLE, UNKNOWN, isKnown, joinValues, soleText, unknownArg, type Arg, type Value } from '../values/value.js';
import { expandBraces } from './braces.js';
import { expandParts } from './expand-parts.js';
import { glue, literalPiece, type PieceLists } from './pieces.js';
import { splitFields } from './split-fields.js';
import { readTilde } from './tilde.js';

/** Each way that a word comes out, as the words that it becomes. */
export type WordLists = readonly (readonly Arg[])[];

/** Sixteen characters of a word in one step. */
const WORD = 4;

/** A word of a command: braces, variables, commands in it; split, quotes taken away. */
export function expandWord(frame: Frame, word: SyntaxWord): WordLists {
  frame.session.chargeInside(word, WORD);
  if (hasBraces(word)) return expandBraceWord(frame, word);
  if (!word.parts) return [plainWord(frame, word)];
  const separators = readSeparators(frame, word);
  const lists = piecesOf(frame, word).map((pieces) => splitFields(pieces, separators, word.text));
  return mergeLists(lists, word.text);
}

/** A word that stays one: a value to assign, a target of `>`, the word of `case`. */
export function expandToValue(frame: Frame, word: SyntaxWord): Value {
  frame.session.chargeInside(word, WORD);
  if (!word.parts) return plainWord(frame, word)[0]?.alts ?? [{ text: '', glob: false }];
  return glue(frame, piecesOf(frame, word));
}

/** The same as one word of a reading. */
export function expandToArg(frame: Frame, word: SyntaxWord): Arg {
  const alts = expandToValue(frame, word);
  const bare = (word.parts ?? []).some(
    ({ type }) => !['DoubleQuoted', 'SingleQuoted', 'Literal', 'Glob'].includes(type),
  );
  return { source: word.text, alts, maySplit: bare && alts.some(({ text }) => !isKnown(text)) };
}

function plainWord(frame: Frame, word: SyntaxWord): readonly Arg[] {
  const text = word.text.startsWith('~') ? readTilde(frame.scope, word.value) : word.value;
  return [{ source: word.text, alts: [{ text, glob: false }], maySplit: text.includes(HOLE) }];
}

function piecesOf(frame: Frame, word: SyntaxWord): PieceLists {
  const parts: readonly WordPart[] = word.parts ?? [];
  const [first] = parts;
  if (first?.type !== 'Literal' || !first.text.startsWith('~')) return expandParts(frame, parts, false);
  const head = literalPiece(readTilde(frame.scope, first.value), false);
  return expandParts(frame, parts.slice(1), false).map((pieces) => [head, ...pieces]);
}

/** Words that come out as one word each way are one word that can be several things. */
function mergeLists(lists: WordLists, source: string): WordLists {
  if (lists.length < 2) return lists;
  if (lists.every((list) => list.length === 1)) {
    const args = lists.flat();
    return [
      [{ source, alts: joinValues(args.map(({ alts }) => alts)), maySplit: args.some(({ maySplit }) => maySplit) }],
    ];
  }
  return lists;
}

function hasBraces(word: SyntaxWord): boolean {
  return word.text.includes('{') && (word.parts ?? []).some(({ type }) => type === 'BraceExpansion');
}

/** Braces are expanded in the source, before everything else, as shells do; then each word is read by itself. */
function expandBraceWord(frame: Frame, word: SyntaxWord): WordLists {
  const words = expandBraces(word.text, MAX_BRACE_WORDS);
  frame.session.charge(words?.length ?? MAX_BRACE_WORDS);
  const span = frame.source.spanOf(word.pos, word.end);
  if (!words) {
    frame.session.doubt('too_many', span, `Braces make more than ${MAX_BRACE_WORDS} words of this one.`);
    return [[unknownArg(word.text, true)]];
  }
  let lists: WordLists = [[]];
  for (const text of words) {
    frame.session.chargeText(text);
    const inner: Frame = { ...frame, source: makeInnerSource(text, span) };
    lists = crossLists(lists, expandReparsed(inner, text), word.text);
  }
  return mergeLists(lists, word.text);
}

function expandReparsed(frame: Frame, text: string): WordLists {
  if (/^[\w./:@%+,-]+$/.test(text)) return [[{ source: text, alts: [{ text, glob: false }], maySplit: false }]];
  if (text === '') return [[]];
  const command = parseText(frame.session, `: ${text}`).commands[0]?.command;
  const only = command?.type === 'Command' && command.suffix.length === 1 ? command.suffix[0] : undefined;
  if (only?.type !== 'Word' || hasBraces(only)) return [[unknownArg(text, true)]];
  return expandWord(frame, only);
}

/** Every way of the one with every way of the other; too many are not known. */
export function crossLists(left: WordLists, right: WordLists, source: string): WordLists {
  if (left.length === 1 && right.length === 1) {
    const [before] = left as [Arg[]];
    // Built in place: a list of words grows by each of them.
    before.push(...(right[0] ?? []));
    return [before];
  }
  if (left.length * right.length > MAX_VALUES) return left.map((before) => [...before, unknownArg(source, true)]);
  return left.flatMap((before) => right.map((after) => [...before, ...after]));
}

/** What words are split at; a separator that is not known makes what is split doubtful. */
function readSeparators(frame: Frame, word: SyntaxWord): string {
  const variable = frame.scope.variable('IFS');
  if (!variable) return ' \t\n';
  const text = soleText(variable.value);
  if (text !== undefined) return text;
  if (variable.value === UNKNOWN || variable.value.some((alt) => !isKnown(alt.text)))
    frame.session.doubt(
      'dangerous_variable',
      frame.source.spanOf(word.pos, word.end),
      'IFS is set to something that is not known: where words end cannot be said.',
    );
  return variable.value.map((alt) => alt.text).join('');
}
