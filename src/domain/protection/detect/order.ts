import { EFFECTS, SEVERITIES } from './finding.js';
import type { Effect, Finding, Severity } from './finding.js';

export function worstEffect(effects: Iterable<Effect>): Effect {
  let worst: Effect = 'read_only';
  for (const effect of effects) if (EFFECTS.indexOf(effect) > EFFECTS.indexOf(worst)) worst = effect;
  return worst;
}

export function worseSeverity(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other) ? one : other;
}

/** Most severe first, then what is held before what is not, then in the order of the text; the same act once. */
export function arrangeFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.rule, finding.type, finding.target, finding.place, finding.span.start, finding.effect].join(
      '\0',
    );
    const known = unique.get(key);
    if (known === undefined || compareWeight(finding, known) < 0) unique.set(key, finding);
  }
  return [...unique.values()].sort((a, b) => compareWeight(a, b) || a.span.start - b.span.start);
}

function compareWeight(a: Finding, b: Finding): number {
  if (a.forbidden !== b.forbidden) return a.forbidden ? -1 : 1;
  const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return severity === 0 ? held(b) - held(a) : severity;
}

function held({ effect }: Finding): number {
  return effect === 'reversible' ? 0 : 1;
}
