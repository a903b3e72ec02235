import { forEachChild, type ArithmeticExpression, type SyntaxNode } from 'unbash';
import type { Frame } from '../run/frame.js';
import { parseText } from '../parse-text.js';
import { captureScript } from '../run/capture.js';
import { hasCommandInIndex } from '../values/scan-text.js';
import { UNKNOWN, isKnown, known, soleText } from '../values/value.js';
import { expandParts } from './expand-parts.js';
import { glue } from './pieces.js';
import { readVariable } from './expand-simple.js';

/** What an arithmetic expression gives, when all of it is known; commands in it are read in any case. */
export function evaluateArithmetic(frame: Frame, node: ArithmeticExpression): number | undefined {
  frame.session.charge(1);
  switch (node.type) {
    case 'ArithmeticWord':
      return readOperand(
        frame,
        node.parts ? glue(frame, expandParts(frame, node.parts, true)).map(({ text }) => text) : [node.value],
        node,
      );
    case 'ArithmeticGroup':
      return evaluateArithmetic(frame, node.expression);
    case 'ArithmeticCommandExpansion': {
      if (!node.script) return undefined;
      return toNumber(captureScript(frame, node.script, frame.source.spanOf(node.pos, node.end))[0]?.trim() ?? '');
    }
    case 'ArithmeticTernary': {
      const test = evaluateArithmetic(frame, node.test);
      const [yes, no] = [evaluateArithmetic(frame, node.consequent), evaluateArithmetic(frame, node.alternate)];
      return test === undefined ? undefined : test === 0 ? no : yes;
    }
    case 'ArithmeticUnary':
      return evaluateUnary(frame, node.operator, { operand: node.operand, prefix: node.prefix });
    case 'ArithmeticBinary':
      return evaluateBinary(frame, node.operator, { left: node.left, right: node.right });
  }
}

function toNumber(text: string): number | undefined {
  const match = /^([-+]?)(?:0[xX]([\da-fA-F]{1,12})|(\d{1,15})|(\d{1,2})#(\w{1,10}))$/.exec(text.trim());
  if (!match) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  if (match[2] !== undefined) return sign * Number.parseInt(match[2], 16);
  if (match[3] !== undefined) return sign * Number.parseInt(match[3], /^0\d/.test(match[3]) ? 8 : 10);
  const value = Number.parseInt(match[5] ?? '', Number(match[4]));
  return Number.isNaN(value) ? undefined : sign * value;
}

/** A name stands for its value, which is arithmetic again: an index in it can run commands. */
function readOperand(frame: Frame, texts: readonly string[], node: ArithmeticExpression): number | undefined {
  const [text] = texts;
  if (texts.length !== 1 || text === undefined || !isKnown(text)) return undefined;
  const number = toNumber(text);
  if (number !== undefined) return number;
  checkIndex(frame, text, node);
  if (!/^[A-Za-z_]\w*$/.test(text)) return undefined;
  const value = readVariable(frame, text);
  const held = value && soleText(value);
  if (value && held === undefined) for (const alt of value) checkIndex(frame, alt.text, node);
  if (held === undefined) return undefined;
  checkIndex(frame, held, node);
  return held.trim() === '' ? 0 : toNumber(held);
}

function checkIndex(frame: Frame, text: string, node: ArithmeticExpression): void {
  if (hasCommandInIndex(text)) runIndex(frame, text, node);
}

/** `a[$(…)]` as the value of a variable runs its command when arithmetic reads it. */
function runIndex(frame: Frame, text: string, node: ArithmeticExpression): void {
  frame.session.doubt(
    'unknown_script',
    frame.source.spanOf(node.pos, node.end),
    `Arithmetic reads the value ${text.slice(0, 80)}, and runs the command in its index.`,
  );
}

/** `let` and its like are given the text of an expression. */
export function evaluateText(frame: Frame, text: string): number | undefined {
  if (!isKnown(text)) return undefined;
  const command = parseText(frame.session, `((${text}))`).commands[0]?.command;
  if (command?.type !== 'ArithmeticCommand' || !command.expression) return undefined;
  return evaluateArithmetic(frame, command.expression);
}

function assign(frame: Frame, target: ArithmeticExpression, value: number | undefined): void {
  if (target.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(target.value))
    frame.scope.set(target.value, value === undefined ? UNKNOWN : known(String(value)));
}

function evaluateUnary(
  frame: Frame,
  operator: string,
  { operand, prefix }: { readonly operand: ArithmeticExpression; readonly prefix: boolean },
): number | undefined {
  const value = evaluateArithmetic(frame, operand);
  if (operator === '++' || operator === '--') {
    const next = value === undefined ? undefined : value + (operator === '++' ? 1 : -1);
    assign(frame, operand, next);
    return prefix ? next : value;
  }
  if (value === undefined) return undefined;
  if (operator === '-') return -value;
  if (operator === '!') return value === 0 ? 1 : 0;
  return operator === '~' ? ~value : operator === '+' ? value : undefined;
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : Math.trunc(a / b)),
  '%': (a, b) => (b === 0 ? undefined : a % b),
  '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
  ',': (_a, b) => b,
};

function evaluateBinary(
  frame: Frame,
  operator: string,
  { left, right }: { readonly left: ArithmeticExpression; readonly right: ArithmeticExpression },
): number | undefined {
  if (operator === '=') {
    const value = evaluateArithmetic(frame, right);
    // The target may be `a[$(…)]`.
    if (left.type !== 'ArithmeticWord' || left.parts) evaluateArithmetic(frame, left);
    else checkIndex(frame, left.value, left);
    assign(frame, left, value);
    return value;
  }
  const [a, b] = [evaluateArithmetic(frame, left), evaluateArithmetic(frame, right)];
  const compound = OPERATIONS[operator] === undefined && operator.endsWith('=');
  const operation = OPERATIONS[compound ? operator.slice(0, -1) : operator];
  const value = operation && a !== undefined && b !== undefined ? operation(a, b) : undefined;
  const result = value !== undefined && Number.isSafeInteger(value) ? value : undefined;
  if (compound) assign(frame, left, result);
  return result;
}

/** Reads what stands below a node only for the commands in it. */
export function readCommandsBelow(frame: Frame, node: SyntaxNode): void {
  frame.session.charge(1);
  forEachChild(node, (child) => {
    if (child.type === 'CommandExpansion' || child.type === 'ProcessSubstitution') expandParts(frame, [child], true);
    else readCommandsBelow(frame, child);
  });
}
