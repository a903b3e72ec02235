import type { Manager } from './managers.js';
import type { ListAge, PackagesFacts, PackageUpdate, PendingUpdates, SecurityAdvisories } from './schema.js';

const MAX_UPDATES = 500;

export interface PackageReports {
  readonly pending: PendingUpdates | undefined;
  readonly advisories: SecurityAdvisories | undefined;
  readonly age: ListAge | undefined;
}

export function judgePackages(manager: Manager, { pending, advisories, age }: PackageReports): PackagesFacts {
  const updates = pending?.updates ?? null;
  const marked = updates?.map((update) => markSecurity(update, advisories)) ?? null;
  return {
    manager,
    pending: marked?.length ?? null,
    security: countSecurity(marked, advisories),
    heldBack: pending?.heldBack ?? null,
    problem: pending?.problem ?? null,
    ...describeAge(age),
    stamp: pending === undefined ? null : (age?.stamp ?? null),
    updates: (marked ?? []).toSorted((a, b) => Number(b.security) - Number(a.security)).slice(0, MAX_UPDATES),
  };
}

function markSecurity(update: PackageUpdate, advisories: SecurityAdvisories | undefined): PackageUpdate {
  const named = advisories?.packages ?? null;
  return named === null ? update : { ...update, security: named.includes(update.name) };
}

/** A zero only where something could have said more: nothing waits, the list itself tells, or advisories do. */
function countSecurity(
  updates: readonly PackageUpdate[] | null,
  advisories: SecurityAdvisories | undefined,
): number | null {
  if (advisories?.count !== null && advisories?.count !== undefined) return advisories.count;
  if (updates === null) return null;
  if (updates.length === 0) return 0;
  if (updates.some(({ security }) => security === null)) return null;
  return updates.filter(({ security }) => security === true).length;
}

/** What was learned last time, when nothing has changed since. */
export function keepPackages(previous: PackagesFacts, age: ListAge): PackagesFacts {
  return { ...previous, ...describeAge(age) };
}

function describeAge(age: ListAge | undefined): Pick<PackagesFacts, 'listsChangedAt' | 'listsAgeSeconds'> {
  if (age === undefined || age.changedAtSeconds === null) return { listsChangedAt: null, listsAgeSeconds: null };
  return {
    listsChangedAt: new Date(age.changedAtSeconds * 1000).toISOString(),
    // The host's clock may have been set back in between.
    listsAgeSeconds: Math.max(0, age.nowSeconds - age.changedAtSeconds),
  };
}
