import type { SimpleExpansionPart } from 'unbash';
import type { Frame } from '../run/frame.js';
import { HOLE, UNKNOWN, joinValues, known, soleText, type Arg, type Value } from '../values/value.js';
import { expandedPieces, type Piece, type PieceLists } from './pieces.js';

/** What a login shell has; programs are found there whatever it is. */
const USUAL_PATH = `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin${HOLE}`;

/** `$x`, `$1`, `$@`. */
export function expandSimple(frame: Frame, part: SimpleExpansionPart, quoted: boolean): PieceLists {
  const name = part.text.slice(1);
  if (name === '@' || name === '*') return expandPositional(frame, name, quoted);
  return expandedPieces(readVariable(frame, name) ?? UNKNOWN, quoted);
}

/** Nobody can say what they are, but they are digits: `/tmp/work.$$` stays below `/tmp`. */
const NUMBERS = /^(?:\$|PPID|BASHPID|RANDOM|SRANDOM|EPOCHSECONDS)$/;
const SOME_NUMBER = '4242';

/** undefined: not set by the text; the session may have it. */
export function readVariable(frame: Frame, name: string): Value | undefined {
  const { scope } = frame;
  if (/^\d+$/.test(name)) return readPositional(frame, Number(name));
  if (name === '#') return scope.positional ? known(String(scope.positional.length)) : undefined;
  if (name === 'PWD') return scope.cwd?.alts.every(({ text }) => text.startsWith('/')) ? scope.cwd.alts : undefined;
  const variable = scope.variable(name);
  if (variable) return variable.items?.get('0') ?? variable.value;
  if (NUMBERS.test(name)) return known(SOME_NUMBER);
  if (name === 'HOME') return known(scope.home);
  if (name === 'PATH') return known(USUAL_PATH);
  return name === 'IFS' ? known(' \t\n') : undefined;
}

function readPositional(frame: Frame, index: number): Value | undefined {
  const words = frame.scope.positional;
  if (index === 0 || !words) return undefined;
  const before = words.slice(0, index);
  // Behind a word that may be several, or none, nothing has its place.
  if (before.some(({ maySplit, more }) => maySplit || more === 'unknown')) return UNKNOWN;
  return words[index - 1]?.alts ?? known('');
}

/** `$@` and `$*`, quoted or not. */
export function expandPositional(frame: Frame, name: string, quoted: boolean): PieceLists {
  const words = frame.scope.positional;
  if (!words) return [[{ text: HOLE, quoted: false, expanded: true, glob: false }]];
  return expandWords(frame, words, { joined: name === '*', quoted });
}

/** A list of words put into a word: `"$@"` keeps them apart, `"$*"` joins them by the first character of IFS. */
export function expandWords(
  frame: Frame,
  words: readonly Arg[],
  { joined, quoted }: { readonly joined: boolean; readonly quoted: boolean },
): PieceLists {
  if (joined && quoted) return expandedPieces(joinWords(frame, words), true);
  frame.session.charge(words.length);
  const pieces = words.map((word, index): Piece => {
    const [alt] = word.alts;
    const sole = word.alts.length === 1 && alt ? alt : { text: HOLE, glob: false };
    const asQuoted = quoted && !word.maySplit;
    return { ...sole, quoted: asQuoted, expanded: true, ends: index < words.length - 1 };
  });
  return [pieces];
}

function joinWords(frame: Frame, words: readonly Arg[]): Value {
  const variable = frame.scope.variable('IFS');
  const separator = variable ? (soleText(variable.value) ?? HOLE).slice(0, 1) : ' ';
  let texts: readonly string[] = [''];
  frame.session.chargeWords(words);
  for (const [index, word] of words.entries()) {
    const before = index > 0 ? separator : '';
    if (texts.length * word.alts.length > 16) return UNKNOWN;
    texts = texts.flatMap((text) => word.alts.map((alt) => text + before + alt.text));
  }
  return joinValues([texts.map((text) => ({ text, glob: false }))]);
}
