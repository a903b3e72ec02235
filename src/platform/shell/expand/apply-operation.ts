import { parse, type ParameterDefaultOperation, type ParameterExpansionPart, type ParameterOperation } from 'unbash';
import type { Frame } from '../run/frame.js';
import { HOLE, UNKNOWN, isKnown, joinValues, mapTexts, soleText, type Value } from '../values/value.js';
import { readNumber } from './expand-parameter.js';
import { expandParts } from './expand-parts.js';
import { expandToValue } from './expand-word.js';
import { removePattern, replacePattern } from './pattern.js';
import { glue } from './pieces.js';
import type { Word as SyntaxWord } from 'unbash';

interface Operated {
  readonly part: ParameterExpansionPart;
  readonly operation: ParameterOperation;
  /** undefined: not set by the text; the session may have it. */
  readonly value: Value | undefined;
}

/** What an operation makes of a value: `${x:-y}`, `${x#y}`, `${x/a/b}`, `${x:1:2}`, `${x,,}`, `${x@U}`. */
export function applyOperation(frame: Frame, { part, operation, value }: Operated): Value {
  const given = value ?? UNKNOWN;
  switch (operation.type) {
    case 'Default':
      return applyDefault(frame, part, { operation, value });
    case 'Remove': {
      const patterns = readPattern(frame, operation.operand);
      return eachText(frame, given, patterns, (text, pattern) => removePattern(text, pattern, operation.operator));
    }
    case 'Replace': {
      checkWhole(frame, part, operation.pattern.text);
      const patterns = readPattern(frame, operation.pattern);
      const replacement = expandToValue(frame, operation.replacement);
      const [only] = replacement;
      if (replacement.length !== 1 || !only) return UNKNOWN;
      const { operator } = operation;
      return eachText(frame, given, patterns, (text, pattern) =>
        replacePattern(text, pattern, { operator, replacement: only.text }),
      );
    }
    case 'Slice': {
      const from = readNumber(frame, operation.offset);
      const length = operation.length ? readNumber(frame, operation.length) : Infinity;
      if (from === undefined || length === undefined) return UNKNOWN;
      return mapTexts(given, (text) => sliceText(text, from, length));
    }
    case 'CaseModification':
      return mapTexts(given, (text) => (operation.operand ? undefined : changeCase(text, operation.operator)));
    case 'Transform':
      return transform(frame, part, { letter: operation.operand.value, value: given });
    default:
      return UNKNOWN;
  }
}

function eachText(
  frame: Frame,
  value: Value,
  patterns: readonly string[],
  change: (text: string, pattern: string) => string | undefined,
): Value {
  const [pattern] = patterns;
  if (patterns.length !== 1 || pattern === undefined || !isKnown(pattern)) return UNKNOWN;
  return mapTexts(value, (text) => {
    frame.session.charge(1 + ((text.length * Math.min(text.length, 128)) >> 8));
    return change(text, pattern);
  });
}

/** The parser ends a pattern at the first `/`, be it within `$(…)`: such a command would be cut in two. */
function checkWhole(frame: Frame, part: ParameterExpansionPart, pattern: string): void {
  const opened = pattern.split(/[({]/).length;
  if (opened === pattern.split(/[)}]/).length && pattern.split('`').length % 2 === 1) return;
  frame.session.doubt('parse_error', frame.source.spanOf(part.pos, part.end), 'This expansion is not understood.');
}

/** Quoted pieces of a pattern stand for themselves. */
function readPattern(frame: Frame, word: SyntaxWord): readonly string[] {
  if (!word.parts) return [word.text];
  return glue(
    frame,
    expandParts(frame, word.parts, false).map((pieces) =>
      pieces.map((piece) => (piece.quoted ? { ...piece, text: piece.text.replace(/[*?[\\\]]/g, '\\$&') } : piece)),
    ),
  ).map(({ text }) => text);
}

function applyDefault(
  frame: Frame,
  part: ParameterExpansionPart,
  { operation, value }: { readonly operation: ParameterDefaultOperation; readonly value: Value | undefined },
): Value {
  const operand = expandToValue(frame, operation.operand);
  const kind = operation.operator.replace(':', '');
  const emptyCounts = operation.operator.startsWith(':');
  const isEmpty = (text: string): boolean => emptyCounts && text === '';
  if (kind === '+') {
    if (!value) return joinValues([operand, [{ text: HOLE, glob: false }]]);
    return value.some(({ text }) => isEmpty(text)) ? joinValues([operand, [{ text: '', glob: false }]]) : operand;
  }
  // What is not known is not empty here, so it does not stand as nothing.
  if (kind === '?') return value?.every(({ text }) => isKnown(text)) ? value : named(part, value);
  const filled = (value ?? UNKNOWN).flatMap((alt): Value => {
    if (isEmpty(alt.text)) return operand;
    return alt.text === HOLE ? operand.flatMap((other) => [other, { ...other, text: other.text + HOLE }]) : [alt];
  });
  const result = joinValues([filled, []]);
  if (kind === '=' && /^\w+$/.test(part.parameter)) frame.scope.set(part.parameter, result);
  return result;
}

function named(part: ParameterExpansionPart, value: Value | undefined): Value {
  const placeholder = { text: `$${part.parameter}${HOLE}`, glob: false };
  return (value ?? UNKNOWN).map((alt) => (alt.text === HOLE ? placeholder : alt));
}

function sliceText(text: string, from: number, length: number): string {
  const start = from < 0 ? text.length + from : from;
  if (start < 0) return '';
  return text.slice(start, length < 0 ? Math.max(start, text.length + length) : start + length);
}

function changeCase(text: string, operator: string): string {
  const change = (part: string): string => (operator.startsWith('^') ? part.toUpperCase() : part.toLowerCase());
  return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

/** `${x@P}` runs the commands in the value, as a prompt does. */
function transform(
  frame: Frame,
  part: ParameterExpansionPart,
  { letter, value }: { readonly letter: string; readonly value: Value },
): Value {
  if (letter === 'P' && value.some(({ text }) => !isKnown(text) || /[`$\\]/.test(text)))
    frame.session.doubt(
      'unknown_script',
      frame.source.spanOf(part.pos, part.end),
      'A value is expanded as a prompt, which runs the commands in it.',
    );
  if (letter === 'U') return mapTexts(value, (text) => text.toUpperCase());
  if (letter === 'L') return mapTexts(value, (text) => text.toLowerCase());
  if (letter === 'u') return mapTexts(value, (text) => changeCase(text, '^'));
  if (letter === 'E') return mapTexts(value, decodeAnsi);
  return letter === 'P' ? value : UNKNOWN;
}

/** What `$'…'` makes of a text. */
export function decodeAnsi(text: string): string | undefined {
  const command = parse(`: $'${text.replace(/'/g, "\\'")}'`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  return word?.type === 'Word' ? soleText([{ text: word.value, glob: false }]) : undefined;
}
