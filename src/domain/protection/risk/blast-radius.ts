import type { Plan } from '../plan.js';
import type { Finding } from '../detect/finding.js';
import type { HostFacts } from './host-facts.js';
import { isHeld, isOnHost } from './judged.js';
import { cutsPath } from './lockout.js';
import {
  allContainers,
  containersUsing,
  isWithin,
  mountpointsOf,
  poolsOf,
  prunesVolumes,
  runningContainers,
  stopsEngine,
  volumesOf,
} from './lookups.js';
import type { Judged } from './judged.js';

export type BlastRow = Plan['blastRadius'][number];

/** More than anybody reads; the last row then says how many are left out. */
const MOST_ROWS = 200;

interface BlastRule {
  readonly why: string;
  readonly find: (finding: Finding, facts: HostFacts, judged: Judged) => readonly BlastRow[];
}

const DESTROYS: ReadonlySet<string> = new Set([
  'zfs_pool_change',
  'zfs_dataset_destroy',
  'raid_lvm_change',
  'btrfs_change',
  'disk_format',
  'partition_change',
  'data_overwrite',
]);

const row = (
  type: string,
  named: { readonly id?: string | null; readonly name: string },
  effect: string,
): BlastRow => ({
  type,
  id: named.id ?? null,
  name: named.name,
  effect,
});

/** Who else is hit, rule by rule; what a rule finds is shown with why it hangs on the target. */
export const BLAST_RULES: readonly BlastRule[] = [
  {
    why: 'a pool or device is changed as a whole',
    find: (finding, facts) =>
      DESTROYS.has(finding.type)
        ? poolsOf(finding, facts).map((pool) => row('pool', pool, 'may lose data or redundancy'))
        : [],
  },
  {
    why: 'datasets below one that goes',
    find: (finding, facts) => {
      if (finding.targetKind !== 'pool' && finding.targetKind !== 'dataset') return [];
      if (finding.type !== 'zfs_pool_change' && finding.type !== 'zfs_dataset_destroy') return [];
      const below = (facts.datasets ?? []).filter(({ name }) => isWithin(name, finding.target));
      return below.map(({ name, snapshots }) => row('dataset', { name }, `may be lost, with ${snapshots} snapshot(s)`));
    },
  },
  {
    why: 'filesystems that lie on a device or in a pool',
    find: (finding, facts) =>
      DESTROYS.has(finding.type)
        ? mountpointsOf(finding, facts).map((name) => row('filesystem', { name }, 'lies on it'))
        : [],
  },
  {
    why: 'volumes that go, by name, by path or because nothing uses them',
    find: (finding, facts) =>
      volumesOf(finding, facts).map((volume) =>
        row(
          'volume',
          volume,
          volume.project === null ? 'loses its data' : `loses its data (compose project ${volume.project})`,
        ),
      ),
  },
  {
    why: 'compose projects whose volumes a prune takes',
    find: (finding, facts) =>
      prunesVolumes(finding)
        ? facts.engines.flatMap(({ projects }) =>
            projects
              .filter(({ name }) => volumesOf(finding, facts).some(({ project }) => project === name))
              .map((project) => row('compose_project', project, 'loses volumes')),
          )
        : [],
  },
  {
    why: 'containers that keep files in what goes',
    find: (finding, facts) =>
      containersUsing(finding, facts).map((container) => row('container', container, `mounts it (${container.state})`)),
  },
  {
    why: 'what runs in an engine that stops',
    find: (finding, facts) =>
      stopsEngine(finding) ? runningContainers(facts).map((container) => row('container', container, 'stops')) : [],
  },
  {
    why: 'containers that are named, by themselves or by their project',
    find: findNamedContainers,
  },
  {
    why: 'databases and virtual machines of a host that stops',
    find: (finding, facts) =>
      finding.type === 'power_state'
        ? [
            ...facts.databases
              .filter(({ status }) => status !== 'offline')
              .map((database) => row('database', database, 'stops')),
            ...facts.guests.filter(({ running }) => running).map((guest) => row('virtual_machine', guest, 'stops')),
          ]
        : [],
  },
  {
    why: 'databases that are named, or whose service stops',
    find: (finding, facts) => {
      const named = finding.target.replace(/\.service$/, '').toLowerCase();
      const concerns =
        finding.type === 'database_destroy' ||
        finding.type === 'service_disruption' ||
        finding.type === 'package_removal';
      if (!concerns || named === '') return [];
      const hit = facts.databases.filter(
        ({ name, engine }) => name.toLowerCase() === named || named.startsWith(engine),
      );
      return hit.map((database) =>
        row('database', database, finding.type === 'database_destroy' ? 'loses data' : 'stops'),
      );
    },
  },
  {
    why: 'a virtual machine that is named',
    find: (finding, facts) =>
      finding.targetKind === 'vm'
        ? facts.guests
            .filter(({ name }) => name === finding.target)
            .map((guest) => row('virtual_machine', guest, guest.running ? 'stops' : 'is changed'))
        : [],
  },
  {
    why: 'jobs that are removed, or stop with the host',
    find: (finding, facts) =>
      finding.type === 'scheduled_task_removal'
        ? facts.schedules.map((job) => row('schedule', job, 'may not run any more'))
        : [],
  },
  {
    why: 'the way by which the host is reached',
    find: (finding, facts, judged) =>
      finding.type === 'network_lockout' || cutsPath(judged) === 'yes'
        ? [row('service', { name: facts.sshPath?.interface ?? 'remote access' }, 'may not be reached any more')]
        : [],
  },
];

function findNamedContainers(finding: Finding, facts: HostFacts): readonly BlastRow[] {
  const { target, targetKind, type } = finding;
  if (targetKind === 'container') {
    const hit = allContainers(facts).filter(
      ({ name, runtimeId }) => name === target || (target.length >= 8 && runtimeId.startsWith(target)),
    );
    return hit.map((container) =>
      row('container', container, type === 'container_remove' ? 'is removed' : 'is interrupted'),
    );
  }
  if (targetKind !== 'project') return [];
  const inProject = allContainers(facts).filter(({ project }) => project !== null && project === target);
  return inProject.map((container) => row('container', container, 'is removed'));
}

/** What else is hit by all findings of a command, each thing once, in the order of the rules. Pure. */
export function listBlastRadius(judged: readonly Judged[]): readonly BlastRow[] {
  const found = new Map<string, BlastRow>();
  for (const one of judged) {
    if (!isHeld(one.finding) || !isOnHost(one)) continue;
    for (const { find } of BLAST_RULES) {
      for (const hit of find(one.finding, one.facts, one)) {
        const key = `${hit.type}\0${hit.id ?? hit.name}`;
        if (!found.has(key)) found.set(key, hit);
      }
    }
  }
  const rows = [...found.values()];
  if (rows.length <= MOST_ROWS) return rows;
  const left = rows.length - MOST_ROWS;
  return [...rows.slice(0, MOST_ROWS), row('more', { name: `${left} more` }, 'not shown')];
}
