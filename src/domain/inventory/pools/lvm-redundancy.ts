import type { LvmVolume } from './lvm-volumes.js';

/** What a volume has lost: nothing, copies that it can do without for now, or data. */
export type LvmLoss = 'none' | 'redundancy' | 'data';

interface ToleranceRow {
  readonly type: RegExp;
  /** How many images may be lost. */
  readonly tolerated: (images: number, works: boolean) => number;
  readonly reason: string;
}

const TOLERANCES: readonly ToleranceRow[] = [
  { type: /^raid0/, tolerated: () => 0, reason: 'striped: no copy' },
  { type: /^raid10/, tolerated: (images, works) => (works ? Math.floor(images / 2) : 1), reason: 'one of each pair' },
  { type: /^(?:raid1|mirror)/, tolerated: (images) => images - 1, reason: 'each image is a whole copy' },
  { type: /^raid[45]/, tolerated: () => 1, reason: 'one parity' },
  { type: /^raid6/, tolerated: () => 2, reason: 'two parities' },
];

/** How LVM names what a thin pool, a cached volume, a cache pool and a VDO pool stand upon. */
const PART_SUFFIXES = ['_tdata', '_tmeta', '_corig', '_wcorig', '_cdata', '_cmeta', '_vdata'];
/** The images of a RAID volume and of an old mirror, numbered from 0. */
const IMAGE_SUFFIXES = ['_rimage_', '_mimage_'];
const MAX_IMAGES = 64;
const MAX_DEPTH = 4;

/** Every volume of a group by its name, internal ones included. */
export type LvmVolumeIndex = ReadonlyMap<string, LvmVolume>;

export function indexVolumes(volumes: readonly LvmVolume[]): LvmVolumeIndex {
  return new Map(volumes.map((volume) => [volume.name, volume]));
}

export function lossOf(volume: LvmVolume, siblings: LvmVolumeIndex, depth = 0): LvmLoss {
  if (volume.condition === 'failed') return 'data';
  if (volume.condition === 'refresh_needed') return 'redundancy';
  const parts = depth < MAX_DEPTH ? partsOf(volume, siblings) : [];
  const ofParts = worstLoss(parts.map((part) => lossOf(part, siblings, depth + 1)));
  if (volume.condition !== 'partial') return ofParts === 'none' ? lossWhileSyncing(volume) : ofParts;
  const row = volume.segmentTypes.map((type) => TOLERANCES.find((one) => one.type.test(type))).find(Boolean);
  if (row !== undefined) return lossOfImages(volume, siblings, row);
  // What lost a device below it is told by its parts; one that is built on devices directly has lost a piece of itself.
  return ofParts === 'none' ? 'data' : ofParts;
}

export function worstLoss(losses: readonly LvmLoss[]): LvmLoss {
  if (losses.includes('data')) return 'data';
  return losses.includes('redundancy') ? 'redundancy' : 'none';
}

function partsOf({ name, kind, pool }: LvmVolume, siblings: LvmVolumeIndex): readonly LvmVolume[] {
  const names = kind === 'thin_volume' ? [pool ?? ''] : PART_SUFFIXES.map((suffix) => `${name}${suffix}`);
  return existing(names, siblings);
}

function existing(names: readonly string[], siblings: LvmVolumeIndex): LvmVolume[] {
  return names.map((name) => siblings.get(name)).filter((one) => one !== undefined);
}

function lossOfImages(volume: LvmVolume, siblings: LvmVolumeIndex, row: ToleranceRow): LvmLoss {
  const numbers = Array.from({ length: MAX_IMAGES }, (_one, index) => index);
  const images = existing(
    IMAGE_SUFFIXES.flatMap((suffix) => numbers.map((number) => `${volume.name}${suffix}${number}`)),
    siblings,
  );
  const lost = images.filter(({ condition }) => condition === 'partial' || condition === 'failed').length;
  // Without its images there is but LVM's word that something is missing; one image at least.
  const [total, missing] = images.length === 0 ? [2, 1] : [images.length, Math.max(lost, 1)];
  return missing <= row.tolerated(total, volume.activity === 'active') ? 'redundancy' : 'data';
}

/** A rebuild is under way: the copies are not all there yet. A first or later resync has all of its images. */
function lossWhileSyncing({ syncAction, syncPercent }: LvmVolume): LvmLoss {
  return syncAction === 'recover' && (syncPercent ?? 0) < 100 ? 'redundancy' : 'none';
}
