import type { UpdateRules } from '../policy.js';
import { readRule, RULE_FIELDS, type RuleField } from './rule-fields.js';

export interface Loosening {
  readonly field: RuleField;
  readonly from: unknown;
  readonly to: unknown;
  readonly why: string;
}

type Compare = (from: never, to: never) => string | null;

/** Where both are the same, nothing is looser: never asked. A text says what is lost; null means as strict or stricter. */
const LOOSER: Readonly<Record<RuleField, Compare>> = {
  strategy: (from: string, to: string) =>
    to === 'pinned' || (to === 'digest' && from !== 'pinned') ? null : `${to} lets more versions in than ${from}`,
  constraint: (from: string | null) => (from === null ? null : 'another constraint may let other versions in'),
  includePrereleases: (_: boolean, to: boolean) => (to ? 'pre-releases would be let in' : null),
  followTag: (_: boolean, to: boolean) => (to ? 'a reference that is pinned to a digest would be moved' : null),
  approval: (from: string, to: string) =>
    APPROVALS.indexOf(to) < APPROVALS.indexOf(from)
      ? `fewer updates would be approved by a human than with ${from}`
      : null,
  'backup.image': (_: boolean, to: boolean) => (to ? null : 'there would be no backup of the image'),
  'backup.volumes': (_: boolean, to: boolean) => (to ? null : 'there would be no backup of the volumes'),
  'health.stabilitySeconds': (from: number, to: number) =>
    to < from ? 'it would be watched for a shorter time' : null,
  'health.timeoutSeconds': (from: number, to: number) => (to > from ? 'a broken one would be waited for longer' : null),
  'health.probes': (from: readonly unknown[], to: readonly unknown[]) => {
    const kept = new Set(to.map((probe) => JSON.stringify(probe)));
    const lost = from.filter((probe) => !kept.has(JSON.stringify(probe))).length;
    return lost === 0 ? null : `${lost} probe(s) would be changed or left out`;
  },
  'rollback.automatic': (_: boolean, to: boolean) => (to ? null : 'a failed update would not be rolled back by itself'),
  // Neither is the safe one: restoring loses what was written since, not restoring keeps what a failed version wrote.
  'rollback.restoreVolumes': (_: boolean, to: boolean) =>
    to
      ? 'a rollback would lose what was written since the backup'
      : 'a rollback would keep what the failed version wrote',
  maintenanceWindowId: (from: string | null, to: string | null) =>
    from === null ? null : to === null ? 'it would no longer wait for its window' : 'it would wait for another window',
};

const APPROVALS = ['never', 'risk', 'always'];

/** Why a value is looser than the present rule; null when it is not. */
export function compareRule(field: RuleField, rules: UpdateRules, to: unknown): string | null {
  const from = readRule(rules, field);
  if (JSON.stringify(from) === JSON.stringify(to)) return null;
  return LOOSER[field](from as never, to as never);
}

/** The fields in which the merged rules are looser than the effective ones: setting those needs an admin. */
export function findLoosenings(effective: UpdateRules, merged: UpdateRules): Loosening[] {
  return RULE_FIELDS.flatMap((field) => {
    const to = readRule(merged, field);
    const why = compareRule(field, effective, to);
    return why === null ? [] : [{ field, from: readRule(effective, field), to, why }];
  });
}
