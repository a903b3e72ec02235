import type { ParsedScript } from 'unbash';
import type { Span } from '../reading.js';
import { makeInnerSource } from '../values/source-text.js';
import { expandToArg } from '../expand/expand-word.js';
import { HOLE, dropNuls } from '../values/value.js';
import { descend, type Frame } from './frame.js';
import { readFileTexts } from './paths.js';
import { runScript } from './run-statements.js';

/** Runs the commands of `$(…)` in a subshell and gives what they print, each way, with holes. */
export function captureScript(frame: Frame, script: ParsedScript, span: Span): readonly string[] {
  const inner = enter(frame, script, span);
  const [only] = script.commands;
  const command = script.commands.length === 1 ? only?.command : undefined;
  if (command?.type === 'Command' && !command.name && command.redirects.length === 1 && command.prefix.length === 1) {
    const [redirect] = command.redirects;
    // `$(< file)` is what the file holds.
    if (redirect?.type === 'Redirect' && redirect.operator === '<' && redirect.target)
      return readFileTexts(inner, expandToArg(inner, redirect.target)) ?? [HOLE];
  }
  return runScript(inner, script).texts.map((text) => dropNuls(text));
}

/** Runs the commands of `>(…)`: they read what nobody can know here. */
export function startBeside(frame: Frame, script: ParsedScript, span: Span): void {
  runScript({ ...enter(frame, script, span), stdin: { kind: 'opaque', from: [] }, beside: true }, script);
}

function enter(frame: Frame, script: ParsedScript, span: Span): Frame {
  const source = script.source === undefined ? frame.source : makeInnerSource(script.source, span);
  return descend(frame, { scope: frame.scope.layer(), sink: null, source });
}
