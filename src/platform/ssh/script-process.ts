import type { Readable, Writable } from 'node:stream';

/** How a process ended: by itself, or the connection to it went away and nobody knows. */
export type ProcessEnd =
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'lost'; readonly cause?: Error };

/** A shell that runs on a host, seen alike over SSH and locally. */
export interface ScriptProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the exit code or signal is known; output may still come. Never rejects. */
  readonly exited: Promise<ProcessEnd>;
  /** Resolves when output has ended as well, or everything is lost. Never rejects. */
  readonly closed: Promise<ProcessEnd>;
  /** Kills the whole run: its process group and what it started. Resolves when that was done or given up. */
  kill(shellPid: number | undefined): Promise<void>;
  /** Kills what the shell has started, not the shell. Resolves false when it could not. */
  killDescendants(shellPid: number): Promise<boolean>;
  /** Stops listening: closes our ends. */
  release(): void;
}
