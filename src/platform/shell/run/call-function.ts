import { MOST_DEFINITIONS, type FunctionDefinition } from '../values/scope.js';
import { WELL_KNOWN } from '../well-known-programs.js';
import { isKnown, joinTexts } from '../values/value.js';
import { descend, type Call, type Frame, type Result, OPAQUE } from './frame.js';
import { runRedirectedBody } from './run-compound.js';
import { runStatements } from './run-statements.js';
import { runTexts } from './run-text.js';

/** A function that the text defines, run with its words; undefined when there is none of that name. */
export function callFunction(frame: Frame, call: Call, name: string): Result | undefined {
  const definitions = frame.scope.functionsNamed(name);
  if (definitions.length === 0) return undefined;
  warnRedefined(frame, call, { name, what: 'function' });
  if (frame.calls.includes(name)) return refuseRecursion(frame, call, name);
  if (definitions.length > MOST_DEFINITIONS)
    frame.session.doubt('too_many', call.span, `Which of its many definitions ${name} has by then cannot be known.`);
  const results = definitions
    .slice(0, MOST_DEFINITIONS)
    .map((definition) => runBody(frame, call, { definition, name }));
  const [only] = results;
  return results.length === 1 ? only : { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
}

function runBody(
  frame: Frame,
  call: Call,
  { definition, name }: { readonly definition: FunctionDefinition; readonly name: string },
): Result {
  const { body } = definition.node;
  const inner = descend(frame, { source: definition.source, calls: [...frame.calls, name] });
  for (const { name: variable, arg } of call.assignments) frame.scope.set(variable, arg.alts);
  const before = frame.scope.positional;
  frame.scope.positional = call.argv.slice(1);
  const result = body.type === 'CompoundList' ? runStatements(inner, body.commands) : runRedirectedBody(inner, body);
  frame.scope.positional = before;
  return { ...result, succeeds: false };
}

/** Each start begins two more without waiting: there is no end to it. */
function refuseRecursion(frame: Frame, call: Call, name: string): Result {
  if (frame.beside || frame.background)
    frame.session.doubt('fork_bomb', call.span, `${name} starts itself beside itself, again and again.`);
  else frame.session.doubt('too_deep', call.span, `${name} calls itself: how often cannot be known before it runs.`);
  return OPAQUE;
}

/** Which functions and aliases are honest helpers cannot be known, but `ls` is not expected to be one. */
function warnRedefined(
  frame: Frame,
  call: Call,
  { name, what }: { readonly name: string; readonly what: string },
): void {
  if (WELL_KNOWN.has(name))
    frame.session.doubt(
      'redefined_program',
      call.span,
      `${name} is not the program here: the text makes a ${what} of that name.`,
    );
}

/** A script may expand aliases or not; both are read. */
export function expandAlias(frame: Frame, call: Call, name: string): Result | undefined {
  const value = frame.scope.alias(name);
  const mark = `alias ${name}`;
  if (!value || frame.calls.includes(mark)) return undefined;
  warnRedefined(frame, call, { name, what: 'alias' });
  const rest = call.argv.slice(1).map(({ source }) => source);
  const texts = value.map(({ text }) => [text, ...rest].join(' '));
  const inner: Frame = { ...frame, calls: [...frame.calls, mark] };
  const result = runTexts(inner, { texts, span: call.span, by: `The alias ${name}` });
  return WELL_KNOWN.has(name) || !value.every(({ text }) => isKnown(text)) ? undefined : result;
}
