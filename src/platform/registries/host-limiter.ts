import { setTimeout as sleep } from 'node:timers/promises';
import { Semaphore } from '../ssh/semaphore.js';
import { toError } from '../ssh/to-error.js';

export interface LimiterOptions {
  readonly maxInFlight: number;
  readonly requestsPerSecond: number;
  /** How many may go without a gap after a quiet time. */
  readonly burst: number;
  /** 0 to 1; default Math.random. */
  readonly random?: () => number;
}

/** The host asked to be left alone for longer than the caller would wait. */
export class HostPausedError extends Error {
  override readonly name = 'HostPausedError';

  constructor(readonly untilMs: number) {
    super('The host asked to be left alone.');
  }
}

const JITTER = 0.25;
const SLOWEST_GAP_MS = 1_000;
const RECOVERY = 0.9;

/**
 * Spreads requests to one host: few in flight, a gap with jitter between any two, and a pause for all when the host
 * says that it was too much. Gaps double with every such answer and come back slowly.
 */
export class HostLimiter {
  readonly #slots: Semaphore;
  readonly #options: LimiterOptions;
  #baseGapMs: number;
  #gapMs: number;
  #nextMs = 0;
  #pausedUntilMs = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#slots = new Semaphore(options.maxInFlight);
    this.#baseGapMs = 1_000 / options.requestsPerSecond;
    this.#gapMs = this.#baseGapMs;
  }

  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** One of the places in flight. Within it every single request calls `takeTurn` first. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const release = await this.#slots.acquire(signal === undefined ? {} : { signal });
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits for the gap and for a pause of the host. Throws `HostPausedError` rather than wait longer than `maxWaitMs`. */
  async takeTurn(maxWaitMs: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const pauseMs = this.#pausedUntilMs - Date.now();
      if (pauseMs > maxWaitMs) throw new HostPausedError(this.#pausedUntilMs);
      if (pauseMs <= 0) break;
      await wait(pauseMs, signal);
    }
    const nowMs = performance.now();
    const { burst, random = Math.random } = this.#options;
    const startMs = Math.max(this.#nextMs, nowMs - this.#gapMs * (burst - 1));
    this.#nextMs = startMs + this.#gapMs * (1 + JITTER * random());
    if (startMs > nowMs) await wait(startMs - nowMs, signal);
  }

  /** Everybody waits until then, and afterwards goes slower. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    this.#gapMs = Math.min(Math.max(SLOWEST_GAP_MS, this.#baseGapMs), this.#gapMs * 2);
  }

  /** The usual pace from now on; a pace that was slowed down comes back to it by and by. */
  setRate(requestsPerSecond: number): void {
    const isAtBase = this.#gapMs === this.#baseGapMs;
    this.#baseGapMs = 1_000 / requestsPerSecond;
    if (isAtBase) this.#gapMs = this.#baseGapMs;
  }

  recover(): void {
    this.#gapMs = Math.max(this.#baseGapMs, this.#gapMs * RECOVERY);
  }
}

async function wait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(Math.ceil(durationMs), undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? toError(signal.reason) : error;
  }
}
