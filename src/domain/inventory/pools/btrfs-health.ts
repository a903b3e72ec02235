import type { PoolFinding, PoolObservation } from '../storage-pool.js';
import { errorFindings } from './btrfs-errors.js';
import type { BtrfsAllocation, BtrfsFilesystem } from './btrfs-filesystem.js';
import { CHUNK_THRESHOLDS, PROFILE_TOLERANCES, SCRUB_DAYS, UNALLOCATED_PERCENT } from './btrfs-thresholds.js';

export type BtrfsVerdict = Pick<PoolObservation, 'health' | 'reasons' | 'findings'>;

const DAY_MS = 86_400_000;

/**
 * Degraded while the profiles can do without the missing devices, failed when they cannot. Errors and space are
 * findings: a filesystem that counted errors, or is full, has all of its devices.
 */
export function judgeBtrfs(filesystem: BtrfsFilesystem, nowMs: number): BtrfsVerdict {
  const findings = findingsOf(filesystem, nowMs);
  if (!filesystem.listed) {
    return { health: 'unknown', reasons: ['it was mounted before and is not now'], findings };
  }
  const missing = countMissing(filesystem);
  if (missing > 0) {
    const total = Math.max(filesystem.totalDevices ?? 0, filesystem.devices.length, missing);
    const lost = lostProfiles(filesystem, missing, total);
    const reasons = [
      `${missing} of ${total} devices missing`,
      ...(lost.length > 0 ? [`too many for what is stored as ${[...new Set(lost)].join(', ')}`] : []),
    ];
    return { health: lost.length > 0 ? 'failed' : 'degraded', reasons, findings };
  }
  const { devices } = filesystem;
  if (devices.length === 0 || devices.some((device) => device.missing === null)) {
    return { health: 'unknown', reasons: ['its devices could not be looked at'], findings };
  }
  return { health: 'healthy', reasons: [], findings };
}

/** By the marks of devices, by their number, and by the line that says so: the largest counts. */
export function countMissing({ devices, totalDevices, someMissing }: BtrfsFilesystem): number {
  const marked = devices.filter(({ missing }) => missing === true).length;
  const present = devices.length - marked;
  const unlisted = devices.length === 0 || totalDevices === null ? 0 : totalDevices - present;
  return Math.max(marked, unlisted, someMissing ? 1 : 0);
}

/** Profiles that cannot do without so many devices, where one of these holds a part of them. */
function lostProfiles({ usage }: BtrfsFilesystem, missing: number, total: number): string[] {
  if (missing >= total) return ['any profile at all'];
  const stored = (usage?.allocations ?? []).filter(({ sizeBytes }) => sizeBytes !== '0');
  return stored.filter((one) => one.onMissing !== false && missing > toleranceOf(one)).map(({ profile }) => profile);
}

/** A profile that is not known here is not called lost: it is mounted. */
function toleranceOf({ profile }: BtrfsAllocation): number {
  return PROFILE_TOLERANCES.find((row) => row.profile === profile)?.devices ?? Infinity;
}

function findingsOf(filesystem: BtrfsFilesystem, nowMs: number): PoolFinding[] {
  const missing = countMissing(filesystem);
  return [
    ...(filesystem.listed && missing > 0
      ? [
          {
            severity: 'critical' as const,
            code: 'btrfs_devices_missing',
            message: `${missing} devices are missing: bring them back or replace them (btrfs replace).`,
          },
        ]
      : []),
    ...filesystem.devices.flatMap(errorFindings),
    ...spaceFinding(filesystem),
    ...mixedProfiles(filesystem),
    ...scrubFindings(filesystem, nowMs),
  ];
}

function spaceFinding({ usage }: BtrfsFilesystem): PoolFinding[] {
  const unallocated = shareOf(usage?.unallocatedBytes, usage?.deviceSizeBytes);
  if (usage === null || unallocated === null || unallocated >= UNALLOCATED_PERCENT) return [];
  const fullest = usage.allocations
    .filter(({ type }) => /data/i.test(type))
    .map((one) => ({ one, percent: shareOf(one.usedBytes, one.sizeBytes) ?? 0 }))
    .toSorted((a, b) => b.percent - a.percent)[0];
  const row = CHUNK_THRESHOLDS.find(({ atPercent }) => (fullest?.percent ?? 0) > atPercent);
  if (row === undefined || fullest === undefined) return [];
  const { type } = fullest.one;
  const message =
    `${type} chunks are ${fullest.percent.toFixed(1)} % full and ${unallocated.toFixed(1)} % of the devices is ` +
    'unallocated: free space, then balance (btrfs balance start -dusage=10).';
  return [{ severity: row.severity, code: 'btrfs_space', message }];
}

/** A degraded mount or a balance that was broken off leaves chunks of another profile. */
function mixedProfiles({ usage }: BtrfsFilesystem): PoolFinding[] {
  const stored = (usage?.allocations ?? []).filter(({ sizeBytes }) => sizeBytes !== '0');
  return ['Data', 'Metadata', 'System'].flatMap((type) => {
    const profiles = new Set(stored.filter((one) => one.type === type).map(({ profile }) => profile));
    if (profiles.size < 2) return [];
    const message = `${type} is stored in several profiles (${[...profiles].join(', ')}): a balance with convert is unfinished.`;
    return [{ severity: 'info' as const, code: 'btrfs_mixed_profiles', message }];
  });
}

function scrubFindings({ scrub }: BtrfsFilesystem, nowMs: number): PoolFinding[] {
  if (scrub === null) return [];
  const findings: PoolFinding[] = [];
  if (BigInt(scrub.uncorrectable ?? 0) > 0n) {
    const message = `The last scrub found ${scrub.uncorrectable} errors that it could not correct.`;
    findings.push({ severity: 'critical', code: 'btrfs_scrub_uncorrectable', message });
  } else if (BigInt(scrub.errors ?? 0) > 0n) {
    const message = `The last scrub found ${scrub.errors} errors, and corrected them.`;
    findings.push({ severity: 'warning', code: 'btrfs_scrub_errors', message });
  }
  const at = scrub.finishedAt ?? scrub.startedAt;
  if (at !== null && scrub.status !== 'running' && nowMs - Date.parse(at) > SCRUB_DAYS * DAY_MS) {
    const message = `The last scrub was ${Math.floor((nowMs - Date.parse(at)) / DAY_MS)} days ago.`;
    findings.push({ severity: 'warning', code: 'btrfs_scrub_old', message });
  }
  return findings;
}

/** Percent; null when one of them is not known or there is nothing. */
export function shareOf(part: string | null | undefined, whole: string | null | undefined): number | null {
  if (part === null || part === undefined || whole === null || whole === undefined || BigInt(whole) === 0n) return null;
  return Math.min(100, Number((BigInt(part) * 1_000_000n) / BigInt(whole)) / 10_000);
}
