import type { ZfsPool, ZfsRole, ZfsVdev } from './zfs-pool.js';

/** Groups whose loss is the loss of the pool. A log or cache can be lost without. */
const VITAL_ROLES: ReadonlySet<ZfsRole> = new Set(['data', 'special', 'dedup']);
/** `mirror-0`, `raidz2-1`, `draid2:4d:11c:1s-0`; not `draid2-0-0`, a spare, nor a disk that somebody called `spare-left`. */
const GROUP = /^(mirror|raidz|replacing|spare|indirect|hole|missing|draid(?=[123]?:))([123])?(?:-\d+|:.*)?$/;

export interface ZfsGroup {
  readonly vdev: ZfsVdev;
  /** Members that hold no full copy of their data now. */
  readonly missing: number;
  /** How many more may be lost; negative: more are gone than the group survives. null: not known. */
  readonly spareLosses: number | null;
}

export function isZfsGroup({ name, role }: Pick<ZfsVdev, 'name' | 'role'>): boolean {
  return role === 'root' || GROUP.test(name);
}

/** The disks and files: what has no children and is no group by its name. */
export function zfsLeaves(pool: Pick<ZfsPool, 'vdevs'>): ZfsVdev[] {
  const parents = new Set(pool.vdevs.map(({ parent }) => parent));
  return pool.vdevs.filter((vdev, index) => !parents.has(index) && !isZfsGroup(vdev));
}

/** The direct child of the pool that a row belongs to; undefined for such a child itself. */
export function zfsTopGroup(pool: Pick<ZfsPool, 'vdevs'>, vdev: ZfsVdev): ZfsVdev | undefined {
  let top: ZfsVdev | undefined;
  for (let at = vdev.parent, steps = 0; at !== null && steps < 20; steps += 1) {
    top = pool.vdevs[at];
    at = top?.parent ?? null;
  }
  return top;
}

/** What each vital group can still lose. */
export function zfsGroups(pool: Pick<ZfsPool, 'vdevs' | 'scans'>): ZfsGroup[] {
  const resilvering = pool.scans.some(({ kind, state }) => kind === 'resilver' && state === 'running');
  const children = new Map<number, number[]>();
  for (const [index, { parent }] of pool.vdevs.entries()) {
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), index]);
  }
  const holdsData = (index: number, depth = 0): boolean => {
    const vdev = pool.vdevs[index];
    if (vdev === undefined || depth > 10) return false;
    const below = children.get(index) ?? [];
    if (below.length === 0) return isReadable(vdev);
    // A replacement holds its data only when the resilver is done.
    if (resilvering && vdev.state !== 'ONLINE') return false;
    return below.some((child) => holdsData(child, depth + 1));
  };
  return [...pool.vdevs.entries()]
    .filter(([, { parent, role }]) => parent === null && VITAL_ROLES.has(role))
    .map(([index, vdev]) => {
      const members = children.get(index) ?? [];
      if (members.length === 0) return lonely(vdev);
      const missing = members.filter((member) => !holdsData(member)).length;
      const survives = survivableLosses(vdev.name, members.length);
      return { vdev, missing, spareLosses: survives === null ? null : survives - missing };
    });
}

function lonely(vdev: ZfsVdev): ZfsGroup {
  const bad = vdev.state !== 'ONLINE';
  // A group without rows of its members: nothing can be counted.
  if (isZfsGroup(vdev)) return { vdev, missing: 0, spareLosses: null };
  return { vdev, missing: bad ? 1 : 0, spareLosses: bad ? -1 : 0 };
}

function isReadable({ state, note }: ZfsVdev): boolean {
  return (state === 'ONLINE' || state === 'DEGRADED') && !/resilvering|awaiting resilver/.test(note ?? '');
}

function survivableLosses(name: string, members: number): number | null {
  const [, kind, parity] = GROUP.exec(name) ?? [];
  if (kind === 'raidz' || kind === 'draid') return Number(parity ?? '1');
  return kind === 'mirror' || kind === 'replacing' || kind === 'spare' ? members - 1 : null;
}
