import type { Finding } from '../detect/finding.js';
import type { ContainerFactsRow, DatasetFacts, HostFacts, PoolFacts, VolumeFactsRow } from './host-facts.js';

/** Where a finding acts on this host's files; null where it names none. */
export function pathOf({ target, targetKind }: Pick<Finding, 'target' | 'targetKind'>): string | null {
  if (targetKind !== 'path' && targetKind !== 'backup' && targetKind !== 'log' && targetKind !== 'database')
    return null;
  return target.startsWith('/') ? trimPath(target) : null;
}

/** `/srv/media/` and `/srv/media/*` act on `/srv/media`. */
export function trimPath(path: string): string {
  const trimmed = path.replace(/(?:\/+(?:\*|\.\*|\{[^/]*\})?)+$/, '');
  return trimmed === '' ? '/' : trimmed;
}

export function isWithin(inner: string, outer: string): boolean {
  return outer === '/' || inner === outer || inner.startsWith(`${outer}/`);
}

/** One lies within the other: deleting either concerns both. */
export function overlaps(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** The device that a finding acts on, with its directory; null where it names none. */
export function deviceOf({ target, targetKind }: Pick<Finding, 'target' | 'targetKind'>): string | null {
  if (target.startsWith('/dev/')) return trimPath(target);
  if (targetKind !== 'device' && targetKind !== 'array') return null;
  return /^[a-z][\w-]*$/.test(target) ? `/dev/${target}` : null;
}

/** The disk of a partition: `/dev/sda` of `/dev/sda1`, `/dev/nvme0n1` of `/dev/nvme0n1p2`. */
export function diskOf(device: string): string {
  const numbered = /^(\/dev\/(?:nvme\d+n\d+|mmcblk\d+|nbd\d+|loop\d+|md\d+))p\d+$/.exec(device);
  const lettered = /^(\/dev\/(?:s|h|v|xv)d[a-z]+)\d+$/.exec(device);
  return numbered?.[1] ?? lettered?.[1] ?? device;
}

/** The same device, or the disk of which the other is a partition. */
export function sharesDevice(one: string, other: string): boolean {
  const named = other.startsWith('/') ? other : `/dev/${other}`;
  return one === named || diskOf(named) === one || diskOf(one) === named;
}

/** Pools that a finding touches: by name, through a path that lies in one, or through a device that is a member. */
export function poolsOf(finding: Finding, facts: HostFacts): readonly PoolFacts[] {
  const names = new Set(poolNamesOf(finding, facts));
  const device = deviceOf(finding);
  return facts.pools.filter(
    ({ name, members }) =>
      names.has(name) || (device !== null && members.some((member) => sharesDevice(device, member))),
  );
}

function poolNamesOf(finding: Finding, facts: HostFacts): readonly string[] {
  const { target, targetKind } = finding;
  if (targetKind === 'pool' || targetKind === 'dataset' || targetKind === 'snapshot')
    return [target.split(/[/@#]/)[0] ?? target];
  if (targetKind === 'volume_group' || targetKind === 'logical_volume')
    return [target.replace(/^\/dev\//, '').split('/')[0] ?? target];
  if (targetKind === 'array') return [target.replace(/^\/dev\//, '')];
  const path = pathOf(finding);
  if (path === null) return [];
  return facts.mounts
    .filter(({ mountpoint }) => mountpoint !== '/' && overlaps(path, mountpoint))
    .map(({ device }) => device.split('/')[0] ?? device);
}

export function isSnapshot({ target, targetKind }: Pick<Finding, 'target' | 'targetKind'>): boolean {
  return targetKind === 'snapshot' || (targetKind === 'dataset' && /[@#]/.test(target));
}

/** The dataset that a finding names, snapshots by their dataset. */
export function datasetOf(finding: Finding, facts: HostFacts): DatasetFacts | undefined {
  if (finding.targetKind !== 'dataset' && finding.targetKind !== 'snapshot' && finding.targetKind !== 'pool')
    return undefined;
  const name = finding.target.split(/[@#]/)[0];
  return facts.datasets?.find((dataset) => dataset.name === name);
}

/** Containers whose volumes or files a finding touches. */
export function containersUsing(finding: Finding, facts: HostFacts): readonly ContainerFactsRow[] {
  const path = pathOf(finding);
  const sources = new Set(volumesOf(finding, facts).map(({ name }) => name));
  const paths = [...(path === null ? [] : [path]), ...mountpointsOf(finding, facts)];
  if (paths.length === 0 && sources.size === 0) return [];
  return allContainers(facts).filter(({ mounts }) =>
    mounts.some(
      ({ type, source }) =>
        (type === 'volume' && sources.has(source)) ||
        (source.startsWith('/') && paths.some((own) => overlaps(source, own))),
    ),
  );
}

/** Where the datasets and pools of a finding are mounted, and the filesystems on its device. */
export function mountpointsOf(finding: Finding, facts: HostFacts): readonly string[] {
  const device = deviceOf(finding);
  const { target, targetKind } = finding;
  const dataset = targetKind === 'pool' || targetKind === 'dataset' ? target : null;
  return facts.mounts
    .filter(
      (mount) =>
        (dataset !== null && isWithin(mount.device, dataset)) ||
        (device !== null && [mount.device, ...mount.disks].some((disk) => disk === device || diskOf(disk) === device)),
    )
    .map(({ mountpoint }) => mountpoint);
}

/** Volumes that a finding names, or takes because nothing uses them. */
export function volumesOf(finding: Finding, facts: HostFacts): readonly VolumeFactsRow[] {
  const all = facts.engines.flatMap(({ volumes }) => volumes);
  if (prunesVolumes(finding)) return all.filter(({ name }) => !isVolumeUsed(name, facts));
  if (finding.targetKind === 'volume') return all.filter(({ name }) => name === finding.target);
  const path = pathOf(finding);
  if (path === null) return [];
  return all.filter(({ mountpoint }) => mountpoint !== null && overlaps(path, mountpoint));
}

/** `docker system prune --volumes`, `docker volume prune`: the volumes that no container uses. */
export function prunesVolumes({ type, targetKind, severity, rule, decoded }: Finding): boolean {
  if (type !== 'container_prune' && type !== 'container_volume_delete') return false;
  if (!/\bprune\b/.test(`${rule} ${decoded}`)) return false;
  return targetKind === 'volume' || severity === 'critical' || /volume/.test(`${rule} ${decoded}`);
}

function isVolumeUsed(name: string, facts: HostFacts): boolean {
  return allContainers(facts).some(({ mounts }) =>
    mounts.some(({ type, source }) => type === 'volume' && source === name),
  );
}

export function allContainers(facts: HostFacts): readonly ContainerFactsRow[] {
  return facts.engines.flatMap(({ containers }) => containers);
}

export function runningContainers(facts: HostFacts): readonly ContainerFactsRow[] {
  return allContainers(facts).filter(
    ({ state }) => state === 'running' || state === 'restarting' || state === 'paused',
  );
}

/** Compose projects whose unused volumes a prune takes. */
export function projectsOf(volumes: readonly VolumeFactsRow[]): readonly string[] {
  return [...new Set(volumes.map(({ project }) => project).filter((project) => project !== null))].toSorted();
}

const ENGINE_UNITS = /^(docker|containerd|podman|k3s|kubelet|crio)(\.service|\.socket)?$/;

/** Stopping it stops what runs in it. */
export function stopsEngine(finding: Finding): boolean {
  if (finding.type === 'power_state' || finding.type === 'unraid_array') return true;
  const concerns =
    finding.type === 'service_disruption' || finding.type === 'package_removal' || finding.type === 'process_kill';
  return concerns && (finding.targetKind === 'engine' || ENGINE_UNITS.test(lastPart(finding.target)));
}

export function lastPart(target: string): string {
  return target.slice(target.lastIndexOf('/') + 1);
}
