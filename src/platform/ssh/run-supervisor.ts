import type { Writable } from 'node:stream';
import { RemoteError, type RemoteErrorClass } from './remote-errors.js';
import type { ProcessEnd, ScriptProcess } from './script-process.js';
import { waitMs } from './backoff.js';
import { onAbort } from './on-abort.js';
import { toError } from './to-error.js';
import { MarkerFilter, type StartMarker } from './start-marker.js';
import type { RunRequest, RunResult } from './transport.js';

type StreamName = 'stdout' | 'stderr';

export interface Supervision {
  readonly process: ScriptProcess;
  readonly request: RunRequest;
  /** `user@host:port` or `this machine`, for messages. */
  readonly where: string;
  /** Given where a login shell stands before the script. */
  readonly marker?: StartMarker;
  /** Writes stdin in place of the script and ends it; stops when `stopped` says so. A rejection ends the run with it. */
  readonly feed?: (stdin: Writable, stopped: Promise<unknown>) => Promise<void>;
}

/** A background process may hold the output open after the script has ended; this long after its last byte we stop waiting. */
const OUTPUT_GRACE_MS = 2_000;
/** How long a killed run may take to say which process it is. */
const SHELL_START_MS = 1_500;

/** Feeds the script to the shell and watches over it until it ended, timed out, flooded, was aborted or lost. */
export function superviseRun(supervision: Supervision): Promise<RunResult> {
  return new Promise((resolve, reject) => new RunSupervisor(supervision, resolve, reject).start());
}

class RunSupervisor {
  readonly #startedAt = performance.now();
  readonly #collected: Readonly<Record<StreamName, Buffer[]>> = { stdout: [], stderr: [] };
  readonly #filters: Readonly<Record<StreamName, MarkerFilter>> | undefined;
  #outputBytes = 0;
  #lastOutputAt = performance.now();
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  #stopListening = (): void => {};

  constructor(
    private readonly supervision: Supervision,
    private readonly resolve: (result: RunResult) => void,
    private readonly reject: (error: Error) => void,
  ) {
    const { marker } = supervision;
    if (marker !== undefined) this.#filters = { stdout: new MarkerFilter(marker), stderr: new MarkerFilter(marker) };
  }

  start(): void {
    const { process, request, marker, feed } = this.supervision;
    process.stdout.on('data', (chunk: Buffer) => this.#onData('stdout', chunk));
    process.stderr.on('data', (chunk: Buffer) => this.#onData('stderr', chunk));
    // Broken pipes and the like show in how the process ends.
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {});
    this.#timer = setTimeout(() => this.#failTimedOut(), request.timeoutMs);
    void process.closed.then((end) => this.#finish(end));
    void process.exited.then((end) => this.#watchForHeldOutput(end));
    if (feed === undefined) process.stdin.end(`${marker?.prelude ?? ''}${request.script}\n`);
    else feed(process.stdin, process.closed).catch((error: unknown) => this.#fail(toError(error)));
    this.#stopListening = onAbort(request.signal, (reason) => {
      this.#failWith('cancelled', 'was cancelled', reason);
    });
    request.onStarted?.({
      killDescendants: (shellPid) => (this.#settled ? Promise.resolve(false) : process.killDescendants(shellPid)),
      abort: (reason) => this.#fail(reason),
    });
  }

  #onData(stream: StreamName, chunk: Buffer): void {
    if (this.#settled) {
      if (this.#shellPid === undefined) this.#filters?.[stream].accept(chunk);
      return;
    }
    this.#lastOutputAt = performance.now();
    this.#outputBytes += chunk.length;
    if (this.#outputBytes > this.supervision.request.maxOutputBytes + this.#markerBytes()) {
      this.#failWith('output_too_large', `printed more than ${this.supervision.request.maxOutputBytes} bytes`);
      return;
    }
    const filter = this.#filters?.[stream];
    const payload = filter === undefined ? chunk : filter.accept(chunk);
    if (payload.length === 0) return;
    if (this.supervision.request.onOutput === undefined) this.#collected[stream].push(payload);
    else this.#passOn(stream, payload);
  }

  /** Our own marker lines do not count against the caller's cap; 16 is room for a process id and its separators. */
  #markerBytes(): number {
    const { marker } = this.supervision;
    return marker === undefined ? 0 : 2 * (marker.word.length + 16);
  }

  #passOn(stream: StreamName, payload: Buffer): void {
    try {
      this.supervision.request.onOutput?.(stream, payload);
    } catch (error) {
      this.#fail(toError(error));
    }
  }

  #failTimedOut(): void {
    const { request } = this.supervision;
    this.#failWith('command_timeout', `did not end within ${request.timeoutMs} ms and was killed`);
  }

