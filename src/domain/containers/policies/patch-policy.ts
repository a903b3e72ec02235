import { RULE_FIELDS, patchOf, readRule } from './rule-fields.js';
import type { PatchUpdatePolicy, RulesPatch, UpdatePolicy } from './update-policy.js';

/** The rules in a flat policy, without its own fields. */
export function pickRules(policy: RulesPatch | UpdatePolicy): RulesPatch {
  return RULE_FIELDS.reduce<RulesPatch>((rules, field) => addRule(rules, field, readRule(policy, field)), {});
}

/** A policy’s rules after a change: absent is unchanged, null takes a rule (or a group of them) away. */
export function patchRules(before: RulesPatch, patch: PatchUpdatePolicy): RulesPatch {
  return RULE_FIELDS.reduce<RulesPatch>((rules, field) => addRule(rules, field, readPatched(before, patch, field)), {});
}

type RuleField = (typeof RULE_FIELDS)[number];

function readPatched(before: RulesPatch, patch: PatchUpdatePolicy, field: RuleField): unknown {
  const [group = ''] = field.split('.');
  if ((patch as Record<string, unknown>)[group] === null) return undefined;
  // The same paths; null stands where a rule is taken away.
  const value = readRule(patch as RulesPatch, field);
  if (value === undefined) return readRule(before, field);
  return value === null ? undefined : value;
}

function addRule(rules: RulesPatch, field: RuleField, value: unknown): RulesPatch {
  if (value === undefined) return rules;
  const [group = '', member] = field.split('.');
  if (member === undefined) return { ...rules, ...patchOf(field, value) };
  const siblings = (rules as Record<string, object | undefined>)[group];
  return { ...rules, [group]: { ...siblings, [member]: value } };
}
