import { evaluateText } from '../expand/arithmetic.js';
import { readAssignmentWord } from '../run/assign.js';
import type { Call, Frame } from '../run/frame.js';
import { hasCommandInIndex } from '../values/scan-text.js';
import { isKnown, known, soleText, UNKNOWN, type Arg, type Value } from '../values/value.js';

/** `export A=1`, `local x`, `declare -i n=1+1`: one word of these. */
export function assignWord(
  frame: Frame,
  arg: Arg,
  given: { readonly exports: boolean; readonly call: Call; readonly integer: boolean; readonly refers?: boolean },
): void {
  const { exports, call, integer, refers = false } = given;
  const assigned = readAssignmentWord(arg);
  const name = assigned?.name ?? soleText(arg.alts);
  if (name === undefined || /^[-+]/.test(name)) return;
  // What a reference stands for is looked up at each use, with its index.
  const runs = hasCommandInIndex(name) || (refers && assigned?.arg.alts.some(({ text }) => hasCommandInIndex(text)));
  if (runs) {
    frame.session.doubt('unknown_script', call.span, `${name.slice(0, 80)} has a command in its index, which is run.`);
    return;
  }
  if (!/^[A-Za-z_]\w*$/.test(name)) return;
  const value = assigned && (integer ? asInteger(frame, assigned.arg.alts) : assigned.arg.alts);
  if (exports) frame.scope.export(name, value);
  else if (value) frame.scope.set(name, value);
}

/** `declare -i` reads arithmetic. */
function asInteger(frame: Frame, value: Value): Value {
  const text = soleText(value);
  const number = text === undefined ? undefined : evaluateText(frame, text);
  return number === undefined ? UNKNOWN : known(String(number));
}

/** `name=text` of `alias`, whose names may have characters that variables may not. */
export function readAssignedNames(arg: Arg): { readonly name: string; readonly value: Value } | undefined {
  const [first] = arg.alts;
  const at = first?.text.indexOf('=') ?? -1;
  if (!first || at <= 0 || !isKnown(first.text.slice(0, at))) return undefined;
  return {
    name: first.text.slice(0, at),
    value: arg.alts.map(({ text }) => ({ text: text.slice(at + 1), glob: false })),
  };
}
