import { RemoteError, type RemoteErrorClass } from '../ssh/remote-errors.js';
import type { RunControl } from '../ssh/transport.js';
import type { BatchItem, KillReason, StreamName } from './batch-item.js';
import { FrameReader } from './frame-reader.js';
import { excerptOf } from './parse-error.js';

/** What a login may print before our script begins, per stream. */
const NOISE_LIMIT_BYTES = 256 * 1024;
const NOISE_EXCERPT_BYTES = 300;
/** The login shell's start files run before the script does; some take seconds. */
const PRELUDE_LIMIT_MS = 30_000;
/** How long after the last mark the channel may stay open (a background process may hold it). */
const CLOSE_GRACE_MS = 1_000;

export interface MonitorOptions {
  readonly nonce: string;
  readonly items: readonly BatchItem[];
  readonly onOutput?: ((item: BatchItem, stream: StreamName, payload: Buffer) => void) | undefined;
  /** Ends one running command; afterwards the batch goes on, or the whole run is aborted. */
  readonly kill: (item: BatchItem, reason: KillReason) => void;
}

/** Follows one run of a batch script by its marks: who runs, who printed what, who is over a limit. */
export class BatchMonitor {
  shellPid: number | null = null;
  control: RunControl | null = null;
  /** The last mark has come: everything is known, whatever becomes of the channel. */
  completed = false;
  strayBytes = 0;
  readonly #options: MonitorOptions;
  readonly #readers: Record<StreamName, FrameReader>;
  readonly #current: Record<StreamName, BatchItem | null> = { stdout: null, stderr: null };
  readonly #noise: Record<StreamName, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  readonly #noiseBytes: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  readonly #begun: Record<StreamName, boolean> = { stdout: false, stderr: false };
  readonly #finished: Record<StreamName, boolean> = { stdout: false, stderr: false };
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#readers = { stdout: this.#reader('stdout'), stderr: this.#reader('stderr') };
  }

  started(control: RunControl): void {
    this.control = control;
    this.#setTimer(PRELUDE_LIMIT_MS, () =>
      this.abort('command_timeout', `the shell of the host did not begin within ${PRELUDE_LIMIT_MS / 1000} s`),
    );
  }

  push(stream: StreamName, chunk: Buffer): void {
    this.#readers[stream].push(chunk);
  }

  /** The run is over, one way or the other. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#readers.stdout.end();
    this.#readers.stderr.end();
  }

  abort(errorClass: RemoteErrorClass, what: string): void {
    this.control?.abort(new RemoteError(errorClass, `The run was ended: ${what}.`, { mayHaveRun: true }));
  }

  /** The beginning of what came before our script began: helps to see why it did not begin. */
  get noiseExcerpt(): string {
    return excerptOf(Buffer.concat([this.#noise.stdout, this.#noise.stderr]).toString('utf8').trim());
  }

  #reader(stream: StreamName): FrameReader {
    return new FrameReader(this.#options.nonce, {
      onPayload: (payload) => this.#takePayload(stream, payload),
      onMark: (text) => this.#takeMark(stream, text),
    });
  }

  #takePayload(stream: StreamName, payload: Buffer): void {
    const item = this.#current[stream];
    if (item === null) return this.#takeNoise(stream, payload);
    const capture = item[stream];
    capture.push(payload);
    this.#options.onOutput?.(item, stream, payload);
    if (capture.totalBytes > item.hardLimitBytes && item.running) this.#options.kill(item, 'output_too_large');
  }

  #takeNoise(stream: StreamName, payload: Buffer): void {
    this.strayBytes += payload.length;
    if (this.#begun[stream]) return;
    this.#noiseBytes[stream] += payload.length;
    const room = NOISE_EXCERPT_BYTES - this.#noise[stream].length;
    if (room > 0) this.#noise[stream] = Buffer.concat([this.#noise[stream], payload.subarray(0, room)]);
    if (this.#noiseBytes[stream] > NOISE_LIMIT_BYTES) {
      this.abort('output_too_large', `the login printed more than ${NOISE_LIMIT_BYTES} bytes before the first command`);
    }
  }

  #takeMark(stream: StreamName, text: string): void {
    this.#begun[stream] = true;
    const [index, exitCode] = text.slice(1).split(' ').map(Number);
    if (text.startsWith('P')) {
      if (stream === 'stdout' && index !== undefined && Number.isSafeInteger(index) && index > 1) this.shellPid = index;
      return this.#begin(stream, 0);
    }
    const item = index === undefined ? undefined : this.#options.items[index];
    if (
      !text.startsWith('E') ||
      index === undefined ||
      item === undefined ||
      exitCode === undefined ||
      !Number.isInteger(exitCode)
    ) {
      return this.abort('protocol_error', 'an unknown mark came');
    }
    if (stream === 'stdout') item.finish(exitCode);
    this.#begin(stream, index + 1);
  }

  #begin(stream: StreamName, index: number): void {
    const item = this.#options.items[index];
    this.#current[stream] = item ?? null;
    if (item === undefined) return this.#finish(stream);
    if (stream !== 'stdout') return;
    item.startedAtMs = performance.now();
    this.#setTimer(item.timeoutMs, () => this.#options.kill(item, 'timed_out'));
  }

  #finish(stream: StreamName): void {
    this.#finished[stream] = true;
    if (stream === 'stdout') clearTimeout(this.#timer);
    if (!this.#finished.stdout || !this.#finished.stderr) return;
    this.completed = true;
    this.#setTimer(CLOSE_GRACE_MS, () => this.abort('cancelled', 'its commands have ended but the channel stays open'));
  }

  #setTimer(delayMs: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delayMs);
  }
}
