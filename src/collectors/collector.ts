import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import type { Observations, WatchedValues } from '../domain/inventory/observations.js';
import {
  type AnyCommand,
  type CommandResult,
  type HostCapabilities,
  type Parsed,
  type ReadOnlyInvocation,
} from '../platform/commands/index.js';
import type { RemoteError } from '../platform/ssh/remote-errors.js';
import type { SocketTarget } from '../platform/ssh/transport.js';
import type { CollectorFailure } from './failures.js';

/** `fast` runs at every tick of the schedule; `slow` when its own `intervalSeconds` have passed. Both on demand. */
export type CollectorClass = 'fast' | 'slow';

export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly unit: string;
  /** null: measured, but without a usable number (a first counter, a field that is missing). */
  readonly value: number | null;
}

export interface MetricDefinition {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
}

export type Invocations = Readonly<Record<string, ReadOnlyInvocation<Parsed<unknown>> | undefined>>;

/** What the commands of a collector gave, parsed; a command that gave nothing usable is absent. */
export type Values<C extends Invocations> = {
  readonly [K in keyof C]?: NonNullable<C[K]> extends ReadOnlyInvocation<Parsed<infer V>> ? V : never;
};

/** One command of the second round. Those of one lane run one after the other, lanes side by side. */
export interface FollowUp {
  readonly invocation: ReadOnlyInvocation<Parsed<unknown>>;
  /** What must not be asked twice at once: a disk, a controller. */
  readonly lane: string;
}

/** What `measure` may use: the same connection, and the logins that an operator gave. */
export interface MeasureAccess {
  /** A byte stream to a socket that the host can reach. Rejects with a RemoteError. */
  readonly open: (target: SocketTarget) => Promise<Duplex>;
  /** Runs further read-only commands. */
  readonly run: (invocations: readonly ReadOnlyInvocation[]) => Promise<readonly CommandResult[]>;
  /** The login for a database by its identity; undefined when nobody gave one. */
  readonly credentialOf: (
    identity: string,
  ) => Promise<{ readonly user: string; readonly password: string } | undefined>;
  readonly elapsedSeconds: number | undefined;
  readonly signal: AbortSignal;
}

/** What one folder of this directory declares. `F` is plain JSON: the next collection gets it back as `previous`. */
export interface CollectorDefinition<F, C extends Invocations> {
  /** The folder's name. */
  readonly name: string;
  readonly summary: string;
  readonly class: CollectorClass;
  readonly intervalSeconds: number;
  readonly schema: z.ZodType<F>;
  readonly metricDefinitions: readonly MetricDefinition[];
  /** Every command it may ask for, for the registry and docs/commands.md. */
  readonly commandDefinitions: readonly AnyCommand[];
  /** What to run on such a host; nothing when it does not apply. */
  readonly commands: (host: HostCapabilities, previous: F | undefined) => C;
  /** A second round of commands, for what the first one found: each disk, each pool. By slot, any name. */
  readonly followUps?: (
    values: Values<C>,
    host: HostCapabilities,
    previous: F | undefined,
  ) => Readonly<Record<string, FollowUp>>;
  /** `answers` holds what the follow-ups gave, by slot; one that gave nothing usable is absent. */
  readonly facts: (values: Values<C>, previous: F | undefined, answers: Answers) => Learned<F>;
  /** Whether these facts need `measure`; without it they always do. */
  readonly measures?: (facts: F) => boolean;
  /** Sessions of its own with what the host runs. Gets the facts and gives better ones. What it throws is a failure. */
  readonly measure?: (facts: F, access: MeasureAccess, previous: F | undefined) => Promise<Learned<F>>;
  readonly metrics: (facts: F, previous: F | undefined, elapsedSeconds: number | undefined) => readonly Sample[];
  /** The resources that the facts describe, for tables of their own. */
  readonly observations?: (facts: F, previous: F | undefined) => Observations;
  /** Values whose change is worth a line of history. */
  readonly watched?: (facts: F) => WatchedValues;
}

export interface Learned<F> {
  readonly facts: F | undefined;
  readonly errors?: readonly RemoteError[];
}

/** Of the second round, by slot: the parsed value, and the exit code and status for those that need them. */
export type Answers = ReadonlyMap<string, { readonly value: unknown; readonly result: CommandResult }>;

/** What one collector came to on one host. */
export interface Collected {
  readonly collector: string;
  /** Plain JSON, or undefined when nothing was learned. */
  readonly facts: unknown;
  readonly samples: readonly Sample[];
  readonly observations: Observations;
  readonly watched: WatchedValues;
  readonly failures: readonly CollectorFailure[];
  /** Commands the host has no tool for: a missing capability, not a failure. */
  readonly missing: readonly string[];
}

/** A collector without its types: what the registry holds and the collection runs. */
export interface Collector {
  readonly name: string;
  readonly summary: string;
  readonly class: CollectorClass;
  readonly intervalSeconds: number;
  readonly metricDefinitions: readonly MetricDefinition[];
  readonly commandDefinitions: readonly AnyCommand[];
  /** `previous` is what `collect` gave as facts last time, of whatever version; unusable ones are ignored. */
  readonly plan: (host: HostCapabilities, previous: unknown) => Plan;
  /** Parses the answers of the first round. Never throws. */
  readonly read: (input: ReadInput) => Reading;
  /** What to ask in the second round. Never throws: a failure goes to the reading's failures. */
  readonly followUps: (reading: Reading, host: HostCapabilities) => Readonly<Record<string, FollowUp>>;
  /** Never throws: whatever goes wrong is in `failures`. */
  readonly finish: (reading: Reading, input: FinishInput) => Promise<Collected>;
  /** `read` and `finish` in one and at once, without sessions. Never throws. */
  readonly collect: (input: CollectInput) => Collected;
}

export type Plan = Readonly<Record<string, ReadOnlyInvocation>>;

export interface ReadInput {
  readonly plan: Plan;
  /** By the keys of the invocations. */
  readonly results: ReadonlyMap<string, CommandResult>;
  readonly previous: unknown;
}

/** The first round of one collector, parsed. `failures` grows while the collection goes on. */
export interface Reading {
  readonly values: Readonly<Record<string, unknown>>;
  readonly previous: unknown;
  readonly failures: CollectorFailure[];
  readonly missing: string[];
}

export interface FinishInput {
  readonly followUps: Readonly<Record<string, FollowUp>>;
  /** By the keys of the invocations of the second round. */
  readonly results: ReadonlyMap<string, CommandResult>;
  readonly elapsedSeconds: number | undefined;
  /** Makes what a session needs; without it nothing is measured by one. */
  readonly openAccess?: (() => MeasureAccess) | undefined;
}

export interface CollectInput extends ReadInput {
  readonly elapsedSeconds: number | undefined;
  readonly followUps?: Readonly<Record<string, FollowUp>>;
}
