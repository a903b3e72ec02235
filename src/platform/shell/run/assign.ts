import type { ArrayValue, Assignment as AssignmentNode } from 'unbash';
import { evaluateText } from '../expand/arithmetic.js';
import { expandToArg, expandToValue, expandWord } from '../expand/expand-word.js';
import { readTilde } from '../expand/tilde.js';
import { UNKNOWN, concatTexts, known, soleText, type Arg, type Value } from '../values/value.js';
import type { Assigned, Frame } from './frame.js';

const HISTORY = /^HIST(?:FILE|SIZE|FILESIZE|CONTROL|IGNORE|CMD)$|^TMOUT$/;

/** Variables that say what is kept of the commands that were typed. */
export function isHistoryVariable(name: string): boolean {
  return HISTORY.test(name);
}

/** The value of `NAME=value`, without setting it. */
export function evaluateAssignment(frame: Frame, node: AssignmentNode): Assigned {
  if (node.value.type === 'ArrayValue') {
    const items = readArray(frame, node.value);
    const [first] = items.items.values();
    return { name: node.name, arg: { source: node.text, alts: first ?? UNKNOWN, maySplit: false } };
  }
  const arg = expandToArg(frame, node.value);
  const tilde = node.value.text.startsWith('~')
    ? { ...arg, alts: arg.alts.map((alt) => ({ ...alt, text: tildeOf(frame, alt.text) })) }
    : arg;
  const value = node.append ? { ...tilde, alts: appendTo(frame, node.name, tilde.alts) } : tilde;
  return { name: node.name, arg: { ...value, maySplit: false } };
}

function tildeOf(frame: Frame, text: string): string {
  return text.startsWith('~') ? readTilde(frame.scope, text) : text;
}

function appendTo(frame: Frame, name: string, value: Value): Value {
  const before = frame.scope.variable(name)?.value ?? UNKNOWN;
  const texts = concatTexts(
    before.map(({ text }) => text),
    value.map(({ text }) => text),
  );
  for (const text of texts) frame.session.chargeText(text);
  return texts.map((text) => ({ text, glob: false }));
}

/** Sets a variable, an item of an array, or a whole array. */
export function assign(frame: Frame, node: AssignmentNode): Assigned {
  frame.session.charge(1);
  const { name } = node;
  if (node.value.type === 'ArrayValue') return assignArray(frame, node, node.value);
  const assigned = evaluateAssignment(frame, node);
  if (!node.index) {
    frame.scope.set(name, assigned.arg.alts);
    return assigned;
  }
  const key = readKey(frame, expandToValue(frame, node.index));
  const before = frame.scope.variable(name);
  const items = new Map(before?.items ?? (before ? [['0', before.value]] : []));
  frame.session.charge(1 + (items.size >> 3));
  if (key !== undefined) items.set(key, assigned.arg.alts);
  frame.scope.variables.set(name, {
    value: items.get('0') ?? known(''),
    items,
    open: key === undefined || (before?.open ?? false),
    exported: false,
  });
  return assigned;
}

function readKey(frame: Frame, index: Value): string | undefined {
  const text = soleText(index);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) || !/^[\w+\-* ]+$/.test(text) ? text : String(evaluateText(frame, text) || text);
}

function assignArray(frame: Frame, node: AssignmentNode, array: ArrayValue): Assigned {
  const before = node.append ? frame.scope.variable(node.name) : undefined;
  const { items, open } = readArray(frame, array);
  const all = new Map(before?.items ?? []);
  frame.session.charge(1 + (all.size >> 3));
  for (const [key, value] of items) all.set(node.append && all.has(key) ? String(all.size) : key, value);
  const value = all.get('0') ?? known('');
  frame.scope.variables.set(node.name, { value, items: all, open: open || (before?.open ?? false), exported: false });
  return { name: node.name, arg: { source: node.text, alts: value, maySplit: false } };
}

interface Items {
  readonly items: Map<string, Value>;
  readonly open: boolean;
}

function readArray(frame: Frame, array: ArrayValue): Items {
  const items = new Map<string, Value>();
  let open = false;
  for (const element of array.elements) {
    const keyed = /^\[([^\]]{1,64})\]=(.*)$/s.exec(element.text);
    if (keyed) {
      const text = soleText(expandToValue(frame, element));
      const [, key = '', value = ''] = /^\[([^\]]*)\]=(.*)$/s.exec(text ?? '') ?? [];
      items.set(key, text === undefined ? UNKNOWN : known(value));
      continue;
    }
    const lists = expandWord(frame, element);
    const [list] = lists;
    if (lists.length !== 1 || !list || list.some(({ maySplit }) => maySplit)) open = true;
    for (const arg of list ?? []) items.set(String(items.size), arg.alts);
  }
  return { items, open };
}

/** `NAME=value` given as a word to `export`, `env`, `sudo`; undefined for every other word. */
export function readAssignmentWord(arg: Arg): Assigned | undefined {
  const [first] = arg.alts;
  const match = /^([A-Za-z_]\w*)(\+?)=/.exec(first?.text ?? '');
  if (!match || !first) return undefined;
  const head = match[0];
  if (arg.alts.some(({ text }) => !text.startsWith(head))) return undefined;
  const alts = arg.alts.map((alt) => ({ ...alt, text: alt.text.slice(head.length) }));
  return { name: match[1] ?? '', arg: { source: arg.source, alts, maySplit: false } };
}
