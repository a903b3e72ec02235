import { ConstraintError, parseConstraint } from '../versions/constraint.js';
import { compilePattern } from '../versions/pattern/compile-pattern.js';
import { PatternError } from '../versions/pattern/syntax.js';
import { findSelectorFault } from './container-selector.js';
import type { RulesPatch } from './update-policy.js';

export interface PolicyFault {
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a policy beyond its shape: a selector, range or pattern that nobody can read. */
export function findPolicyFaults(policy: { readonly selector: string; readonly rules: RulesPatch }): PolicyFault[] {
  const selector = findSelectorFault(policy.selector);
  return [
    ...(selector === null ? [] : [{ path: 'selector', message: selector.message }]),
    ...findRuleFaults(policy.rules),
  ];
}

/** The same for the rules alone, as a request for one update gives them. */
export function findRuleFaults({ strategy, constraint }: Pick<RulesPatch, 'strategy' | 'constraint'>): PolicyFault[] {
  if (strategy === 'pattern' && (constraint === undefined || constraint === null)) {
    return [{ path: 'constraint', message: 'the strategy "pattern" needs a tag pattern' }];
  }
  if (constraint === undefined || constraint === null) return [];
  // Without a strategy beside it, the constraint has to be one of the two.
  const readers =
    strategy === 'pattern'
      ? [compilePattern]
      : strategy === undefined
        ? [parseConstraint, compilePattern]
        : [parseConstraint];
  const faults = readers.map((read) => findFault(read, constraint));
  const [first] = faults;
  return first === undefined || faults.includes(null) || first === null ? [] : [{ path: 'constraint', message: first }];
}

function findFault(read: (text: string) => unknown, text: string): string | null {
  try {
    read(text);
    return null;
  } catch (error) {
    if (error instanceof ConstraintError || error instanceof PatternError) return error.message;
    throw error;
  }
}
