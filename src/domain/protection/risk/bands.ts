import type { Severity } from '../detect/finding.js';
import type { RiskLevel } from '../plan.js';

/** Levels that a score gives; `forbidden` stands beside it. */
export type ScoredLevel = Exclude<RiskLevel, 'forbidden'>;

/** The lowest score of each level. */
export const BANDS: readonly { readonly level: ScoredLevel; readonly from: number }[] = [
  { level: 'none', from: 0 },
  { level: 'low', from: 20 },
  { level: 'medium', from: 40 },
  { level: 'high', from: 60 },
  { level: 'critical', from: 80 },
];

/** Where a severity starts: low in its band, so that what is known of target and host can still move it within. */
export const ANCHORS: Readonly<Record<Severity, number>> = { low: 22, medium: 42, high: 62, critical: 82 };

export const MAX_SCORE = 100;

export function levelOf(score: number): ScoredLevel {
  return BANDS.findLast(({ from }) => score >= from)?.level ?? 'none';
}

/** The lowest score of the next level; the same score at the top one. */
export function nextBand(score: number): number {
  return BANDS.find(({ from }) => from > score)?.from ?? score;
}
