import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { toError } from '../ssh/to-error.js';

export interface EngineAgentOptions {
  readonly open: () => Promise<Duplex>;
  /** Kept open between requests, and for how long. */
  readonly idleStreams: number;
  readonly idleMs: number;
}

type OnStream = (error: Error | null, stream: Duplex) => void;

/** What Node's agent asks of a socket and a stream need not have. */
const SOCKET_METHODS = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'];

function addSocketMethods(stream: Duplex): void {
  for (const name of SOCKET_METHODS) if (!(name in stream)) Object.assign(stream, { [name]: () => stream });
}

/** Node's HTTP agent over streams that are no sockets; idle ones are closed by timers of ours. */
export class EngineAgent extends Agent {
  readonly #open: () => Promise<Duplex>;
  readonly #idleMs: number;
  readonly #idleTimers = new Map<Duplex, NodeJS.Timeout>();
  readonly #streams = new Set<Duplex>();

  constructor({ open, idleStreams, idleMs }: EngineAgentOptions) {
    super({ keepAlive: true, maxFreeSockets: idleStreams, scheduling: 'lifo' });
    this.#open = open;
    this.#idleMs = idleMs;
  }

  /** Streams that are open now, idle ones among them. */
  get openStreams(): number {
    return this.#streams.size;
  }

  override createConnection(_options: unknown, callback: OnStream = () => {}): undefined {
    void this.#connect(callback);
    return undefined;
  }

  override keepSocketAlive(stream: Duplex): boolean {
    super.keepSocketAlive(stream);
    const timer = setTimeout(() => stream.destroy(), this.#idleMs);
    timer.unref();
    this.#idleTimers.set(stream, timer);
    return true;
  }

  override reuseSocket(stream: Duplex, request: ClientRequest): void {
    this.#stopIdleTimer(stream);
    super.reuseSocket(stream, request);
  }

  /** Cuts everything, requests under way among it. */
  override destroy(): void {
    super.destroy();
    for (const stream of this.#streams) stream.destroy();
  }

  async #connect(callback: OnStream): Promise<void> {
    let stream: Duplex;
    try {
      stream = await this.#open();
    } catch (error) {
      // The stream of a failed connection is never looked at.
      callback(toError(error), undefined as unknown as Duplex);
      return;
    }
    this.#adopt(stream);
    callback(null, stream);
  }

  #adopt(stream: Duplex): void {
    this.#streams.add(stream);
    addSocketMethods(stream);
    // Half-closed is closed, but only once HTTP has seen the end: an answer may reach up to it.
    stream.once('end', () => setImmediate(() => stream.destroy()));
    stream.once('close', () => {
      this.#streams.delete(stream);
      this.#stopIdleTimer(stream);
    });
    // For life: between two requests nobody else listens.
    stream.on('error', () => {});
  }

  #stopIdleTimer(stream: Duplex): void {
    clearTimeout(this.#idleTimers.get(stream));
    this.#idleTimers.delete(stream);
  }
}
