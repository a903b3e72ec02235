import type { ZfsScan, ZfsVdev } from '../../domain/inventory/pools/zfs-pool.js';

/** How `zpool status` is asked, best first: JSON, text with exact numbers, text with rounded ones. */
export const DIALECTS = ['json', 'exact', 'rounded'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A scan as the tool told it; `finished` is text without a zone, or seconds since 1970. */
export interface ParsedScan extends Omit<ZfsScan, 'finishedAt'> {
  readonly finished: string | number | null;
  /** Of a running scan in the JSON form. */
  readonly pass: {
    readonly startedAt: number;
    readonly pausedSeconds: number;
    readonly issuedBytes: number;
    readonly leftBytes: number;
  } | null;
}

/** A pool of `zpool status`, in whatever form it was printed. */
export interface ParsedPool {
  readonly name: string;
  readonly guid: string | null;
  readonly state: string | null;
  readonly vdevs: readonly ZfsVdev[];
  readonly countersExact: boolean;
  readonly scans: readonly ParsedScan[];
  readonly neverScrubbed: boolean;
  readonly dataErrors: string | null;
  readonly statusText: string | null;
  readonly actionText: string | null;
  readonly sections: Readonly<Record<string, string>>;
}

export interface ParsedStatus {
  /** False: the tool does not speak this dialect, or could not ask the kernel. */
  readonly understood: boolean;
  readonly pools: readonly ParsedPool[];
  readonly complete: boolean;
  /** What it said instead, bounded. */
  readonly complaint: string;
  /** ZFS is installed and not loaded: there are no pools, and nothing is wrong. */
  readonly notLoaded: boolean;
}

export const MAX_VDEVS = 2000;
export const MAX_POOLS = 500;

/** Words of the JSON form that the text form has others for. */
const SAME_STATES: Readonly<Record<string, string>> = { HEALTHY: 'ONLINE', CANT_OPEN: 'UNAVAIL', CLOSED: 'UNAVAIL' };

export function normaliseState(word: string): string {
  return SAME_STATES[word] ?? word;
}
