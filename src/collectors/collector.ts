import type { z } from 'zod';
import {
  type AnyCommand,
  type CommandResult,
  type HostCapabilities,
  ParseError,
  type Parsed,
  type ReadOnlyInvocation,
} from '../platform/commands/index.js';
import { RemoteError } from '../platform/ssh/remote-errors.js';
import { failureOf, failureOfResult, type CollectorFailure } from './failures.js';

/** `fast` runs at every tick; `slow` on an interval of its own. */
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

type Invocations = Readonly<Record<string, ReadOnlyInvocation<Parsed<unknown>> | undefined>>;

/** What the commands of a collector gave, parsed; a command that gave nothing usable is absent. */
export type Values<C extends Invocations> = {
  readonly [K in keyof C]?: NonNullable<C[K]> extends ReadOnlyInvocation<Parsed<infer V>> ? V : never;
};

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
  readonly facts: (
    values: Values<C>,
    previous: F | undefined,
  ) => { readonly facts: F | undefined; readonly errors?: readonly ParseError[] };
  readonly metrics: (facts: F, previous: F | undefined, elapsedSeconds: number | undefined) => readonly Sample[];
}

/** What one collector came to on one host. */
export interface Collected {
  readonly collector: string;
  /** Plain JSON, or undefined when nothing was learned. */
  readonly facts: unknown;
  readonly samples: readonly Sample[];
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
  readonly plan: (host: HostCapabilities, previous: unknown) => Readonly<Record<string, ReadOnlyInvocation>>;
  /** Never throws: whatever goes wrong is in `failures`. */
  readonly collect: (input: CollectInput) => Collected;
}

export interface CollectInput {
  readonly plan: Readonly<Record<string, ReadOnlyInvocation>>;
  /** By the keys of the invocations. */
  readonly results: ReadonlyMap<string, CommandResult>;
  readonly previous: unknown;
  readonly elapsedSeconds: number | undefined;
}

/** Makes one collector of a definition. A failure of its commands, parsers or rules stays within it. */
export function defineCollector<F, C extends Invocations>(definition: CollectorDefinition<F, C>): Collector {
  const readPrevious = (previous: unknown): F | undefined =>
    previous === undefined || previous === null ? undefined : definition.schema.safeParse(previous).data;
  return {
    name: definition.name,
    summary: definition.summary,
    class: definition.class,
    intervalSeconds: definition.intervalSeconds,
    metricDefinitions: definition.metricDefinitions,
    commandDefinitions: definition.commandDefinitions,
    plan: (host, previous) => {
      const wanted = Object.entries(definition.commands(host, readPrevious(previous)));
      return Object.fromEntries(
        wanted.filter((entry): entry is [string, ReadOnlyInvocation<Parsed<unknown>>] => entry[1] !== undefined),
      );
    },
    collect: (input) => collectWith(definition, readPrevious(input.previous), input),
  };
}

function collectWith<F, C extends Invocations>(
  definition: CollectorDefinition<F, C>,
  previous: F | undefined,
  input: CollectInput,
): Collected {
  const { name } = definition;
  const failures: CollectorFailure[] = [];
  const missing: string[] = [];
  const values: Record<string, unknown> = {};
  const guard = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      failures.push(failureOf(name, error instanceof RemoteError ? error : unexpected(name, error)));
      return undefined;
    }
  };
  for (const [slot, invocation] of Object.entries(input.plan)) {
    const result = input.results.get(invocation.key);
    if (result === undefined || result.status === 'missing_tool') missing.push(invocation.facts.id);
    else if (result.status !== 'ok') failures.push(failureOfResult(name, result));
    else {
      const parsed = guard(() => invocation.parse({ ...result, exitCode: result.exitCode ?? 0 }) as Parsed<unknown>);
      failures.push(...(parsed?.errors ?? []).map((error) => failureOf(name, error)));
      if (parsed !== undefined) values[slot] = parsed.value;
    }
  }
  if (Object.keys(values).length === 0) return { collector: name, facts: undefined, samples: [], failures, missing };
  const learned = guard(() => definition.facts(values as Values<C>, previous));
  failures.push(...(learned?.errors ?? []).map((error) => failureOf(name, error)));
  const facts = learned?.facts;
  if (facts === undefined) return { collector: name, facts, samples: [], failures, missing };
  const samples = guard(() => definition.metrics(facts, previous, input.elapsedSeconds)) ?? [];
  return { collector: name, facts, samples, failures, missing };
}

function unexpected(name: string, error: unknown): ParseError {
  return new ParseError(
    name,
    `the collector itself failed (${error instanceof Error ? error.message : String(error)})`,
    '',
  );
}
