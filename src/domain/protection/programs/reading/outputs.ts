import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { judgeWrite } from '../../detect/judge-write.js';
import { worstEffect } from '../../detect/order.js';
import type { WriteMode } from '../../detect/write-outcomes.js';
import type { Program, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';

export interface Output {
  readonly word: Word;
  readonly mode: WriteMode;
}

/** For programs that read unless they are told to write somewhere: `-` is their own output. */
export function judgeOutputs(
  outputsOf: (given: Arguments, execution: Execution) => readonly Output[],
): NonNullable<Program['judge']> {
  return (given, execution): Verdict | undefined => {
    const findings = outputsOf(given, execution)
      .filter(({ word }) => word.values[0] !== '-')
      .flatMap(({ word, mode }) => judgeWrite(word, mode, execution, `${execution.program ?? ''}.output`));
    if (findings.length === 0) return undefined;
    return { effect: worstEffect(findings.map(({ effect }) => effect)), findings };
  };
}

/** Values of these options are files that are replaced. */
export function judgeOutputOptions(...options: readonly string[]): NonNullable<Program['judge']> {
  return judgeOutputs((given) =>
    options.flatMap((option) => given.valuesOf(option)).map((word) => ({ word, mode: 'replace' as const })),
  );
}

/** The operand at this place, if there is one, is a file that is replaced. */
export function judgeOutputOperand(at: number): NonNullable<Program['judge']> {
  return judgeOutputs((given) => given.operands.slice(at, at + 1).map((word) => ({ word, mode: 'replace' as const })));
}

/** Names in lines, with a space between. */
export function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}

/** Programs that only read, compute or print, whatever they are given. */
export function readers(why: string, names: readonly string[]): Program {
  return { names: words(...names), style: {}, rules: [], otherwise: 'read_only', why };
}
