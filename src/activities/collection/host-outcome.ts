import type { Sample } from '../../collectors/collector.js';
import type { CommandLogRow } from '../../platform/audit/command-log.js';

export interface HostFailure {
  /** Empty for the host as a whole. */
  readonly collector: string;
  readonly stage: string;
  readonly class: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** What one host’s collection came to; everything the writer stores of it. */
export interface HostOutcome {
  readonly serverId: string;
  readonly ok: boolean;
  /** null: leave the status as it is (a blocked server stays blocked). */
  readonly status: 'online' | 'degraded' | 'offline' | null;
  readonly statusReason: string | null;
  readonly durationMs: number;
  readonly samples: readonly Sample[];
  readonly failures: readonly HostFailure[];
  readonly log: readonly CommandLogRow[];
}
