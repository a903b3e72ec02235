/**
 * A command as data. Everything Millwright runs on a host by itself is one of these; only this folder turns one into
 * shell text.
 */
export type CommandEffect = 'read_only' | 'reversible' | 'destructive';

/** How long a command may take on the host before it is killed: `TIMEOUT_CLASSES` has the milliseconds. */
export type TimeoutClass = 'quick' | 'normal' | 'slow' | 'long';

export const TIMEOUT_CLASSES: Readonly<Record<TimeoutClass, number>> = {
  quick: 5_000,
  normal: 15_000,
  slow: 60_000,
  long: 600_000,
};

/** Facts about a host that choose a command line: tool name → version text ('' when unknown), absent when missing. */
export interface HostCapabilities {
  readonly tools: Readonly<Record<string, string>>;
  /** `root` when the login user is root. */
  readonly sudo: 'none' | 'passwordless' | 'password' | 'root';
}

/** What one command of a batch gave back. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** From the frame's begin to its end as seen by the controller. */
  readonly durationMs: number;
  /** True when output beyond `maxOutputBytes` was thrown away. */
  readonly truncated: boolean;
}

export interface Command<A = unknown, R = unknown> {
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
  /** The argument vector: never a shell text. Return undefined when this host cannot run it. */
  readonly argv: (args: A, host: HostCapabilities) => readonly string[] | undefined;
  /** Checks the arguments; throws MillwrightError('validation_failed') or a ZodError. */
  readonly parseArgs: (args: unknown) => A;
  /** Pure; throws ParseError with the offending line. */
  readonly parse: (output: CommandOutput, args: A) => R;
}
