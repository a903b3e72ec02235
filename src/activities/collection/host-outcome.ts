import type { CollectorFailure } from '../../collectors/failures.js';
import type { Sample } from '../../collectors/collector.js';
import type { Observations, WatchedValues } from '../../domain/inventory/observations.js';
import type { CommandResult } from '../../platform/commands/index.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';

/** What detection learned about a host in passing. */
export interface DetectedHost {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly sudo: 'none' | 'passwordless' | 'password' | 'root';
}

/** Samples that are stored in one row. */
export interface SampleGroup {
  readonly group: string;
  readonly samples: readonly Sample[];
}

/** What one collector learned of a host, for the inventory. */
export interface CollectedFacts {
  readonly collector: string;
  readonly observations: Observations;
  readonly watched: WatchedValues;
  /** Plain JSON; undefined when nothing was learned. */
  readonly facts: unknown;
  /** False when something failed or a tool is missing. */
  readonly succeeded: boolean;
  /** Its facts have to survive a restart. */
  readonly persistFacts: boolean;
}

/** What one host’s collection came to; everything the writer stores of it. */
export interface HostOutcome {
  readonly serverId: string;
  readonly ok: boolean;
  /** null: leave the status as it is (a blocked server stays blocked). */
  readonly status: 'online' | 'degraded' | 'offline' | null;
  readonly statusReason: string | null;
  readonly durationMs: number;
  readonly samples: readonly SampleGroup[];
  readonly collected: readonly CollectedFacts[];
  readonly failures: readonly CollectorFailure[];
  /** Commands by channel, in the order they ran. */
  readonly channels: readonly (readonly CommandResult[])[];
  readonly transportKind: 'ssh' | 'local';
  readonly detected: DetectedHost | null;
}

const OFFLINE_STAGES: ReadonlySet<string> = new Set(['resolve', 'connect', 'handshake', 'authenticate']);

/** The status that a host’s failures mean. A host that is blocked keeps that until a person decides. */
export function judgeStatus(failures: readonly CollectorFailure[]): Pick<HostOutcome, 'status' | 'statusReason'> {
  const whole = failures.find((failure) => failure.collector === '');
  const worst = whole ?? failures[0];
  if (worst === undefined) return { status: 'online', statusReason: null };
  if (worst.class === 'host_key_mismatch' || worst.class === 'server_blocked')
    return { status: null, statusReason: null };
  const statusReason = `${worst.class}: ${worst.message}`.slice(0, 500);
  return { status: whole !== undefined && OFFLINE_STAGES.has(whole.stage) ? 'offline' : 'degraded', statusReason };
}

/** A failure of the host as a whole. A host that is left alone for a while is told with what it had failed of. */
export function hostFailure(error: RemoteError): CollectorFailure {
  const { cause } = error;
  const told = error.errorClass === 'circuit_open' && cause instanceof RemoteError ? cause : error;
  const { stage, remedy, retryable } = told.definition;
  const message = told === error ? error.message : `${told.message} ${error.message}`;
  return { collector: '', stage, class: told.errorClass, message, remedy, retryable };
}
