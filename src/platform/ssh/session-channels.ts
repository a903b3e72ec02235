import type { Client, ClientChannel } from 'ssh2';
import { computeBackoffMs, waitMs, type Backoff } from './backoff.js';
import { observeExecChannel, type ExecChannel } from './exec-channel.js';
import { RemoteError } from './remote-errors.js';
import { Semaphore, type Release } from './semaphore.js';
import { toError } from './to-error.js';

/** Below OpenSSH's MaxSessions of 10, so that a kill finds room. */
export const DEFAULT_SESSION_LIMIT = 8;
/** Kept free for kills while the server's real limit is not known. */
const URGENT_SPARE = 2;

export interface SessionChannelsOptions {
  readonly client: Client;
  readonly where: string;
  readonly startLimit: number;
  /** The limit is known from an earlier connection, not assumed. */
  readonly limitIsLearned: boolean;
  /** How long the server may take to open a channel and start the command. */
  readonly openTimeoutMs: number;
  readonly onLimitLearned: (limit: number) => void;
  readonly onRefused: () => void;
  /** The connection does not answer or refuses all commands: it is of no use any more. */
  readonly onUseless: () => void;
  readonly isClosed: () => boolean;
  /** Bytes received so far on the connection, undefined when that is not known. */
  readonly countReceivedBytes: () => number | undefined;
}

export interface OpenExecOptions {
  readonly signal?: AbortSignal;
  /** A kill: goes first and may use the spare channels. */
  readonly urgent?: boolean;
}

const RETRY_BACKOFF: Backoff = { firstMs: 10, maxMs: 2_000 };
const MAX_REFUSALS = 12;
/**
 * The server forgets a session only after it has seen our half of the close, without saying so. A request on the heels
 * of the close would be counted as one too many on a host at its limit.
 */
const RELEASE_DELAY_MS = 3;
/** So soon after a channel has closed, the server may still be counting it: such a refusal teaches nothing. */
const CLOSING_MS = 250;

/**
 * The session channels of one connection, never more at once than the server allows. What it allows is learned from
 * refusals of *session* channels (reason 1 or 2); forwarded ones are refused for other reasons.
 */
export class SessionChannels {
  readonly #normal: Semaphore;
  readonly #all: Semaphore;
  #lastCloseAt = Number.NEGATIVE_INFINITY;
  /** The server has refused a channel right after another had closed: it needs a moment in between. */
  #atLimit = false;
  /** Channels that run a command now, and the most there ever were: the server's limit is no lower than that. */
  #serving = 0;
  #peakServing = 0;

  constructor(private readonly options: SessionChannelsOptions) {
    const { startLimit, limitIsLearned } = options;
    this.#normal = new Semaphore(startLimit);
    this.#all = new Semaphore(limitIsLearned ? startLimit : startLimit + URGENT_SPARE);
  }

  /** How many run() may be under way at once, as far as is known. */
  get limit(): number {
    return this.#normal.limit;
  }

  get active(): number {
    return this.#all.active;
  }

  /**
   * A channel that runs this command line. Its slot is given back when the channel closes. Rejects with RemoteErrors of
   * which none means that anything ran, or with `cancelled`.
   */
  async openExec(commandLine: string, options: OpenExecOptions = {}): Promise<ExecChannel> {
    for (let refusals = 0; ; refusals += 1) {
      const release = await this.#acquire(options);
      try {
        if (this.#atLimit && performance.now() - this.#lastCloseAt < RELEASE_DELAY_MS) await waitMs(RELEASE_DELAY_MS);
        return this.#occupy(await this.#exec(commandLine), release);
      } catch (error) {
        // Counted before our own slot is given back: the channels that the server does serve.
        const served = this.#all.active - 1;
        release();
        if (!(error instanceof ChannelOpenRefused)) throw error;
        this.options.onRefused();
        const closing = performance.now() - this.#lastCloseAt < CLOSING_MS;
        if (closing) this.#atLimit = true;
        if (refusals > 0 || !closing) this.#learn(served);
        if (refusals + 1 >= MAX_REFUSALS) throw this.#describeRefusal(error);
        await this.#wait(computeBackoffMs(RETRY_BACKOFF, refusals), options.signal);
      }
    }
  }

  /** Whether a kill could get a channel while the run that it is meant for still has one. */
  get hasRoomAside(): boolean {
    return this.#all.limit > 1 || this.#all.active === 0;
  }

  /** The connection is gone: whoever waits for a slot shall find out at once. */
  abandon(): void {
    this.#all.limit = Number.POSITIVE_INFINITY;
    this.#normal.limit = Number.POSITIVE_INFINITY;
  }

  #occupy(opened: ExecChannel, release: Release): ExecChannel {
    this.#serving += 1;
    this.#peakServing = Math.max(this.#peakServing, this.#serving);
    void opened.closed.then(() => {
      this.#serving -= 1;
      this.#lastCloseAt = performance.now();
      setTimeout(release, RELEASE_DELAY_MS).unref();
    });
    return opened;
  }

