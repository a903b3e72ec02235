const MARGIN_SHARE = 0.1;
const MARGIN_BYTES = 64 * 1024 * 1024;
/** Headers, padding and extended attributes of one entry of an archive, with its line in the listing. */
const ENTRY_BYTES = 1_536;

export interface MeasuredVolume {
  /** Bytes that its files take. */
  readonly usedBytes: number;
  readonly entries: number;
  /** The snapshot shares the blocks of what it was taken of. */
  readonly sharesBlocks: boolean;
}

export interface SpaceRequest {
  readonly volumes: readonly MeasuredVolume[];
  /** Free to us on the file system of the backups. */
  readonly freeBytes: number;
  /** Needed besides on the same file system, e.g. for the image that is pulled next. */
  readonly alsoNeededBytes?: number;
}

export interface SpaceVerdict {
  readonly neededBytes: number;
  readonly freeBytes: number;
  readonly enough: boolean;
}

/**
 * What the backup takes at most, with a margin of a tenth and 64 MiB: the engine often lives on the same file system,
 * and must not be the one that finds it full.
 */
export function judgeSpace({ volumes, freeBytes, alsoNeededBytes = 0 }: SpaceRequest): SpaceVerdict {
  const contents = volumes.reduce(
    (sum, { usedBytes, entries, sharesBlocks }) => sum + (sharesBlocks ? 0 : usedBytes) + entries * ENTRY_BYTES,
    0,
  );
  const neededBytes = Math.ceil(contents * (1 + MARGIN_SHARE)) + MARGIN_BYTES + alsoNeededBytes;
  return { neededBytes, freeBytes, enough: freeBytes >= neededBytes };
}
