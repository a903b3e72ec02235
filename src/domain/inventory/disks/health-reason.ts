import { z } from 'zod';
import type { DeviceHealth } from '../storage-device.js';

/** `info` is worth telling and changes no verdict. */
export const ReasonSeverity = z.enum(['info', 'warning', 'failing']);
export type ReasonSeverity = z.infer<typeof ReasonSeverity>;

/** One cause of a verdict about a disk, or something to know beside it. */
export const HealthReason = z.object({
  severity: ReasonSeverity,
  /** snake_case, stable. */
  code: z.string(),
  /** The counter or attribute, by the key that overrides and accepted baselines use: `5`, `media_errors`, …; null where none is meant. */
  attribute: z.string().nullable(),
  /** Names the attribute, its value and what it means. */
  message: z.string(),
  /** Where the threshold comes from. */
  source: z.string(),
});
export type HealthReason = z.infer<typeof HealthReason>;

const RANKS: Readonly<Record<ReasonSeverity, number>> = { info: 0, warning: 1, failing: 2 };

export function rankOf(severity: ReasonSeverity): number {
  return RANKS[severity];
}

/** The worst of the reasons; undefined when none is worse than `info`. */
export function worstOf(reasons: readonly HealthReason[]): Extract<DeviceHealth, 'warning' | 'failing'> | undefined {
  if (reasons.some(({ severity }) => severity === 'failing')) return 'failing';
  return reasons.some(({ severity }) => severity === 'warning') ? 'warning' : undefined;
}