  async #acquire(options: OpenExecOptions): Promise<Release> {
    const { signal, urgent = false } = options;
    const waiting = { ...(signal === undefined ? {} : { signal }), urgent };
    try {
      const releaseNormal = urgent ? undefined : await this.#normal.acquire(waiting);
      try {
        const releaseAny = await this.#all.acquire(waiting);
        return () => {
          releaseAny();
          releaseNormal?.();
        };
      } catch (error) {
        releaseNormal?.();
        throw error;
      }
    } catch (error) {
      throw this.#describeCancel(error);
    }
  }

  async #wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await waitMs(delayMs, signal);
    } catch (error) {
      throw this.#describeCancel(error);
    }
  }

  #describeCancel(cause: unknown): RemoteError {
    return new RemoteError('cancelled', `Waiting for a channel to ${this.options.where} was cancelled.`, { cause });
  }

  #learn(served: number): void {
    const limit = Math.max(1, served, this.#peakServing);
    if (limit >= this.#all.limit) return;
    this.#all.limit = limit;
    if (limit >= this.#normal.limit) return;
    this.#normal.limit = limit;
    this.options.onLimitLearned(limit);
  }

  #describeRefusal(cause: ChannelOpenRefused): RemoteError {
    const message = `${this.options.where} refused a session channel ${MAX_REFUSALS} times, the last time with ${this.active} open.`;
    return new RemoteError('channel_refused', message, { cause });
  }

  #exec(commandLine: string): Promise<ExecChannel> {
    const { client, countReceivedBytes } = this.options;
    return new Promise((resolve, reject) => {
      const receivedBefore = countReceivedBytes();
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(this.#giveUpOpening(receivedBefore));
      }, this.options.openTimeoutMs);
      const onOpened = (error: Error | undefined, channel: ClientChannel): void => {
        clearTimeout(timer);
        if (error !== undefined) reject(this.#explainOpenFailure(error));
        else if (late) channel.destroy();
        else resolve(observeExecChannel(channel));
      };
      try {
        client.exec(commandLine, onOpened);
      } catch (error) {
        clearTimeout(timer);
        this.options.onUseless();
        reject(this.#describeLoss(toError(error)));
      }
    });
  }

  #explainOpenFailure(error: Error): Error {
    if (this.options.isClosed()) return this.#describeLoss(error);
    const { reason } = error as { reason?: unknown };
    if (reason === 1 || reason === 2) return new ChannelOpenRefused(error);
    if (reason !== undefined) {
      const message = `${this.options.where} does not open session channels: ${error.message}.`;
      return new RemoteError('channel_refused', message, { cause: error });
    }
    // The channel is open on the server and out of our reach; only ending the connection frees its slot.
    this.options.onUseless();
    return new RemoteError('shell_unusable', `${this.options.where} refuses to run commands.`, { cause: error });
  }

  /** A server that answers nothing at all is gone; one that is only slow keeps its other channels. */
  #giveUpOpening(receivedBefore: number | undefined): RemoteError {
    const received = this.options.countReceivedBytes();
    if (received !== undefined && received !== receivedBefore) {
      const message = `${this.options.where} did not open a session channel within ${this.options.openTimeoutMs} ms.`;
      return new RemoteError('channel_refused', message);
    }
    this.options.onUseless();
    return this.#describeLoss(new Error('No answer to a channel request'));
  }

  #describeLoss(cause: Error): RemoteError {
    const message = `The connection to ${this.options.where} was lost before a command was sent.`;
    return new RemoteError('connection_lost', message, { cause, mayHaveRun: false });
  }
}

/** The server has as many session channels as it wants. */
class ChannelOpenRefused extends Error {
  constructor(cause: Error) {
    super('The server refused a session channel', { cause });
  }
}
