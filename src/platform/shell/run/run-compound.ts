import type { Case, CompoundCommand, CompoundList, For, If, Redirected, Select, TestExpression } from 'unbash';
import { evaluateArithmetic, evaluateText } from '../expand/arithmetic.js';
import { expandToValue, expandWord } from '../expand/expand-word.js';
import { MAX_TURNS } from '../limits.js';
import { UNKNOWN, concatTexts, isKnown, joinTexts, joinValues, type Arg, type Value } from '../values/value.js';
import { SILENT, SILENT_MAYBE, descend, type Frame, type Result } from './frame.js';
import { emit } from './emit.js';
import { applyRedirects, storeOutput, withPrinted } from './redirects.js';
import { runStatements } from './run-statements.js';
import type { Scope } from '../values/scope.js';

/** Groups, branches, loops, tests. */
export function runCompound(frame: Frame, node: CompoundCommand | Redirected): Result {
  const inner = descend(frame, { beside: false });
  switch (node.type) {
    case 'Redirected':
      return runRedirected(inner, node);
    case 'BraceGroup':
      return runStatements(inner, node.body.commands);
    case 'Subshell':
      return runStatements({ ...inner, scope: frame.scope.layer() }, node.body.commands);
    case 'If':
      return runIf(inner, node);
    case 'Case':
      return runCase(inner, node);
    case 'For':
    case 'Select':
      return runFor(inner, node);
    case 'While':
      return runLoop(inner, (turn) =>
        joinResults([runStatements(turn, node.clause.commands), runStatements(turn, node.body.commands)]),
      );
    case 'ArithmeticFor':
      if (node.initialize) evaluateArithmetic(inner, node.initialize);
      return runLoop(inner, (turn) => {
        if (node.test) evaluateArithmetic(turn, node.test);
        const result = runStatements(turn, node.body.commands);
        if (node.update) evaluateArithmetic(turn, node.update);
        return result;
      });
    case 'TestCommand':
      readTest(inner, node.expression);
      return SILENT_MAYBE;
    case 'ArithmeticCommand':
      if (node.expression) evaluateArithmetic(inner, node.expression);
      return SILENT_MAYBE;
  }
}

/** The body of a function. */
export function runRedirectedBody(frame: Frame, node: CompoundCommand | Redirected): Result {
  return runCompound({ ...frame, depth: frame.depth - 1 }, node);
}

/** What a group reads and writes; what it writes is shown as a command without a name. */
function runRedirected(frame: Frame, node: Redirected): Result {
  const applied = applyRedirects(frame, node.redirects);
  const inner: Frame = {
    ...frame,
    stdin: applied.stdin ?? frame.stdin,
    sink: applied.output === 'inherited' ? frame.sink : null,
  };
  const result = runCompound(inner, node.command);
  if (applied.redirects.some(({ operator }) => operator !== '<'))
    emit(withPrinted(frame, result), {
      program: '',
      args: [],
      call: {
        argv: [],
        redirects: applied.redirects,
        assignments: [],
        span: frame.source.spanOf(node.pos, node.end),
        direct: true,
        moreFrom: null,
      },
      silent: true,
    });
  return storeOutput(frame, applied, result);
}

function joinResults(results: readonly Result[]): Result {
  let texts: readonly string[] = [''];
  for (const result of results) texts = concatTexts(texts, result.texts);
  return { texts, succeeds: false };
}

/** Each branch begins where the condition left; afterwards any of them may have run. */
function runIf(frame: Frame, node: If): Result {
  const before = runStatements(frame, node.clause.commands);
  const layers: Scope[] = [];
  const results: Result[] = [];
  const branch = (body: CompoundList): void => {
    const scope = frame.scope.layer();
    layers.push(scope);
    results.push(runStatements({ ...frame, scope }, body.commands));
  };
  branch(node.then);
  for (const elif of node.elif) {
    runStatements(frame, elif.clause.commands);
    branch(elif.then);
  }
  if (node.else) branch(node.else);
  else results.push(SILENT);
  frame.scope.join(layers, !node.else);
  return { texts: concatTexts(before.texts, joinTexts(...results.map(({ texts }) => texts))), succeeds: false };
}

