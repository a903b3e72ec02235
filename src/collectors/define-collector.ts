import type { z } from 'zod';
import { ParseError, type CommandResult, type Parsed, type ReadOnlyInvocation } from '../platform/commands/index.js';
import { RemoteError } from '../platform/ssh/remote-errors.js';
import type {
  Answers,
  Collected,
  Collector,
  CollectorDefinition,
  FinishInput,
  Invocations,
  Learned,
  Reading,
  ReadInput,
  Values,
} from './collector.js';
import { failureOf, failureOfResult, type CollectorFailure } from './failures.js';

/** Makes one collector of a definition. A failure of its commands, parsers or rules stays within it. */
export function defineCollector<F, C extends Invocations>(definition: CollectorDefinition<F, C>): Collector {
  const { name } = definition;
  const { recall, trust } = createMemory(definition.schema);
  return {
    name,
    summary: definition.summary,
    class: definition.class,
    intervalSeconds: definition.intervalSeconds,
    metricDefinitions: definition.metricDefinitions,
    commandDefinitions: definition.commandDefinitions,
    plan: (host, previous) => {
      const wanted = Object.entries(definition.commands(host, recall(previous)));
      return Object.fromEntries(
        wanted.filter((entry): entry is [string, ReadOnlyInvocation<Parsed<unknown>>] => entry[1] !== undefined),
      );
    },
    read: (input) => readFirstRound(name, input),
    followUps: (reading, host) =>
      guard(name, reading.failures, () =>
        definition.followUps?.(reading.values as Values<C>, host, recall(reading.previous)),
      ) ?? {},
    finish: async (reading, input) => {
      const previous = recall(reading.previous);
      const learned = learn(definition, reading, { ...input, previous });
      const facts = await measureWith(definition, reading, { facts: learned, previous, openAccess: input.openAccess });
      return trust(conclude(definition, reading, { facts, previous, elapsedSeconds: input.elapsedSeconds }));
    },
    collect: ({ followUps = {}, elapsedSeconds, ...input }) => {
      const reading = readFirstRound(name, input);
      const previous = recall(input.previous);
      const facts = learn(definition, reading, { followUps, results: input.results, previous });
      return trust(conclude(definition, reading, { facts, previous, elapsedSeconds }));
    },
  };
}

interface Memory<F> {
  readonly recall: (previous: unknown) => F | undefined;
  readonly trust: (collected: Collected) => Collected;
}

/** Facts of earlier collections. What this process made itself needs no check; what it checked, none again. */
function createMemory<F>(schema: z.ZodType<F>): Memory<F> {
  const trusted = new WeakMap<object, F>();
  return {
    recall: (previous) => {
      if (typeof previous !== 'object' || previous === null) return undefined;
      const known = trusted.get(previous) ?? schema.safeParse(previous).data;
      if (known !== undefined) trusted.set(previous, known);
      return known;
    },
    trust: (collected) => {
      const { facts } = collected;
      if (typeof facts === 'object' && facts !== null) trusted.set(facts, facts as F);
      return collected;
    },
  };
}

function learn<F, C extends Invocations>(
  definition: CollectorDefinition<F, C>,
  reading: Reading,
  input: Pick<FinishInput, 'followUps' | 'results'> & { readonly previous: F | undefined },
): F | undefined {
  const answers = readAnswers(definition.name, reading, input);
  if (Object.keys(reading.values).length === 0) return undefined;
  const learned = guard(definition.name, reading.failures, () =>
    definition.facts(reading.values as Values<C>, input.previous, answers),
  );
  return keep(definition.name, reading, learned);
}

interface Measuring<F> {
  readonly facts: F | undefined;
  readonly previous: F | undefined;
  readonly openAccess: FinishInput['openAccess'];
}

/** A session that fails leaves what the commands told. */
async function measureWith<F, C extends Invocations>(
  { name, measure, measures }: CollectorDefinition<F, C>,
  reading: Reading,
  { facts, previous, openAccess }: Measuring<F>,
): Promise<F | undefined> {
  if (facts === undefined || measure === undefined || openAccess === undefined) return facts;
  if (measures?.(facts) === false) return facts;
  try {
    return keep(name, reading, await measure(facts, openAccess(), previous)) ?? facts;
  } catch (error) {
    reading.failures.push(failureOf(name, toRemoteError(name, error)));
    return facts;
  }
}

function readFirstRound(name: string, { plan, results, previous }: ReadInput): Reading {
  const reading: Reading & { values: Record<string, unknown> } = { values: {}, previous, failures: [], missing: [] };
  for (const [slot, invocation] of Object.entries(plan)) {
    const value = readAnswer(name, reading, invocation, results.get(invocation.key));
    if (value !== undefined) reading.values[slot] = value;
  }
  return reading;
}

function readAnswers(name: string, reading: Reading, input: Pick<FinishInput, 'followUps' | 'results'>): Answers {
  const answers = new Map<string, { value: unknown; result: CommandResult }>();
  for (const [slot, { invocation }] of Object.entries(input.followUps)) {
    const result = input.results.get(invocation.key);
    if (result === undefined || result.status === 'not_run') {
      const { id } = invocation.facts;
      reading.failures.push(failureOf(name, new RemoteError('command_timeout', `${id} was not asked in time.`)));
      continue;
    }
    const value = readAnswer(name, reading, invocation, result);
    if (value !== undefined && result !== undefined) answers.set(slot, { value, result });
  }
  return answers;
}

function readAnswer(
  name: string,
  reading: Reading,
  invocation: ReadOnlyInvocation,
  result: CommandResult | undefined,
): unknown {
  if (result === undefined || result.status === 'missing_tool') {
    reading.missing.push(invocation.facts.id);
    return undefined;
  }
  if (result.status !== 'ok') {
    reading.failures.push(failureOfResult(name, result));
    return undefined;
  }
  const parsed = guard(
    name,
    reading.failures,
    () => invocation.parse({ ...result, exitCode: result.exitCode ?? 0 }) as Parsed<unknown>,
  );
  reading.failures.push(...(parsed?.errors ?? []).map((error) => failureOf(name, error)));
  return parsed?.value;
}

interface Conclusion<F> {
  readonly facts: F | undefined;
  readonly previous: F | undefined;
  readonly elapsedSeconds: number | undefined;
}

function conclude<F, C extends Invocations>(
  definition: CollectorDefinition<F, C>,
  { failures, missing }: Reading,
  { facts, previous, elapsedSeconds }: Conclusion<F>,
): Collected {
  const { name } = definition;
  const nothing = { collector: name, facts, samples: [], observations: {}, watched: {}, failures, missing };
  if (facts === undefined) return nothing;
  const attempt = <T>(action: () => T | undefined, otherwise: T): T => guard(name, failures, action) ?? otherwise;
  return {
    ...nothing,
    samples: attempt(() => definition.metrics(facts, previous, elapsedSeconds), []),
    observations: attempt(() => definition.observations?.(facts, previous), {}),
    watched: attempt(() => definition.watched?.(facts), {}),
  };
}

function keep<F>(name: string, reading: Reading, learned: Learned<F> | undefined): F | undefined {
  reading.failures.push(...(learned?.errors ?? []).map((error) => failureOf(name, error)));
  return learned?.facts;
}

function guard<T>(name: string, failures: CollectorFailure[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    failures.push(failureOf(name, toRemoteError(name, error)));
    return undefined;
  }
}

function toRemoteError(name: string, error: unknown): RemoteError {
  if (error instanceof RemoteError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  return new ParseError(name, `the collector itself failed (${problem})`, '');
}
