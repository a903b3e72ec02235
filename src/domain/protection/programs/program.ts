import type { Dialect, Execution } from '../../../platform/shell/reading.js';
import type { ActionType } from '../detect/action-types.js';
import type { Effect, Finding, Severity, TargetClass, TargetKind } from '../detect/finding.js';
import type { Readers } from '../detect/readers.js';
import type { Arguments, ArgumentStyle } from './read-arguments.js';

/**
 * What one program does, as data. The table of rules is read from above: all that apply are taken, the worst wins; an
 * allow never overrides a finding. Where none applies, `otherwise` says what it is.
 */
export interface Program {
  readonly names: readonly string[];
  /** How its arguments are read: which options take a value, whether it has subcommands. */
  readonly style: ArgumentStyle;
  readonly rules: readonly Rule[];
  /** For what a table cannot say: programs that are given a text in a language of its own (psql, python, awk). Joined with what the rules found. */
  readonly judge?: (given: Arguments, execution: Execution, tools: JudgeTools) => Verdict | undefined;
  /** For what no rule speaks of. `opaque` where the program can do harm that is not listed here. */
  readonly otherwise: Effect;
  readonly why: string;
}

export interface Rule {
  /** `<program>.<what>` */
  readonly id: string;
  readonly when: Condition;
  readonly effect: Effect;
  /** For `read_only` rules: none. They exist for look-alikes (`zfs destroy -n`) and stop the rules below them only with `instead`. */
  readonly type?: ActionType;
  readonly severity?: Severity;
  /** Default: one finding for each operand (see `Arguments.operands`). */
  readonly targets?: TargetsOf;
  readonly targetKind?: TargetKind;
  /** Default for paths: by `classifyPath`; else `ordinary`. */
  readonly targetClass?: TargetClass | ((target: string) => TargetClass);
  readonly breadth?: 'one' | 'some' | 'many' | 'all';
  /** A dry run or help that this program honours in this position: no other rule is looked at. */
  readonly instead?: boolean;
  readonly forbidden?: (target: string, targetClass: TargetClass) => boolean;
  /** Why that is so; shown to people. `{target}` and `{program}` are filled in. */
  readonly why: string;
  /**
   * Each rule proves itself: texts that it must, and must not, apply to; a test runs them all through `detect`. For another
   * dialect than bash the text begins with its name: `powershell: Remove-Item x`, `cmd: del x`.
   */
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

/** All given parts must hold. */
export interface Condition {
  /** The words of the subcommand: ['volume', 'rm'], each with alternatives by `|`. */
  readonly subcommand?: readonly string[];
  /** Any of these options is given (long or short, also in clusters and abbreviated where the style says so). */
  readonly anyOption?: readonly string[];
  readonly allOptions?: readonly string[];
  readonly noOption?: readonly string[];
  /** At least so many operands. */
  readonly minOperands?: number;
  readonly test?: (given: Arguments, execution: Execution) => boolean;
}

export type TargetsOf =
  | 'operands'
  | 'first'
  | 'last'
  | 'all_but_first'
  | 'all_but_last'
  | 'none'
  | ((given: Arguments, execution: Execution) => readonly string[]);

export interface Verdict {
  readonly effect: Effect;
  readonly findings: readonly Finding[];
}

export interface JudgeTools {
  readonly readers: Readers;
  /** The whole detector on a text that this execution gives to a shell; spans become that of the execution. */
  readonly judgeText: (text: string, dialect?: Dialect) => Verdict;
  /** A finding of this execution; the caller says what is special about it. */
  readonly makeFinding: (
    part: Pick<Finding, 'rule' | 'type' | 'effect' | 'target' | 'targetKind' | 'severity' | 'explanation'> &
      Partial<Finding>,
  ) => Finding;
}
