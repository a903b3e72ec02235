import type { BreakerOptions } from './pool-options.js';
import { RemoteError, type RemoteErrorClass } from './remote-errors.js';
import { renderRouteKey, type SshTarget } from './pool-target.js';

interface State {
  readonly targetId: string | undefined;
  failures: number;
  openMs: number;
  openUntilMs: number;
  probing: boolean;
  lastError: RemoteError | undefined;
}

/** Ends a permitted try: with the error that it failed with, or undefined. */
export type Verdict = (error: unknown) => void;

/** These come from a host that answered: it can be reached. */
const REACHED = new Set<RemoteErrorClass>(['auth_rejected', 'host_key_mismatch']);

/** These say nothing about whether the host can be reached. */
const UNRELATED = new Set<RemoteErrorClass>([
  'cancelled',
  'key_unusable',
  'key_passphrase_wrong',
  'credential_missing',
  'jump_host_failed',
]);

/** Leaves a host alone after failures in a row: longer each time, then one probe decides. */
export class CircuitBreaker {
  readonly #states = new Map<string, State>();

  constructor(
    private readonly options: BreakerOptions,
    private readonly now: () => number,
    private readonly onOpened: (target: SshTarget, openMs: number) => void,
  ) {}

  /** Throws `circuit_open`, unless the breaker is closed, its time is over (for one caller), or `bypass`. */
  enter(target: SshTarget, bypass: boolean): Verdict {
    const key = renderRouteKey(target);
    const state = this.#states.get(key);
    if (state !== undefined && state.failures >= this.options.failures && !bypass) {
      if (this.now() < state.openUntilMs || state.probing) throw this.#describe(target, state);
      state.probing = true;
    }
    return (error) => this.#conclude(key, target, error);
  }

  forget(targetId: string): void {
    for (const [key, state] of this.#states) if (state.targetId === targetId) this.#states.delete(key);
  }

  #conclude(key: string, target: SshTarget, error: unknown): void {
    const known = this.#states.get(key);
    if (known !== undefined) known.probing = false;
    const errorClass = error instanceof RemoteError ? error.errorClass : undefined;
    if (error === undefined || (errorClass !== undefined && REACHED.has(errorClass))) {
      this.#states.delete(key);
      return;
    }
    if (!(error instanceof RemoteError) || UNRELATED.has(error.errorClass)) return;
    const state = known ?? this.#create(key, target);
    state.failures += 1;
    state.lastError = error;
    if (state.failures < this.options.failures) return;
    const { firstOpenMs, maxOpenMs } = this.options;
    state.openMs = state.openMs === 0 ? firstOpenMs : Math.min(maxOpenMs, state.openMs * 2);
    state.openUntilMs = this.now() + state.openMs;
    this.onOpened(target, state.openMs);
  }

  #create(key: string, target: SshTarget): State {
    const state: State = {
      targetId: target.id,
      failures: 0,
      openMs: 0,
      openUntilMs: 0,
      probing: false,
      lastError: undefined,
    };
    this.#states.set(key, state);
    return state;
  }

  #describe(target: SshTarget, state: State): RemoteError {
    const leftMs = Math.max(0, state.openUntilMs - this.now());
    const last = state.lastError === undefined ? '' : ` The last error was ${state.lastError.errorClass}.`;
    const message = `${target.host}:${target.port} failed ${state.failures} times in a row; the next try is in ${Math.ceil(leftMs / 1000)} s.${last}`;
    return new RemoteError('circuit_open', message, { cause: state.lastError });
  }
}
