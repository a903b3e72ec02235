import type { ActionType } from '../detect/action-types.js';
import type { HostFacts } from './host-facts.js';
import type { Judged, PointRule } from './judged.js';
import {
  containersUsing,
  datasetOf,
  isSnapshot,
  lastPart,
  mountpointsOf,
  overlaps,
  pathOf,
  poolsOf,
  projectsOf,
  prunesVolumes,
  runningContainers,
  stopsEngine,
  volumesOf,
} from './lookups.js';

const typed = (...types: readonly ActionType[]): ((judged: Judged) => boolean) => {
  const set = new Set(types);
  return ({ finding }) => set.has(finding.type);
};
const isPower = typed('power_state', 'unraid_array');
const isDisk = typed(
  'disk_format',
  'data_overwrite',
  'partition_change',
  'raid_lvm_change',
  'zfs_pool_change',
  'btrfs_change',
);
const isZfs = typed('zfs_dataset_destroy', 'zfs_pool_change');
const isStorage = typed(
  'filesystem_delete',
  'sync_delete',
  'zfs_dataset_destroy',
  'zfs_pool_change',
  'raid_lvm_change',
  'btrfs_change',
  'disk_format',
  'partition_change',
  'data_overwrite',
  'backup_destroy',
);
const HEAVY: ReadonlySet<string> = new Set(['resilver', 'rebuild', 'resync', 'reshape', 'removal']);
const CHECKING: ReadonlySet<string> = new Set(['scrub', 'check', 'repair', 'balance']);

const runsHeavy = ({ facts }: Judged): boolean =>
  facts.pools.some(({ running }) => running !== null && HEAVY.has(running));
const parityRuns = ({ facts }: Judged): boolean => facts.unraid !== null && facts.unraid.parityAction !== null;

/** What the target is to this host, at most 25 points together. */
export const TARGET_RULES: readonly PointRule[] = [
  {
    points: 15,
    when: ({ finding }) => prunesVolumes(finding),
    why: 'volumes go as well, and they are data',
  },
  {
    points: 15,
    when: ({ finding, facts }) => {
      const path = pathOf(finding);
      return path !== null && facts.mounts.some(({ mountpoint }) => mountpoint !== '/' && mountpoint === path);
    },
    why: ({ finding }) => `${finding.target} is a mount point: a whole filesystem lies there`,
  },
  {
    points: 10,
    when: (judged) => isDisk(judged) && mountpointsOf(judged.finding, judged.facts).length > 0,
    why: ({ finding, facts }) => `mounted from it: ${mountpointsOf(finding, facts).slice(0, 5).join(', ')}`,
  },
  {
    points: 10,
    when: (judged) => isStorage(judged) && containersUsing(judged.finding, judged.facts).length > 0,
    why: ({ finding, facts }) => `containers keep files there: ${nameSome(containersUsing(finding, facts))}`,
  },
  {
    points: 10,
    when: ({ finding, facts }) =>
      finding.type === 'container_volume_delete' &&
      !prunesVolumes(finding) &&
      containersUsing(finding, facts).length > 0,
    why: ({ finding, facts }) => `the volume is used by ${nameSome(containersUsing(finding, facts))}`,
  },
];

