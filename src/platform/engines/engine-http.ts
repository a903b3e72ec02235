import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Semaphore } from '../ssh/semaphore.js';
import { EngineAgent } from './engine-agent.js';
import type { EngineCall } from './engine-call.js';
import { Exchange } from './engine-exchange.js';
import { describeErrorAnswer } from './engine-failures.js';

export interface EngineHttpOptions {
  readonly open: () => Promise<Duplex>;
  /** For messages: `the engine on web-1`. */
  readonly where: string;
  readonly maxStreams: number;
  readonly idleStreams: number;
  readonly idleMs: number;
}

/** An answer that has begun, with a good status. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
  /** What an error of the body means, in our words. */
  readonly explain: (error: unknown) => Error;
}

const ERROR_BODY_BYTES = 1024 * 1024;
const NOT_MODIFIED = 304;

/** HTTP with an engine over streams of any kind: every failure is an EngineError or a RemoteError. */
export class EngineHttp {
  readonly #agent: EngineAgent;
  readonly #where: string;
  /** Node's agent counts only the streams that are open already, and ours take time to open. */
  readonly #slots: Semaphore;
  #closing = new AbortController();

  constructor(options: EngineHttpOptions) {
    this.#agent = new EngineAgent(options);
    this.#slots = new Semaphore(options.maxStreams);
    this.#where = options.where;
  }

  get openStreams(): number {
    return this.#agent.openStreams;
  }

  get where(): string {
    return this.#where;
  }

  /** Cuts all streams. Requests that come later open new ones. */
  close(): void {
    this.#closing.abort(new Error('The client was closed'));
    this.#closing = new AbortController();
    this.#agent.destroy();
  }

  /** The whole body; `''` where there is none. */
  async fetch(path: string, call: EngineCall): Promise<{ readonly headers: EngineAnswer['headers']; text: string }> {
    const exchange = this.#start(call);
    try {
      const { headers, body } = await this.#begin(path, exchange);
      const text = await exchange.collect(body, call.limits.maxBytes);
      return { headers, text };
    } catch (error) {
      throw exchange.explain(error);
    } finally {
      exchange.finish();
    }
  }

  /** The answer once its status is known; the limit of time ends there, the caller watches over the body. */
  async stream(path: string, call: EngineCall): Promise<EngineAnswer> {
    const exchange = this.#start(call);
    try {
      const answer = await this.#begin(path, exchange);
      exchange.stopTimer();
      answer.body.once('close', () => exchange.finish());
      return answer;
    } catch (error) {
      throw exchange.explain(error);
    }
  }

  #start(call: EngineCall): Exchange {
    const place = { where: this.#where, agent: this.#agent, slots: this.#slots, closing: this.#closing.signal };
    return new Exchange(place, call);
  }

  async #begin(path: string, exchange: Exchange): Promise<EngineAnswer> {
    const { call, changes } = exchange;
    const body = await exchange.send(path);
    const status = body.statusCode ?? 0;
    if ((status >= 200 && status < 300) || status === NOT_MODIFIED) {
      return { status, headers: body.headers, body, explain: (error) => exchange.explain(error) };
    }
    const text = await exchange.collect(body, ERROR_BODY_BYTES, 'cut');
    throw describeErrorAnswer({ what: `${call.what} on ${this.#where}`, changes, status, body: text });
  }
}
