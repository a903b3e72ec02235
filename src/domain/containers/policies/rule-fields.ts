import type { UpdateRules } from '../policy.js';
import type { RulesPatch } from './update-policy.js';

/** Every rule by its path: what is resolved, told and compared one by one. */
export const RULE_FIELDS = [
  'strategy',
  'constraint',
  'includePrereleases',
  'followTag',
  'approval',
  'backup.image',
  'backup.volumes',
  'health.stabilitySeconds',
  'health.timeoutSeconds',
  'health.probes',
  'rollback.automatic',
  'rollback.restoreVolumes',
  'maintenanceWindowId',
] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

/** The value of a field; undefined where a patch says nothing about it. */
export function readRule(rules: RulesPatch, field: RuleField): unknown {
  const [group = '', member] = field.split('.');
  const value = (rules as Record<string, unknown>)[group];
  if (member === undefined) return value;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
}

/** Rules with a patch over them. */
export function mergeRules(rules: UpdateRules, patch: RulesPatch): UpdateRules {
  const merged = {
    ...rules,
    ...dropUndefined(patch),
    backup: { ...rules.backup, ...dropUndefined(patch.backup) },
    health: { ...rules.health, ...dropUndefined(patch.health) },
    rollback: { ...rules.rollback, ...dropUndefined(patch.rollback) },
  };
  return merged as UpdateRules;
}

function dropUndefined(value: object | undefined): object {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== undefined));
}

/** A patch of a single field. */
export function patchOf(field: RuleField, value: unknown): RulesPatch {
  const [group = '', member] = field.split('.');
  return (member === undefined ? { [group]: value } : { [group]: { [member]: value } }) as RulesPatch;
}
