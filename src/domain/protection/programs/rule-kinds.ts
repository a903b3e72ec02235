import type { ActionType } from '../detect/action-types.js';
import type { Severity } from '../detect/finding.js';
import type { Execution, Word } from '../../../platform/shell/reading.js';
import type { Rule } from './program.js';
import type { Arguments } from './read-arguments.js';

/** A rule without what its kind says of it. */
type Told = Omit<Rule, 'effect' | 'type' | 'severity'>;

/** Only looks. Rules below may still find something. */
export const reads = (rule: Told): Rule => ({ ...rule, effect: 'read_only' });

/** A dry run, help or version that the program honours in this position: nothing else of it counts. */
export const rehearses = (rule: Told): Rule => ({ ...rule, effect: 'read_only', instead: true });

/** Adds something, or is undone by a known step. */
export const adds = (rule: Told): Rule => ({
  targetKind: 'resource',
  ...rule,
  effect: 'reversible',
  type: 'reversible_change',
  severity: 'low',
});

/** Held, for a reason that has a name. */
export const harms = (type: ActionType, severity: Severity, rule: Told): Rule => ({
  ...rule,
  effect: 'destructive',
  type,
  severity,
});

/** Held, because what it does cannot be known before it runs. */
export const hides = (severity: Severity, rule: Told): Rule => ({
  targetKind: 'script',
  ...rule,
  effect: 'opaque',
  type: 'opaque_execution',
  severity,
});

/** What a word is once the shell is done with it: its first value. */
export function textOf(word: Word | undefined): string {
  return word?.values[0] ?? '';
}

/** Operands as text; one that can be several things stands for all of them. */
export function textsOf(words: readonly Word[]): readonly string[] {
  return words.flatMap((word) => word.values);
}

/** All values of any of these options. */
export function valuesOf(given: Arguments, options: readonly string[]): readonly string[] {
  return options.flatMap((option) => textsOf(given.valuesOf(option)));
}

/** Any of these options is given. */
export function has(given: Arguments, ...options: readonly string[]): boolean {
  return options.some((option) => given.options.has(option));
}

/** For `Condition.test`: some operand is like this. */
export function someOperand(pattern: RegExp): (given: Arguments) => boolean {
  return (given) => textsOf(given.operands).some((text) => pattern.test(text));
}

/** For `Condition.test`: no operand at all. */
export function noOperand(given: Arguments): boolean {
  return given.operands.length === 0;
}

/** Every argument as text, options included: for the few programs whose order of words is a language of its own. */
export function argumentTexts(execution: Execution): readonly string[] {
  return textsOf(execution.args);
}

/** `--help` and `--version` where nothing else is done. */
export function helps(program: string, options: readonly string[] = ['--help', '--version']): Rule {
  return rehearses({
    id: `${program}.help`,
    when: { anyOption: options },
    targets: 'none',
    why: 'Prints how it is used, or its version, and does nothing.',
    matches: [`${program} ${options[0] ?? '--help'}`],
    misses: [],
  });
}
