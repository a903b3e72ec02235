/**
 * Identities of devices are `<kind>:<value>`. The rank of a kind says how far it can be trusted: world-wide names are
 * given out once, serials are unique to a maker at best, and a path names a place, not a thing.
 */
const RANKS: Readonly<Record<string, number>> = { wwn: 0, eui: 1, nguid: 2, uuid: 3, serial: 10, path: 99 };
const OTHER_RANK = 5;
const MAX_IDENTITIES = 16;

function kindOf(identity: string): string {
  return identity.slice(0, Math.max(0, identity.indexOf(':')));
}

export function rankOfIdentity(identity: string): number {
  return RANKS[kindOf(identity)] ?? OTHER_RANK;
}

export function isStrong(identity: string): boolean {
  return kindOf(identity) !== 'path';
}

export function hasStrong(identities: readonly string[]): boolean {
  return identities.some(isStrong);
}

/** Rank of the strongest identity that both have; undefined when they share none. */
export function sharedRank(a: readonly string[], b: readonly string[]): number | undefined {
  const shared = a.filter((identity) => b.includes(identity)).map(rankOfIdentity);
  return shared.length === 0 ? undefined : Math.min(...shared);
}

/** Whether both have identities of one kind, stronger than `rank`, and none of that kind in common. */
export function disagree(a: readonly string[], b: readonly string[], rank: number): boolean {
  return a.some((identity) => {
    if (!isStrong(identity) || rankOfIdentity(identity) >= rank) return false;
    const ofKind = (other: string): boolean => kindOf(other) === kindOf(identity);
    const theirs = b.filter(ofKind);
    return theirs.length > 0 && !a.filter(ofKind).some((mine) => theirs.includes(mine));
  });
}

/** All identities of both, the strongest first; paths only while there is nothing else. Newer ones go first. */
export function uniteIdentities(newer: readonly string[], older: readonly string[]): string[] {
  const all = [...new Set([...newer, ...older])];
  const kept = hasStrong(all) ? all.filter(isStrong) : all;
  return kept.toSorted((a, b) => rankOfIdentity(a) - rankOfIdentity(b)).slice(0, MAX_IDENTITIES);
}
