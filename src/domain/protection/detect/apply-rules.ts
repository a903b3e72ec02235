import type { Execution } from '../../../platform/shell/reading.js';
import type { Condition, Program, Rule } from '../programs/program.js';
import { behindSubcommand } from '../programs/read-arguments.js';
import type { Arguments } from '../programs/read-arguments.js';
import type { Effect, Finding } from './finding.js';
import { actOf, findingsOf } from './make-finding.js';
import { worstEffect } from './order.js';
import { targetsOf } from './targets.js';

export interface Applied {
  readonly effect: Effect;
  readonly findings: readonly Finding[];
  /** Some rule spoke of it. */
  readonly known: boolean;
  /** A dry run or help: nothing else is looked at. */
  readonly settled: boolean;
}

/** All rules that apply are taken and the worst wins, unless one says that the program only pretends. */
export function applyRules(program: Program, given: Arguments, execution: Execution): Applied {
  const ignoreCase = program.style.ignoreCase ?? false;
  const has = (option: string): boolean => given.options.has(ignoreCase ? option.toLowerCase() : option);
  const applying = program.rules.filter((rule) => hasOptions(rule.when, has) && holds(rule.when, given, execution));
  const instead = applying.find((rule) => rule.instead === true);
  const taken = instead === undefined ? applying : [instead];
  const findings = taken.flatMap((rule) => findingsOfRule(rule, given, execution));
  const effects = [
    ...taken.filter((rule) => rule.effect === 'read_only').map((rule) => rule.effect),
    ...findings.map((finding) => finding.effect),
  ];
  return { effect: worstEffect(effects), findings, known: taken.length > 0, settled: instead !== undefined };
}

function findingsOfRule(rule: Rule, given: Arguments, execution: Execution): readonly Finding[] {
  const act = actOf(rule);
  if (act === undefined) return [];
  return targetsOf(rule, given, execution).flatMap((target) => findingsOf(act, target, execution));
}

function hasOptions({ anyOption, allOptions, noOption }: Condition, has: (option: string) => boolean): boolean {
  if (anyOption !== undefined && !anyOption.some(has)) return false;
  if (allOptions !== undefined && !allOptions.every(has)) return false;
  return !(noOption?.some(has) ?? false);
}

function holds(when: Condition, given: Arguments, execution: Execution): boolean {
  if (when.subcommand !== undefined && !startsWith(given.subcommand, when.subcommand)) return false;
  const seen = when.subcommand === undefined ? given : behindSubcommand(given, when.subcommand.length);
  if (when.minOperands !== undefined && seen.operands.length < when.minOperands) return false;
  return when.test?.(seen, execution) ?? true;
}

function startsWith(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((alternatives, at) => alternatives.split('|').includes(words[at] ?? ''));
}