  #failWith(errorClass: RemoteErrorClass, what: string, cause?: unknown): void {
    const message = `The script on ${this.supervision.where} ${what}.`;
    this.#fail(new RemoteError(errorClass, message, { mayHaveRun: true, stderrExcerpt: this.#excerpt(), cause }));
  }

  #fail(error: Error): void {
    if (this.#settle()) void this.#killAndReject(error);
  }

  /** Rejects once the host has been told to kill the run, so that who gets the error can rely on it. */
  async #killAndReject(error: Error): Promise<void> {
    const { process } = this.supervision;
    const flooded = error instanceof RemoteError && error.errorClass === 'output_too_large';
    // A shell that is only just starting cannot be killed yet, and would run the script when nobody looks any more.
    if (!flooded) await this.#awaitShell();
    await process.kill(this.#shellPid);
    process.release();
    this.reject(error);
  }

  get #shellPid(): number | undefined {
    return this.#filters?.stderr.shellPid ?? this.#filters?.stdout.shellPid;
  }

  async #awaitShell(): Promise<void> {
    if (this.#filters === undefined) return;
    let closed = false;
    void this.supervision.process.closed.then(() => {
      closed = true;
    });
    const deadlineAt = performance.now() + SHELL_START_MS;
    while (this.#shellPid === undefined && !closed && performance.now() < deadlineAt) await waitMs(10);
  }

  #watchForHeldOutput(end: ProcessEnd): void {
    if (this.#settled || end.kind === 'lost') return;
    const quietMs = performance.now() - this.#lastOutputAt;
    if (quietMs >= OUTPUT_GRACE_MS) {
      this.#finish(end);
      return;
    }
    this.#timerForGrace(end, OUTPUT_GRACE_MS - quietMs);
  }

  #timerForGrace(end: ProcessEnd, delayMs: number): void {
    const timer = setTimeout(() => this.#watchForHeldOutput(end), Math.max(10, delayMs));
    void this.supervision.process.closed.then(() => clearTimeout(timer));
  }

  #finish(end: ProcessEnd): void {
    if (!this.#settle()) return;
    this.supervision.process.release();
    const { where } = this.supervision;
    const missing = this.#filters !== undefined && !(this.#filters.stdout.passing || this.#filters.stderr.passing);
    if (end.kind === 'lost') {
      const message = `The connection to ${where} was lost while a script ran; its outcome is unknown.`;
      this.reject(new RemoteError('connection_lost', message, { mayHaveRun: true, cause: end.cause }));
    } else if (missing) {
      this.reject(this.#describeUnusableShell(end));
    } else {
      this.resolve({ exitCode: end.exitCode, signal: end.signal, ...this.#output() });
    }
  }

  #describeUnusableShell(end: { exitCode: number | null; signal: string | null }): RemoteError {
    const how = end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
    const noise = [this.#filters?.stderr.noise, this.#filters?.stdout.noise].filter((text) => text !== '').join(' | ');
    const said = noise === '' ? 'said nothing' : `said: ${noise}`;
    const message = `The login on ${this.supervision.where} does not run /bin/sh: it ended with ${how} and ${said}.`;
    return new RemoteError('shell_unusable', message, { exitCode: end.exitCode, stderrExcerpt: noise });
  }

  #output(): Pick<RunResult, 'stdout' | 'stderr' | 'durationMs'> {
    return {
      stdout: Buffer.concat(this.#collected.stdout),
      stderr: Buffer.concat(this.#collected.stderr),
      durationMs: performance.now() - this.#startedAt,
    };
  }

  #excerpt(): string {
    return Buffer.concat(this.#collected.stderr).toString('utf8').slice(-500);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    return true;
  }
}
