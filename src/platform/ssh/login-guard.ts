import type { LoginGuardOptions } from './pool-options.js';
import { renderPoolKey, type SshTarget } from './pool-target.js';
import { RemoteError } from './remote-errors.js';

interface State {
  readonly targetId: string | undefined;
  readonly credentialId: string;
  failures: number;
  pausedUntilMs: number;
}

/** No login loops: each refused login counts against this controller on the host, and can lock it out. */
export class LoginGuard {
  readonly #states = new Map<string, State>();

  constructor(
    private readonly options: LoginGuardOptions,
    private readonly now: () => number,
    private readonly onPaused: (target: SshTarget, pauseMs: number) => void,
  ) {}

  /** Throws `auth_rejected` while logins with this credential are paused. */
  enter(target: SshTarget): void {
    const state = this.#states.get(renderPoolKey(target));
    if (state === undefined || this.now() >= state.pausedUntilMs) return;
    const leftMs = state.pausedUntilMs - this.now();
    const message = `${target.user}@${target.host}:${target.port} refused the login ${state.failures} times; it is not tried again for ${Math.ceil(leftMs / 1000)} s or until the credential changes.`;
    throw new RemoteError('auth_rejected', message);
  }

  succeeded(target: SshTarget): void {
    this.#states.delete(renderPoolKey(target));
  }

  failed(target: SshTarget, error: unknown): void {
    if (!(error instanceof RemoteError) || error.errorClass !== 'auth_rejected') return;
    const key = renderPoolKey(target);
    const state = this.#states.get(key) ?? {
      targetId: target.id,
      credentialId: target.credentialId,
      failures: 0,
      pausedUntilMs: 0,
    };
    state.failures += 1;
    this.#states.set(key, state);
    if (state.failures < this.options.failures) return;
    state.pausedUntilMs = this.now() + this.options.pauseMs;
    this.onPaused(target, this.options.pauseMs);
  }

  forget(targetId: string): void {
    for (const [key, state] of this.#states) if (state.targetId === targetId) this.#states.delete(key);
  }

  forgetCredential(credentialId: string): void {
    for (const [key, state] of this.#states) if (state.credentialId === credentialId) this.#states.delete(key);
  }
}
