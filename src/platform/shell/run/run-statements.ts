import type { AndOr, CommandNode, Coproc, Function as FunctionNode, ParsedScript, Pipeline, Statement } from 'unbash';
import { concatTexts, joinTexts, soleText, known } from '../values/value.js';
import { feedFrom } from '../values/feed.js';
import { expandToValue } from '../expand/expand-word.js';
import { MAX_NAMES } from '../limits.js';
import { OPAQUE, SILENT, descend, type Frame, type Result } from './frame.js';
import { runCommand } from './run-command.js';
import { runCompound } from './run-compound.js';
import { programsOf, type Sink } from './session.js';

/** Each character of a text may be an error; the first ones say enough. */
const MAX_ERRORS = 20;

/** `$!`: nobody knows the number, but it is that of what the text itself has started. */
const LAST_JOB = '%+';

/** Every error of a script is a reason to hold, also of one that stands in another. */
export function runScript(frame: Frame, script: ParsedScript): Result {
  for (const { message, pos } of (script.errors ?? []).slice(0, MAX_ERRORS))
    frame.session.doubt('parse_error', frame.source.spanOf(pos, script.end), `The text cannot be parsed: ${message}.`);
  return runStatements(frame, script.commands);
}

export function runStatements(frame: Frame, statements: readonly Statement[]): Result {
  let result: Result = SILENT;
  for (const { command, background } of statements) {
    frame.session.charge(1);
    const next = background
      ? runNode({ ...frame, scope: frame.scope.layer(), background: true }, command)
      : runNode(frame, command);
    if (background) frame.scope.set('!', known(LAST_JOB));
    result = { texts: concatTexts(result.texts, next.texts), succeeds: next.succeeds };
  }
  return result;
}

export function runNode(frame: Frame, node: Statement['command']): Result {
  switch (node.type) {
    case 'AndOr':
      return runAndOr(frame, node);
    case 'Pipeline':
      return runPipeline(frame, node);
    case 'Command':
      return runCommand(frame, node);
    case 'Function':
      return defineFunction(frame, node);
    case 'Coproc':
      return runCoproc(frame, node);
    default:
      return runCompound(frame, node);
  }
}

/**
 * What stands behind `&&` and `||` may run or not: its variables are joined with those before, unless what stands
 * before surely works.
 */
function runAndOr(frame: Frame, node: AndOr): Result {
  let maybe: Frame | null = null;
  let result: Result = SILENT;
  for (const [index, part] of node.commands.entries()) {
    frame.session.charge(1);
    const operator = node.operators[index - 1];
    const sure = operator === undefined || (operator === '&&' && result.succeeds && !maybe);
    if (sure) {
      const next = runNode(frame, part);
      result = { texts: concatTexts(result.texts, next.texts), succeeds: next.succeeds };
      continue;
    }
    maybe ??= { ...frame, scope: frame.scope.layer() };
    const next = operator === '||' ? runAlternative(maybe, part) : runNode(maybe, part);
    const succeeds = operator === '||' && (result.succeeds || next.succeeds);
    result = { texts: joinTexts(result.texts, concatTexts(result.texts, next.texts)), succeeds };
  }
  if (maybe) frame.scope.join([maybe.scope], true);
  return result;
}

function runAlternative(frame: Frame, node: AndOr['commands'][number]): Result {
  const layer = frame.scope.layer();
  const result = runNode({ ...frame, scope: layer }, node);
  frame.scope.join([layer], true);
  return result;
}

/** Each stage is a shell of its own, fed by the one before. */
function runPipeline(frame: Frame, node: Pipeline): Result {
  const [only] = node.commands;
  if (!only) return SILENT;
  const negated = node.prefixes.some(({ type }) => type === 'Negation');
  if (node.commands.length === 1) {
    const result = runNode(frame, only);
    return negated ? { ...result, succeeds: false } : result;
  }
  const sinks: Sink[] = [];
  let [stdin, result] = [frame.stdin, SILENT as Result];
  for (const stage of node.commands) {
    const sink: Sink = { executions: [], shells: [], parent: frame.sink };
    sinks.push(sink);
    result = runNode({ ...frame, scope: frame.scope.layer(), stdin, sink, beside: true }, stage);
    stdin = feedFrom(result.texts, programsOf(sink));
  }
  tellPipes(sinks);
  return result;
}

function tellPipes(sinks: readonly Sink[]): void {
  const names = sinks.map(programsOf);
  for (const [index, { executions }] of sinks.entries()) {
    const behind = names.slice(index + 1, index + 1 + MAX_NAMES).flat();
    for (const execution of executions)
      for (const name of behind.slice(0, MAX_NAMES))
        if (execution.pipedInto.length < MAX_NAMES) execution.pipedInto.push(name);
  }
}

function defineFunction(frame: Frame, node: FunctionNode): Result {
  const name = soleText(expandToValue(frame, node.name));
  if (name === undefined) return OPAQUE;
  frame.scope.functions.set(name, [{ node, source: frame.source }]);
  return SILENT;
}

function runCoproc(frame: Frame, node: Coproc): Result {
  const inner = descend(frame, { scope: frame.scope.layer(), background: true, stdin: { kind: 'opaque', from: [] } });
  const { body } = node;
  if (body.type === 'CompoundList') runStatements(inner, body.commands);
  else runNode(inner, body as CommandNode);
  frame.scope.set('COPROC', known(''));
  return SILENT;
}
