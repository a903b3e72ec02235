import type { z } from 'zod';
import { MillwrightError } from '../errors/millwright-error.js';
import type {
  AnyCommand,
  Command,
  CommandEffect,
  CommandOutput,
  HostCapabilities,
  Invocation,
  TimeoutClass,
} from './command.js';

export interface CommandSpecification<S extends z.ZodType, R, E extends CommandEffect> {
  readonly id: string;
  readonly summary: string;
  readonly effect: E;
  readonly args: S;
  readonly example: z.input<S>;
  readonly argv: (args: z.output<S>, host: HostCapabilities) => readonly string[] | undefined;
  readonly parse: (output: CommandOutput, args: z.output<S>) => R;
  readonly root?: boolean;
  /** Default `quick`. */
  readonly timeout?: TimeoutClass;
  /** Per stream; default 64 KiB. */
  readonly maxOutputBytes?: number;
  /** Default [0]. */
  readonly acceptedExitCodes?: readonly number[];
  /** Default 0: never cached. */
  readonly cacheSeconds?: number;
  readonly tools?: readonly string[];
}

const COMMAND_ID = /^[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const DEFAULT_OUTPUT_BYTES = 64 * 1024;

/** Declares a command. Throws at load time when the id or the example is not valid. */
export function defineCommand<S extends z.ZodType, R, const E extends CommandEffect>(
  specification: CommandSpecification<S, R, E>,
): Command<z.output<S>, R, E> & AnyCommand {
  const { id, args: schema, argv } = specification;
  if (!COMMAND_ID.test(id)) throw new MillwrightError('internal', `The command id '${id}' is not family.what.`);
  const parseArgs = (args: unknown): z.output<S> => checkArguments(id, schema, args);
  const example = parseArgs(specification.example);
  return {
    id,
    summary: specification.summary,
    effect: specification.effect,
    root: specification.root ?? false,
    timeout: specification.timeout ?? 'quick',
    maxOutputBytes: specification.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES,
    acceptedExitCodes: specification.acceptedExitCodes ?? [0],
    cacheSeconds: specification.cacheSeconds ?? 0,
    tools: specification.tools ?? [],
    argv,
    parseArgs,
    parse: specification.parse,
    example,
    exampleArgv: (host) => argv(example, host),
  };
}

/** Binds a command to its arguments. Throws MillwrightError('validation_failed') for arguments outside its schema. */
export function invoke<A, R, E extends CommandEffect>(command: Command<A, R, E>, args: unknown = {}): Invocation<R, E> {
  const checked = command.parseArgs(args);
  return {
    facts: command,
    args: checked,
    key: `${command.id} ${JSON.stringify(checked)}`,
    argv: (host) => command.argv(checked, host),
    parse: (output) => command.parse(output, checked),
  };
}

function checkArguments<S extends z.ZodType>(id: string, schema: S, args: unknown): z.output<S> {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  throw new MillwrightError('validation_failed', `The arguments of the command ${id} do not match its schema.`, {
    errors: result.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })),
  });
}
