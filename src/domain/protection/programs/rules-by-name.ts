import type { Rule } from './program.js';

/** A table that programs of several names share: `{name}` in its ids and samples becomes this one. */
export function rulesFor(name: string, rules: readonly Rule[]): readonly Rule[] {
  const named = (text: string): string => text.replaceAll('{name}', name);
  return rules.map((rule) => ({
    ...rule,
    id: named(rule.id),
    matches: rule.matches.map(named),
    misses: rule.misses.map(named),
  }));
}
