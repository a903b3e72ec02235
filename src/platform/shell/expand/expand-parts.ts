import type { ArithmeticExpansionPart, CommandExpansionPart, ProcessSubstitutionPart, WordPart } from 'unbash';
import type { Frame } from '../run/frame.js';
import { captureScript, startBeside } from '../run/capture.js';
import { dropEnd } from '../values/scan-text.js';
import { HOLE, UNKNOWN, known } from '../values/value.js';
import { evaluateArithmetic } from './arithmetic.js';
import { appendPieces, expandedPieces, literalPiece, type GrowingLists, type PieceLists } from './pieces.js';
import { expandParameter } from './expand-parameter.js';
import { expandSimple } from './expand-simple.js';

/** Eight characters of a script in one step. */
const SCRIPT = 3;

/** The parts of a word, one after the other, each way that they can come out. */
export function expandParts(frame: Frame, parts: readonly WordPart[], quoted: boolean): PieceLists {
  let lists: GrowingLists = [[]];
  for (const part of parts) {
    const ways = expandPart(frame, part, quoted);
    // Before it is put together: a text made of long values again and again is as long as all of them.
    frame.session.charge(1 + (lengthOf(ways) >> 6));
    lists = appendPieces(lists, ways);
  }
  return lists;
}

function lengthOf(ways: PieceLists): number {
  let length = 0;
  for (const pieces of ways) for (const { text } of pieces) length += text.length + 16;
  return length;
}

function expandPart(frame: Frame, part: WordPart, quoted: boolean): PieceLists {
  switch (part.type) {
    case 'Literal':
      return [[literalPiece(part.value, quoted)]];
    case 'Glob':
      // Variables and commands within `[…]` are read for what they run.
      if (part.kind === 'bracket') expandParts(frame, part.parts, false);
      return [[literalPiece(part.value, quoted, true)]];
    case 'ExtendedGlob':
      expandParts(frame, part.parts ?? [], false);
      return [[literalPiece(part.text, quoted, true)]];
    case 'SingleQuoted':
      return [[literalPiece(part.value, true)]];
    case 'AnsiCQuoted':
      return [[literalPiece(part.value.replaceAll(HOLE, ''), true)]];
    case 'DoubleQuoted':
    case 'LocaleString':
      return appendPieces([[literalPiece('', true)]], expandQuoted(frame, part.parts));
    case 'SimpleExpansion':
      return expandSimple(frame, part, quoted);
    case 'ParameterExpansion':
      return expandParameter(frame, part, quoted);
    case 'CommandExpansion':
      return expandCommand(frame, part, quoted);
    case 'ArithmeticExpansion':
      return expandArithmetic(frame, part, quoted);
    case 'ProcessSubstitution':
      return expandProcess(frame, part);
    case 'BraceExpansion':
      expandParts(frame, part.parts ?? [], quoted);
      return [[literalPiece(part.text, quoted)]];
  }
}

/** `"$@"` with no words is no word at all, not an empty one. */
function expandQuoted(frame: Frame, parts: readonly WordPart[]): PieceLists {
  return expandParts(frame, parts, true);
}

function expandCommand(frame: Frame, part: CommandExpansionPart, quoted: boolean): PieceLists {
  frame.session.chargeInside(part, SCRIPT);
  if (!part.script) return expandedPieces(UNKNOWN, quoted);
  const span = frame.source.spanOf(part.pos, part.end);
  const texts = captureScript(frame, part.script, span);
  return expandedPieces(
    texts.map((text) => ({ text: dropEnd(text, '\n'), glob: false })),
    quoted,
  );
}

function expandArithmetic(frame: Frame, part: ArithmeticExpansionPart, quoted: boolean): PieceLists {
  const value = part.expression && evaluateArithmetic(frame, part.expression);
  return expandedPieces(value === undefined ? UNKNOWN : known(String(value)), quoted);
}

/** `<(…)` is a file that holds what the commands print; `>(…)` one that they read. */
function expandProcess(frame: Frame, part: ProcessSubstitutionPart): PieceLists {
  const path = `/dev/fd/${part.pos + 100_000}`;
  frame.session.chargeInside(part, SCRIPT);
  if (part.script) {
    const span = frame.source.spanOf(part.pos, part.end);
    if (part.operator === '<') frame.session.files.set(path, captureScript(frame, part.script, span));
    else startBeside(frame, part.script, span);
  }
  return [[literalPiece(path, true)]];
}
