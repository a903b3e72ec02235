import { Capture } from './capture.js';
import { TIMEOUT_CLASSES, type Invocation } from './command.js';

export type StreamName = 'stdout' | 'stderr';
export type KillReason = 'timed_out' | 'output_too_large';

/** A command may print this much, or four times its cap, before it is killed for it. */
const HARD_LIMIT_FLOOR_BYTES = 1024 * 1024;

/** One command of a running batch: what the frames have told of it so far. */
export class BatchItem {
  readonly stdout: Capture;
  readonly stderr: Capture;
  readonly timeoutMs: number;
  readonly hardLimitBytes: number;
  startedAtMs: number | null = null;
  endedAtMs: number | null = null;
  exitCode: number | null = null;
  killReason: KillReason | null = null;
  /** A kill that was meant for the command before it may have hit this one. */
  crossfire = false;
  #onEnd: (() => void) | null = null;

  constructor(
    readonly invocation: Invocation,
    readonly argv: readonly string[],
    readonly viaSudo: boolean,
  ) {
    const { maxOutputBytes, timeout } = invocation.facts;
    this.stdout = new Capture(maxOutputBytes);
    this.stderr = new Capture(maxOutputBytes);
    this.timeoutMs = TIMEOUT_CLASSES[timeout];
    this.hardLimitBytes = Math.max(HARD_LIMIT_FLOOR_BYTES, 4 * maxOutputBytes);
  }

  get running(): boolean {
    return this.startedAtMs !== null && this.endedAtMs === null;
  }

  get durationMs(): number {
    if (this.startedAtMs === null) return 0;
    return (this.endedAtMs ?? performance.now()) - this.startedAtMs;
  }

  finish(exitCode: number): void {
    this.exitCode = exitCode;
    this.endedAtMs = performance.now();
    this.#onEnd?.();
  }

  /** True as soon as the command has ended, false when it has not within `limitMs`. */
  endsWithin(limitMs: number): Promise<boolean> {
    if (!this.running) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      this.#onEnd = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
