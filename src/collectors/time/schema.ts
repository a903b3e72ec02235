import { z } from 'zod';

export const timeFactsSchema = z.object({
  /** Who told: the daemon that keeps the clock, or systemd's word for the kernel's. */
  source: z.enum(['chrony', 'ntp', 'timesyncd', 'systemd']),
  /** null: nobody could tell. */
  synchronised: z.boolean().nullable(),
  /** How far the host's clock is ahead of its reference (negative: behind). */
  offsetSeconds: z.number().nullable(),
  stratum: z.int().nullable(),
  server: z.string().nullable(),
  /** Whether a service for it is switched on; known by systemd only. */
  serviceEnabled: z.boolean().nullable(),
  timeZone: z.string().nullable(),
});
export type TimeFacts = z.infer<typeof timeFactsSchema>;

/** What one daemon says. */
export interface ClockState {
  readonly synchronised: boolean | null;
  readonly offsetSeconds: number | null;
  readonly stratum: number | null;
  readonly server: string | null;
}

export interface SystemdClock {
  readonly synchronised: boolean | null;
  readonly serviceEnabled: boolean | null;
  readonly timeZone: string | null;
}
