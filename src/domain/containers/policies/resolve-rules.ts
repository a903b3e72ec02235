import { z } from 'zod';
import { parseSelector } from '../../inventory/selector.js';
import { DEFAULT_RULES, UpdateRules } from '../policy.js';
import { selectsContainer, weighSelector, type PolicySubject } from './container-selector.js';
import { readLabels } from './read-labels.js';
import { mergeRules, patchOf, readRule, RULE_FIELDS } from './rule-fields.js';
import type { RulesPatch } from './update-policy.js';

/** A policy as the resolution needs it. */
export interface PolicyRules {
  readonly id: string;
  readonly name: string;
  readonly selector: string;
  readonly priority: number;
  readonly rules: RulesPatch;
}

const RuleOrigin = z.object({
  kind: z.enum(['default', 'policy', 'label', 'request']),
  id: z.string().optional(),
  name: z.string().optional().describe('The policy’s, or the label’s key.'),
});
export type RuleOrigin = z.infer<typeof RuleOrigin>;

/** The rules of one container, and why. */
export const ResolvedRules = z
  .object({
    rules: UpdateRules,
    sources: z.array(z.object({ field: z.enum(RULE_FIELDS), value: z.unknown(), from: RuleOrigin })),
    matched: z
      .array(z.object({ id: z.string(), name: z.string(), priority: z.int(), specificity: z.int() }))
      .describe('Policies that select the container, the one that wins first.'),
    ignored: z
      .array(z.object({ from: RuleOrigin, field: z.enum(RULE_FIELDS).nullable(), why: z.string() }))
      .describe('What was said about this container and does not hold.'),
  })
  .meta({ id: 'ResolvedRules' });
export type ResolvedRules = z.infer<typeof ResolvedRules>;

export interface ResolveRulesInput {
  readonly container: PolicySubject;
  /** In any order; those that do not select the container as well. */
  readonly policies: readonly PolicyRules[];
  /** Of the request for one update. Whether it may loosen is the caller’s affair: `findLoosenings`. */
  readonly request?: RulesPatch | null | undefined;
}

interface Layer {
  readonly from: RuleOrigin;
  readonly patch: RulesPatch;
}

/**
 * Defaults, then policies (by priority, then by how much the selector demands, then by name: of equals the last in the
 * alphabet wins), then the container’s labels, then the request. Each field is settled by itself.
 */
export function resolveRules({ container, policies, request }: ResolveRulesInput): ResolvedRules {
  const { matched, broken } = matchPolicies(container, policies);
  const fromPolicies = matched.map(({ policy }): Layer => ({
    from: { kind: 'policy', id: policy.id, name: policy.name },
    patch: policy.rules,
  }));
  const settled = fromPolicies.reduce((rules, { patch }) => mergeRules(rules, patch), DEFAULT_RULES);
  const labels = readLabels(container.labels, settled);
  const fromLabels = labels.flatMap(({ label, field, value, refused }): Layer[] =>
    field === null || refused !== null ? [] : [{ from: { kind: 'label', name: label }, patch: patchOf(field, value) }],
  );
  const fromRequest: Layer[] = request ? [{ from: { kind: 'request' }, patch: request }] : [];
  const layers: Layer[] = [
    { from: { kind: 'default' }, patch: DEFAULT_RULES },
    ...fromPolicies,
    ...fromLabels,
    ...fromRequest,
  ];
  return {
    rules: layers.reduce((rules, { patch }) => mergeRules(rules, patch), DEFAULT_RULES),
    sources: RULE_FIELDS.map((field) => ({ field, ...findSource(layers, field) })),
    matched: matched
      .map(({ policy: { id, name, priority }, specificity }) => ({ id, name, priority, specificity }))
      .reverse(),
    ignored: [
      ...broken.map(({ id, name, why }) => ({ from: { kind: 'policy' as const, id, name }, field: null, why })),
      ...labels
        .filter(({ refused }) => refused !== null)
        .map(({ label, field, refused }) => ({
          from: { kind: 'label' as const, name: label },
          field,
          why: refused ?? '',
        })),
      ...findOverruled(fromPolicies),
    ],
  };
}

function findSource(
  layers: readonly Layer[],
  field: (typeof RULE_FIELDS)[number],
): { value: unknown; from: RuleOrigin } {
  const layer = layers.findLast(({ patch }) => readRule(patch, field) !== undefined);
  return { value: layer === undefined ? null : readRule(layer.patch, field), from: layer?.from ?? { kind: 'default' } };
}

interface Match {
  readonly policy: PolicyRules;
  readonly specificity: number;
}

interface BrokenPolicy {
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

/** Policies that select the container, the one that wins last. */
function matchPolicies(
  container: PolicySubject,
  policies: readonly PolicyRules[],
): { matched: Match[]; broken: BrokenPolicy[] } {
  const matched: Match[] = [];
  const broken: BrokenPolicy[] = [];
  for (const policy of policies) {
    const parsed = parseSelector(policy.selector);
    if (!parsed.ok) broken.push({ id: policy.id, name: policy.name, why: `its selector ${parsed.message}` });
    else if (selectsContainer(parsed.terms, container))
      matched.push({ policy, specificity: weighSelector(parsed.terms) });
  }
  return { matched: matched.sort(compareMatches), broken };
}

function compareMatches(a: Match, b: Match): number {
  const byRank = a.policy.priority - b.policy.priority || a.specificity - b.specificity;
  if (byRank !== 0) return byRank;
  return a.policy.name < b.policy.name ? -1 : a.policy.name > b.policy.name ? 1 : a.policy.id < b.policy.id ? -1 : 1;
}

/** Fields of policies that another policy settles otherwise. */
function findOverruled(layers: readonly Layer[]): ResolvedRules['ignored'] {
  return layers.flatMap(({ from, patch }, index) =>
    RULE_FIELDS.flatMap((field) => {
      const value = readRule(patch, field);
      const winner = layers.findLast((layer) => readRule(layer.patch, field) !== undefined);
      if (value === undefined || winner === undefined || layers.indexOf(winner) === index) return [];
      if (JSON.stringify(readRule(winner.patch, field)) === JSON.stringify(value)) return [];
      return [{ from, field, why: `the policy "${winner.from.name ?? ''}" is stronger` }];
    }),
  );
}