/** How the host stands at this moment, at most 20 points together. */
export const LIVE_RULES: readonly PointRule[] = [
  {
    points: 20,
    when: ({ finding, facts }) =>
      poolsOf(finding, facts).some(({ health }) => health === 'degraded' || health === 'failed'),
    why: ({ finding, facts }) =>
      `not healthy: ${poolsOf(finding, facts)
        .filter(({ health }) => health === 'degraded' || health === 'failed')
        .map(({ name, health }) => `${name} (${health})`)
        .join(', ')}`,
  },
  {
    points: 20,
    when: (judged) => (isPower(judged) || isDisk(judged)) && runsHeavy(judged),
    why: ({ facts }) =>
      `data is being moved for redundancy: ${facts.pools
        .filter(({ running }) => running !== null && HEAVY.has(running))
        .map(({ name, running }) => `${name} (${running})`)
        .join(', ')}`,
  },
  {
    points: 20,
    when: (judged) => (isPower(judged) || isDisk(judged)) && parityRuns(judged),
    why: ({ facts }) => `the parity operation ${facts.unraid?.parityAction} runs`,
  },
  {
    points: 20,
    when: (judged) => isPower(judged) && judged.facts.unraid?.moverRunning === true,
    why: 'the mover is moving files between cache and array',
  },
  {
    points: 15,
    when: (judged) => (isPower(judged) || isStorage(judged)) && judged.facts.unraid?.parityValid === false,
    why: 'parity is not valid: no disk of the array may fail now',
  },
  {
    points: 15,
    when: (judged) => (isPower(judged) || isDisk(judged)) && judged.facts.unraid?.degraded === true,
    why: 'a disk of the array is missing or disabled',
  },
  {
    points: 5,
    when: (judged) =>
      isPower(judged) && judged.facts.pools.some(({ running }) => running !== null && CHECKING.has(running)),
    why: 'a check of a pool runs, and would be interrupted',
  },
  {
    points: 20,
    when: ({ finding, facts }) =>
      !isSnapshot(finding) && finding.type === 'zfs_dataset_destroy' && (datasetOf(finding, facts)?.held ?? 0) > 0,
    why: ({ finding }) => `${finding.target} will fail: held; a hold says that somebody needs its snapshots`,
  },
  {
    points: 20,
    when: ({ finding, facts }) =>
      !isSnapshot(finding) && finding.type === 'zfs_dataset_destroy' && (datasetOf(finding, facts)?.children ?? 0) > 0,
    why: ({ finding, facts }) => `${finding.target} has ${datasetOf(finding, facts)?.children} dataset(s) below it`,
  },
  {
    points: 20,
    when: ({ finding, facts }) => {
      const dataset =
        isSnapshot(finding) && finding.type === 'zfs_dataset_destroy' ? datasetOf(finding, facts) : undefined;
      return dataset !== undefined && dataset.replicaAt === null && dataset.snapshots <= 1;
    },
    why: 'it is the only snapshot of the dataset, and no other pool has one',
  },
  {
    points: 15,
    when: (judged) =>
      !isSnapshot(judged.finding) && isZfs(judged) && datasetOf(judged.finding, judged.facts)?.replicaAt === null,
    why: 'no other pool of this host holds a replica',
  },
  {
    points: 20,
    when: ({ finding, facts }) => prunesVolumes(finding) && projectsOf(volumesOf(finding, facts)).length > 1,
    why: ({ finding, facts }) =>
      `volumes of several compose projects are hit: ${projectsOf(volumesOf(finding, facts)).slice(0, 20).join(', ')}`,
  },
  {
    points: 5,
    when: ({ finding, facts }) => stopsEngine(finding) && runningContainers(facts).length > 0,
    why: ({ facts }) =>
      `${runningContainers(facts).length} running container(s) stop: ${nameSome(runningContainers(facts))}`,
  },
  {
    points: 10,
    when: ({ finding, facts }) => finding.type === 'package_removal' && facts.packageLock?.held === true,
    why: ({ facts }) =>
      `the package manager is locked${facts.packageLock?.by ? ` by ${facts.packageLock.by}` : ''}: wait until it is free, never remove the lock`,
  },
  {
    points: 10,
    when: ({ finding, facts }) =>
      finding.type === 'vm_destroy' && facts.guests.some(({ name, running }) => running && name === finding.target),
    why: ({ finding }) => `the guest ${finding.target} is running`,
  },
  {
    points: 5,
    when: ({ finding, facts }) => finding.type === 'power_state' && facts.guests.some(({ running }) => running),
    why: ({ facts }) => `${facts.guests.filter(({ running }) => running).length} virtual machine(s) stop`,
  },
  {
    points: 10,
    when: (judged) => isZfs(judged) && judged.facts.processes.some(({ name }) => name === 'zfs'),
    why: 'a zfs send, receive or destroy is under way',
  },
];

const FRESH_BACKUP_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;

/** What makes it less bad, at most 20 points together; proof only. */
export const MITIGATIONS: readonly PointRule[] = [
  {
    points: -15,
    when: ({ finding, facts }) => findBackup({ finding, facts }) !== undefined,
    why: ({ finding, facts }) =>
      `there is a backup of ${finding.target}, verified on ${findBackup({ finding, facts })?.verifiedAt}`,
  },
  {
    points: -10,
    when: ({ finding, facts }) => {
      const at = datasetOf(finding, facts)?.replicaAt ?? null;
      return at !== null && Date.parse(facts.readAt) - Date.parse(at) < DAY_MS;
    },
    why: 'another pool has a snapshot of it that is younger than a day',
  },
];

/** A verified, recent backup of exactly this volume or path, or of what holds it; not where it would go with it. */
export function findBackup({
  finding,
  facts,
}: Pick<Judged, 'finding' | 'facts'>): HostFacts['backups'][number] | undefined {
  const path = pathOf(finding);
  return facts.backups.find(({ of, verifiedAt, location }) => {
    if (verifiedAt === null || Date.parse(facts.readAt) - Date.parse(verifiedAt) > FRESH_BACKUP_MS) return false;
    if (finding.targetKind === 'volume') return of === finding.target;
    return path !== null && path !== '/' && of.startsWith('/') && of === path && !overlaps(location, path);
  });
}

function nameSome(rows: readonly { readonly name: string }[]): string {
  const shown = rows.slice(0, 10).map(({ name }) => lastPart(name));
  return rows.length > 10 ? `${shown.join(', ')} and ${rows.length - 10} more` : shown.join(', ');
}
