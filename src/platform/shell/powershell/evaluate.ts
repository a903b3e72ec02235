import { findClosing, skipQuoted } from './find-closing.js';
import { spend, type Session } from './session.js';

/** What an expression is: texts, or null where it cannot be known. */
export type Value = readonly string[] | null;

const MAX_DEPTH = 12;

/** Literals, variables that were set, `+`, `-f`, `-join`, `,`, `[char]`; everything else is not known. */
export function evaluate(expression: string, session: Session, depth = 0): Value {
  const text = expression.trim();
  if (depth > MAX_DEPTH || text.length > 20_000) return null;
  const join = splitTop(text, { mark: '-join', operator: /^\s-join\s/i }, session);
  if (join.length === 2) return joinTexts(join, session, depth);
  const format = splitTop(text, { mark: '-f', operator: /^\s?-f\s/i }, session);
  if (format.length === 2) return formatText(format, session, depth);
  const sum = splitTop(text, { mark: '+', operator: /^\+/ }, session);
  if (sum.length > 1) return addAll(sum, session, depth);
  const list = splitTop(text, { mark: ',', operator: /^,/ }, session);
  if (list.length > 1) {
    const values = list.map((part) => evaluate(part, session, depth + 1));
    return values.some((value) => value === null) ? null : values.flatMap((value) => value ?? []);
  }
  return evaluateAtom(text, session, depth);
}

function joinTexts([left = '', right = '']: readonly string[], session: Session, depth: number): Value {
  const texts = evaluate(left, session, depth + 1);
  const separator = evaluate(right, session, depth + 1);
  if (texts === null || separator === null) return null;
  const [between = ''] = separator;
  spend(session, texts.length * between.length);
  return [texts.join(between)];
}

function formatText([left = '', right = '']: readonly string[], session: Session, depth: number): Value {
  const pattern = evaluate(left, session, depth + 1)?.[0];
  const values = evaluate(right, session, depth + 1);
  if (pattern === undefined || values === null) return null;
  return [
    pattern.replaceAll(/\{(\d{1,6})[^{}]*\}/g, (_all, index: string) => put(values[Number(index)] ?? '', session)),
  ];
}

/** A value put into a text counts: it may be put there again and again. */
function put(value: string, session: Session): string {
  spend(session, value.length);
  return value;
}

function addAll(parts: readonly string[], session: Session, depth: number): Value {
  const values = parts.map((part) => evaluate(part, session, depth + 1));
  if (values.some((value) => value === null)) return null;
  return values[0]?.length === 1
    ? [values.map((value) => put((value ?? []).join(' '), session)).join('')]
    : values.flatMap((value) => value ?? []);
}

function evaluateAtom(text: string, session: Session, depth: number): Value {
  if (text === '') return null;
  if (/^'(?:[^']|'')*'$/.test(text)) return [text.slice(1, -1).replaceAll("''", "'")];
  if (/^"(?:[^"`]|`[\s\S]|"")*"$/.test(text)) {
    const { value, unknown } = expandText(text.slice(1, -1), session);
    return unknown ? null : [value];
  }
  const here = /^@(['"])[ \t]*\n([\s\S]*?)\n?\1@$/.exec(text);
  if (here !== null) {
    if (here[1] === "'") return [here[2] ?? ''];
    const { value, unknown } = expandText(here[2] ?? '', session);
    return unknown ? null : [value];
  }
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return [text];
  const char = /^\[char\]\s*(?:0x([0-9a-f]+)|(\d+))$/i.exec(text);
  if (char !== null)
    return [String.fromCharCode(char[1] === undefined ? Number(char[2]) : Number.parseInt(char[1], 16))];
  const variable = /^\$(?:\{([^}]+)\}|([\w:?^$]+))$/.exec(text);
  if (variable !== null) return valueOfVariable((variable[1] ?? variable[2] ?? '').toLowerCase(), session);
  const opens = /^(?:@|\$|\[(?:string|string\[\])\])?\(/i.exec(text)?.[0];
  if (opens !== undefined && findClosing(text, opens.length - 1, session) === text.length - 1) {
    return evaluate(text.slice(opens.length, -1), session, depth + 1);
  }
  const cast = /^\[string\]\s*(?=['"$])/i.exec(text)?.[0];
  return cast === undefined ? null : evaluate(text.slice(cast.length), session, depth + 1);
}

/** What the shell itself sets. */
const BUILT_IN: Readonly<Record<string, string>> = {
  null: '',
  true: 'True',
  false: 'False',
  'env:systemroot': 'C:\\Windows',
  'env:windir': 'C:\\Windows',
  'env:systemdrive': 'C:',
  'env:programfiles': 'C:\\Program Files',
  'env:programdata': 'C:\\ProgramData',
  'env:comspec': 'C:\\Windows\\System32\\cmd.exe',
  'env:userprofile': 'C:\\Users\\Administrator',
  home: 'C:\\Users\\Administrator',
  'env:temp': 'C:\\Windows\\Temp',
  'env:tmp': 'C:\\Windows\\Temp',
  'env:public': 'C:\\Users\\Public',
  pwd: '.',
};

function valueOfVariable(given: string, session: Session): Value {
  const name = given.replace(/^(?:global|script|local|private|variable):/, '');
  const set = session.variables.get(name);
  if (set !== undefined) return set;
  const known = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  return known === undefined ? null : [known];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', a: '\u0007', b: '\b' };

/** A text in double quotes: variables, backticks; a piece that is not known stands as nothing. */
export function expandText(text: string, session: Session): { readonly value: string; readonly unknown: boolean } {
  let value = '';
  let unknown = false;
  const pieces = /`([\s\S])|""|\$\{([^}]+)\}|\$((?:env|global|script|local):\w+|\w+|[?^$])|\$\(|[^`"$]+|[\s\S]/gy;
  for (let piece = pieces.exec(text); piece !== null; piece = pieces.exec(text)) {
    const [all, escaped, braced, plain] = piece;
    if (escaped !== undefined) value += ESCAPES[escaped] ?? escaped;
    else if (all === '""') value += '"';
    else if (all === '$(') {
      const end = findClosing(text, pieces.lastIndex - 1, session);
      const inner = end === -1 ? null : evaluate(text.slice(pieces.lastIndex, end), session);
      if (inner === null) unknown = true;
      else value += inner.join(' ');
      if (end === -1) break;
      pieces.lastIndex = end + 1;
    } else if (braced !== undefined || plain !== undefined) {
      const known = valueOfVariable((braced ?? plain ?? '').toLowerCase(), session);
      if (known === null) unknown = true;
      else value += put(known.join(' '), session);
    } else value += all;
  }
  return { value, unknown };
}

interface Operator {
  /** Without it the operator is not there. */
  readonly mark: string;
  readonly operator: RegExp;
}

/** Parts between an operator that stands in no quotes and brackets. */
function splitTop(text: string, { mark, operator }: Operator, session: Session): readonly string[] {
  spend(session, text.length);
  if (!text.toLowerCase().includes(mark)) return [text];
  spend(session, 4 * text.length);
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) {
      const end = findClosing(text, at, session);
      if (end === -1) return [text];
      at = end + 1;
      continue;
    }
    const quoted = `'"@\``.includes(character) ? skipQuoted(text, at) : at;
    if (quoted > at) {
      at = quoted;
      continue;
    }
    const match = operator.exec(text.slice(at, at + 12));
    if (match !== null) {
      parts.push(text.slice(from, at));
      at += match[0].length;
      from = at;
    } else at += 1;
  }
  return [...parts, text.slice(from)];
}
