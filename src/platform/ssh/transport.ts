import type { Duplex, Readable } from 'node:stream';

/**
 * What a process on a host can be asked for. There are two implementations, SSH and local; everything above this
 * interface cannot tell which it has. All failures are `RemoteError`s.
 */
export interface Transport {
  /**
   * Runs one POSIX shell script with `/bin/sh -s`, the script going in by stdin, so that no login shell, argument
   * limit or process list comes between. Resolves when the script ended, whatever its exit code; rejects with a
   * RemoteError when there is no trustworthy result.
   */
  run(request: RunRequest): Promise<RunResult>;
  /** A byte stream to a socket that is reachable from the host, directly or through a program there. */
  open(target: SocketTarget | BridgeTarget): Promise<Duplex>;
  /** Writes a file: to a temporary name beside it, with `mode` from creation, fsynced, checksum compared, renamed. */
  put(path: string, content: Readable | Buffer, options: PutOptions): Promise<PutResult>;
  /** Reads a file as a stream; it errors with a RemoteError when the file cannot be read to its end. */
  get(path: string, options?: GetOptions): Promise<Readable>;
}

export type SocketTarget = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/**
 * A program on the host that joins its stdin and stdout to a unix socket: for servers that forward no sockets, and for
 * sockets that only root may use. Over SSH it takes one session channel for as long as the stream lives.
 */
export interface BridgeTarget {
  readonly bridge: StdioBridge;
  readonly socketPath: string;
  /** Run it as root: sudo asks for nothing, or for this password (by stdin; it is in no argument list). */
  readonly sudo?: BridgeSudo;
}

/** `docker` and `podman` are their `system dial-stdio`. The argument vectors are in `stdio-bridge.ts`. */
export type StdioBridge = 'docker' | 'podman' | 'socat';

export type BridgeSudo = 'passwordless' | { readonly password: string };

export interface RunRequest {
  /** Rendered by `platform/commands` only. */
  readonly script: string;
  /** After this the remote process group is killed and the promise rejects with `command_timeout`. */
  readonly timeoutMs: number;
  /** Cap for stdout and stderr together. What to do beyond it: reject with `output_too_large` after killing. */
  readonly maxOutputBytes: number;
  /** Receives output as it arrives, in order per stream. When given, `RunResult.stdout/stderr` stay empty. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
  /** On abort the remote process group is killed and the promise rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /**
   * While the script runs: kills what the script’s shell is running now (all descendants of the shell, not the shell
   * itself), so that one hanging command does not cost the rest of a batch. Called with the control object once the
   * channel is open.
   */
  readonly onStarted?: (control: RunControl) => void;
}

export interface RunControl {
  /**
   * Kills the descendants of process `shellPid` on the host over a second channel. Resolves true when that was
   * possible, false when no second channel could be had; never rejects.
   */
  killDescendants(shellPid: number): Promise<boolean>;
  /** Kills the whole run at once; the run rejects with `reason`. */
  abort(reason: Error): void;
}

export interface RunResult {
  /** null when the host gave none: the outcome is unknown, never a success. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it ('KILL'), when there was one. */
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly durationMs: number;
}

export interface PutOptions {
  /** Octal permissions, e.g. 0o640. */
  readonly mode: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface PutResult {
  readonly bytes: number;
  /** Lower-case hex, compared with the one computed on the host. */
  readonly sha256: string;
}

export interface GetOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}
