import { z } from 'zod';
import type { DatasetFacts } from '../../../domain/protection/risk/host-facts.js';
import type { LiveFacts } from '../../../domain/protection/risk/live-facts.js';
import { defineCommand } from '../../../platform/commands/index.js';
import { cleanText, orNull, splitSections } from './sections.js';

type ZfsState = Pick<LiveFacts, 'datasets'> & { readonly pools: LiveFacts['pools'] };

const SECTIONS = ['pools', 'status', 'datasets', 'snapshots'] as const;
const SCRIPT = `
echo ==pools; zpool list -Hp -o name,health || exit 3
echo ==status; zpool status
echo ==datasets; zfs list -Hp -t filesystem,volume -o name,type,mountpoint
echo ==snapshots; zfs list -Hp -t snapshot -o name,guid,creation,userrefs
exit 0
`;

export const zfsState = defineCommand({
  id: 'protection.zfs_state',
  summary: 'ZFS pools with what runs on them, datasets, and snapshots with holds and GUIDs.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['zfs', 'zpool'],
  timeout: 'slow',
  maxOutputBytes: 8 * 1024 * 1024,
  argv: () => ['sh', '-c', SCRIPT, 'zfs-state'],
  parse: parseZfsState,
});

/** Throws nothing: what is not there is null. A list that was cut off knows of no datasets, rather than of too few. */
export function parseZfsState(output: { readonly stdout: Buffer; readonly truncated: boolean }): ZfsState {
  const sections = splitSections(output, SECTIONS);
  const pools = sections.get('pools');
  const datasets = sections.get('datasets');
  const snapshots = sections.get('snapshots');
  return {
    pools: pools === undefined ? null : readPools(pools, sections.get('status') ?? []),
    datasets:
      datasets === undefined || snapshots === undefined || output.truncated ? null : readDatasets(datasets, snapshots),
  };
}

const HEALTH: Readonly<Record<string, 'healthy' | 'degraded' | 'failed'>> = {
  ONLINE: 'healthy',
  DEGRADED: 'degraded',
  FAULTED: 'failed',
  SUSPENDED: 'failed',
  UNAVAIL: 'failed',
  OFFLINE: 'failed',
  REMOVED: 'failed',
};
const MOST_POOLS = 500;
const MOST_DATASETS = 20_000;

function readPools(lines: readonly string[], status: readonly string[]): NonNullable<LiveFacts['pools']> {
  const running = readScans(status);
  return lines.slice(0, MOST_POOLS).flatMap((line) => {
    const [name = '', health = ''] = line.split('\t');
    if (!/^[A-Za-z][\w.:-]{0,200}$/.test(name)) return [];
    return [
      {
        type: 'zfs' as const,
        name,
        health: HEALTH[health.trim()] ?? ('unknown' as const),
        running: running.get(name) ?? null,
        members: [],
      },
    ];
  });
}

/** `  scan: resilver in progress since …` below `  pool: tank`. */
function readScans(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let pool = '';
  for (const line of lines) {
    pool = /^\s*pool: (\S+)\s*$/.exec(line)?.[1] ?? pool;
    const scan = /^\s*scan: (resilver|scrub) in progress\b/.exec(line)?.[1];
    if (scan !== undefined && pool !== '') found.set(pool, scan);
    if (/^\s*remove: (?:Removal|Evacuation) of .* in progress/.test(line)) found.set(pool, 'removal');
  }
  return found;
}

interface Snapshot {
  readonly dataset: string;
  readonly guid: string;
  readonly atMs: number;
  readonly held: boolean;
}

function readDatasets(lines: readonly string[], snapshotLines: readonly string[]): DatasetFacts[] {
  const snapshots = snapshotLines.flatMap(readSnapshot);
  const byDataset = groupBy(snapshots, 'dataset');
  const byGuid = groupBy(snapshots, 'guid');
  const named = lines.slice(0, MOST_DATASETS).flatMap((line) => {
    const [name = '', type = '', mountpoint] = line.split('\t');
    if (cleanText(name) !== name || name === '' || (type !== 'filesystem' && type !== 'volume')) return [];
    return [{ name, type: type as 'filesystem' | 'volume', mountpoint: orNull(mountpoint) }];
  });
  const children = countChildren(named.map(({ name }) => name));
  return named.map((dataset) => {
    const own = byDataset.get(dataset.name) ?? [];
    return {
      ...dataset,
      mountpoint: dataset.mountpoint?.startsWith('/') === true ? dataset.mountpoint : null,
      children: children.get(dataset.name) ?? 0,
      snapshots: own.length,
      held: own.filter(({ held }) => held).length,
      newestSnapshotAt: newest(own),
      replicaAt: newest(own.filter((snapshot) => isElsewhere(snapshot, byGuid.get(snapshot.guid) ?? []))),
    };
  });
}

function groupBy(snapshots: readonly Snapshot[], key: 'dataset' | 'guid'): ReadonlyMap<string, readonly Snapshot[]> {
  const groups = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const group = groups.get(snapshot[key]);
    if (group === undefined) groups.set(snapshot[key], [snapshot]);
    else group.push(snapshot);
  }
  return groups;
}

/** A snapshot that was sent keeps its GUID. */
function isElsewhere(snapshot: Snapshot, same: readonly Snapshot[]): boolean {
  const pool = snapshot.dataset.split('/')[0];
  return same.some(({ dataset }) => dataset.split('/')[0] !== pool);
}

function newest(snapshots: readonly Snapshot[]): string | null {
  const atMs = snapshots.reduce((latest, snapshot) => Math.max(latest, snapshot.atMs), 0);
  return atMs === 0 ? null : new Date(atMs).toISOString();
}

function readSnapshot(line: string): readonly Snapshot[] {
  const [, dataset, guid, seconds, references] =
    /^([^\t@]{1,512})@[^\t]{1,512}\t(\d{1,20})\t(\d{1,11})\t(\d{1,10}|-)\s*$/.exec(line) ?? [];
  if (dataset === undefined || guid === undefined || seconds === undefined) return [];
  return [{ dataset, guid, atMs: Number(seconds) * 1_000, held: Number(references) > 0 }];
}

/** How many datasets lie below each, at any depth. */
function countChildren(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      const above = name.slice(0, end);
      counts.set(above, (counts.get(above) ?? 0) + 1);
    }
  }
  return counts;
}
