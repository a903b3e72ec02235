import { onAbort } from './on-abort.js';
import { toError } from './to-error.js';

/** Gives a slot back; more calls than one do nothing. */
export type Release = () => void;

interface Waiter {
  readonly grant: (release: Release) => void;
  readonly urgent: boolean;
}

export interface AcquireOptions {
  /** Rejects with the signal's reason while waiting. */
  readonly signal?: AbortSignal;
  /** Goes before all that are not urgent. */
  readonly urgent?: boolean;
}

/** Counts slots; those who wait are served in order of arrival, urgent ones first. The limit may change at any time. */
export class Semaphore {
  #limit: number;
  #active = 0;
  readonly #waiters: Waiter[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = Math.max(1, limit);
    this.#serve();
  }

  acquire(options: AcquireOptions = {}): Promise<Release> {
    const { signal, urgent = false } = options;
    if (signal?.aborted === true) return Promise.reject(toError(signal.reason));
    if (this.#active < this.#limit) return Promise.resolve(this.#take());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        urgent,
        grant: (release) => {
          stopListening();
          resolve(release);
        },
      };
      const stopListening = onAbort(signal, (reason) => {
        this.#remove(waiter);
        reject(reason);
      });
      this.#enqueue(waiter);
    });
  }

  #enqueue(waiter: Waiter): void {
    const firstPatient = waiter.urgent ? this.#waiters.findIndex((other) => !other.urgent) : -1;
    this.#waiters.splice(firstPatient === -1 ? this.#waiters.length : firstPatient, 0, waiter);
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index !== -1) this.#waiters.splice(index, 1);
  }

  #take(): Release {
    this.#active += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#active -= 1;
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#active < this.#limit) {
      const next = this.#waiters.shift();
      if (next === undefined) return;
      next.grant(this.#take());
    }
  }
}
