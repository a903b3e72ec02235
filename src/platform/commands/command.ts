/**
 * A command as data. Everything Millwright runs on a host by itself is one of these; only this folder turns one into
 * shell text.
 */
export type CommandEffect = 'read_only' | 'reversible' | 'destructive';

/** How long a command may take on the host before it is killed: `TIMEOUT_CLASSES` has the milliseconds. */
export type TimeoutClass = 'quick' | 'normal' | 'slow' | 'long' | 'hours';

export const TIMEOUT_CLASSES: Readonly<Record<TimeoutClass, number>> = {
  quick: 5_000,
  normal: 15_000,
  slow: 60_000,
  long: 600_000,
  hours: 21_600_000,
};

/** Facts about a host that choose a command line: tool name → version text ('' when unknown), absent when missing. */
export interface HostCapabilities {
  readonly tools: Readonly<Record<string, string>>;
  /** `root` when the login user is root. */
  readonly sudo: 'none' | 'passwordless' | 'password' | 'root';
}

/** What one command gave back, as a parser sees it. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** From the frame's begin to its end as seen by the controller. */
  readonly durationMs: number;
  /** True when output beyond `maxOutputBytes` was thrown away; the head is kept. */
  readonly truncated: boolean;
}

/** What holds for a command whatever its arguments. */
export interface CommandFacts {
  /** `<family>.<what>`, e.g. `host.proc_stat`; unique in the registry. */
  readonly id: string;
  /** One sentence for docs/commands.md. */
  readonly summary: string;
  readonly effect: CommandEffect;
  /** Needs root: run through sudo unless the login user is root. */
  readonly root: boolean;
  readonly timeout: TimeoutClass;
  /** Per stream. */
  readonly maxOutputBytes: number;
  /** Exit codes that still carry a usable answer; others make `parse` be skipped. */
  readonly acceptedExitCodes: readonly number[];
  /** 0: never cached. */
  readonly cacheSeconds: number;
  /** Tools that must be there, e.g. ['smartctl']; a missing one is a missing capability, not an error. */
  readonly tools: readonly string[];
}

export interface Command<A = unknown, R = unknown, E extends CommandEffect = CommandEffect> extends CommandFacts {
  readonly effect: E;
  /** The argument vector: never a shell text. Undefined when this host cannot run it. */
  readonly argv: (args: A, host: HostCapabilities) => readonly string[] | undefined;
  /** Checks the arguments; throws MillwrightError('validation_failed'). */
  readonly parseArgs: (args: unknown) => A;
  /** Pure; throws ParseError with the offending line. */
  readonly parse: (output: CommandOutput, args: A) => R;
  /** For the documentation and for tests. */
  readonly example: A;
}

/** Any command, seen without its types: what a registry and the documentation need. */
export interface AnyCommand extends CommandFacts {
  readonly exampleArgv: (host: HostCapabilities) => readonly string[] | undefined;
}

/** A command with its checked arguments: what a batch runs. `R` is what `parse` gives. */
export interface Invocation<R = unknown, E extends CommandEffect = CommandEffect> {
  readonly facts: CommandFacts & { readonly effect: E };
  /** The checked arguments, plain JSON. */
  readonly args: unknown;
  /** The same for the same command with the same arguments: for sharing within a batch and for caches. */
  readonly key: string;
  readonly argv: (host: HostCapabilities) => readonly string[] | undefined;
  readonly parse: (output: CommandOutput) => R;
}

export type ReadOnlyInvocation<R = unknown> = Invocation<R, 'read_only'>;