function runCase(frame: Frame, node: Case): Result {
  expandToValue(frame, node.word);
  const layers: Scope[] = [];
  const results: Result[] = [SILENT];
  for (const item of node.items) {
    for (const pattern of item.pattern) expandToValue(frame, pattern);
    const scope = frame.scope.layer();
    layers.push(scope);
    results.push(runStatements({ ...frame, scope }, item.body.commands));
  }
  frame.scope.join(layers, true);
  return { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
}

/** Over words that are known, turn by turn; over all others once, with the variable being any of them. */
function runFor(frame: Frame, node: For | Select): Result {
  const name = node.name.value;
  const words = node.wordlist
    ? node.wordlist.map((word) => expandWord(frame, word))
    : [[frame.scope.positional ?? [{ source: '$@', alts: UNKNOWN, maySplit: true }]]];
  const sole = words.every((lists) => lists.length === 1);
  const args = words.flatMap((lists) => lists.flat());
  const plain = args.every(({ alts, maySplit, more }) => alts.length === 1 && !maySplit && !more);
  if (node.type === 'For' && sole && plain && args.length <= MAX_TURNS) {
    let texts: readonly string[] = [''];
    for (const { alts } of args) {
      frame.scope.set(name, alts);
      texts = concatTexts(texts, runStatements(frame, node.body.commands).texts);
    }
    return { texts, succeeds: true };
  }
  return runLoop(frame, (turn) => {
    turn.scope.set(name, anyOf(args));
    return runStatements(turn, node.body.commands);
  });
}

function anyOf(args: readonly Arg[]): Value {
  return joinValues([...args.map(({ alts }) => alts), ...(args.length === 0 ? [UNKNOWN] : [])]);
}

/** How often a loop is read again until what it changes is taken for unknown. */
const ROUNDS = 3;

/**
 * A body that may run any number of times. It is read again while it changes a variable that it has read before, so that
 * what a later turn would see is seen.
 */
function runLoop(frame: Frame, run: (turn: Frame) => Result): Result {
  let texts: readonly string[] = [''];
  for (let round = 0; round < ROUNDS; round += 1) {
    const scope = frame.scope.layer();
    const result = run({ ...frame, scope });
    texts = joinTexts(texts, result.texts);
    const again = [...scope.variables.keys()].filter(
      (name) => scope.readBelow.has(name) && changes(frame.scope, scope, name),
    );
    frame.scope.join([scope], true);
    for (const name of scope.readBelow) if (frame.scope.parent) frame.scope.parent.readBelow.add(name);
    if (again.length === 0) break;
    if (round === ROUNDS - 2) for (const name of again) frame.scope.set(name, UNKNOWN);
  }
  const silent = texts.every((text) => text === '');
  return silent ? SILENT_MAYBE : { texts: texts.length === 1 ? texts : ['\0'], succeeds: false };
}

function changes(before: Scope, after: Scope, name: string): boolean {
  const old = before.variable(name);
  const now = after.variable(name);
  if (!old || !now) return true;
  const texts = new Set(old.value.map(({ text }) => text));
  return now.value.some(({ text }) => !texts.has(text)) || (now.items ?? null) !== (old.items ?? null);
}

/** Tests run nothing by themselves, but the words in them may; `-eq` and `-v` read arithmetic. */
function readTest(frame: Frame, node: TestExpression): void {
  frame.session.charge(1);
  if (node.type === 'TestLogical') return node.operands.forEach((operand) => readTest(frame, operand));
  if (node.type === 'TestNot') return readTest(frame, node.operand);
  if (node.type === 'TestGroup') return readTest(frame, node.expression);
  const words = node.type === 'TestUnary' ? [node.operand] : [node.left, node.right];
  const values = words.map((word) => expandToValue(frame, word));
  const arithmetic = /^-(?:eq|ne|lt|le|gt|ge|v)$/.test(node.operator);
  if (arithmetic)
    for (const { text } of values.flat()) if (isKnown(text) && /[[$`]/.test(text)) checkArithmetic(frame, text, node);
}

function checkArithmetic(frame: Frame, text: string, node: TestExpression): void {
  if (/\$\(|`/.test(text))
    frame.session.doubt(
      'unknown_script',
      frame.source.spanOf(node.pos, node.end),
      `A test reads ${text.slice(0, 80)} as arithmetic, and runs the command in it.`,
    );
  else evaluateText(frame, text);
}
