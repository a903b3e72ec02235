import { Semaphore, type Release } from './semaphore.js';
import type { SshTarget } from './pool-target.js';

/** How many connects and handshakes may be under way: in the process, to a host, and through a jump host. */
export class ConnectLimits {
  readonly #handshakes: Semaphore;
  readonly #perHost = new Map<string, Semaphore>();

  constructor(
    handshakesAtOnce: number,
    private readonly connectsPerHost: number,
  ) {
    this.#handshakes = new Semaphore(handshakesAtOnce);
  }

  /** A place for a connect to this host, and through its jump host. */
  async enterHost(target: SshTarget, signal: AbortSignal): Promise<Release> {
    const releaseHost = await this.#enter(`to ${target.host}:${target.port}`, signal);
    if (target.jump === undefined) return releaseHost;
    try {
      const releaseJump = await this.#enter(`through ${target.jump.host}:${target.jump.port}`, signal);
      return () => {
        releaseJump();
        releaseHost();
      };
    } catch (error) {
      releaseHost();
      throw error;
    }
  }

  /** A place for one key exchange: the only part that costs this process more than waiting. */
  enterHandshake(signal: AbortSignal): Promise<Release> {
    return this.#handshakes.acquire({ signal });
  }

  async #enter(key: string, signal: AbortSignal): Promise<Release> {
    const semaphore = this.#perHost.get(key) ?? new Semaphore(this.connectsPerHost);
    this.#perHost.set(key, semaphore);
    const release = await semaphore.acquire({ signal });
    return () => {
      release();
      if (semaphore.active === 0 && semaphore.waiting === 0) this.#perHost.delete(key);
    };
  }
}
