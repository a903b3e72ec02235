import { request as sendRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { onAbort } from '../ssh/on-abort.js';
import type { Release, Semaphore } from '../ssh/semaphore.js';
import { toError } from '../ssh/to-error.js';
import type { EngineCall } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { explainBreak } from './explain-break.js';

export interface ExchangePlace {
  readonly where: string;
  readonly agent: Agent;
  readonly slots: Semaphore;
  /** Aborted when the engine's client is closed. */
  readonly closing: AbortSignal;
}

/** One request and its answer, from waiting for a stream to the end of the body. */
export class Exchange {
  readonly changes: boolean;
  #request: ClientRequest | undefined;
  /** A stream took the request: it may have arrived. */
  #sent = false;
  #timedOut = false;
  #release: Release | undefined;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: readonly (() => void)[];

  constructor(
    private readonly place: ExchangePlace,
    readonly call: EngineCall,
  ) {
    this.changes = call.method !== 'GET' && call.harmless !== true;
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#abort.abort(new Error('Time is up'));
    }, call.limits.timeoutMs);
    this.#stopListening = [
      onAbort(call.signal, (reason) => this.#abort.abort(reason)),
      onAbort(place.closing, (reason) => this.#abort.abort(reason)),
      onAbort(this.#abort.signal, (reason) => this.#request?.destroy(reason)),
    ];
  }

  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  /** Twice is once. */
  finish(): void {
    this.stopTimer();
    for (const stop of this.#stopListening) stop();
    // The agent takes a stream back a moment after its answer has ended; the next request shall find it.
    if (this.#release !== undefined) setImmediate(this.#release);
    this.#release = undefined;
  }

  explain(error: unknown): Error {
    this.finish();
    const { call, changes } = this;
    const mayHaveRun = changes && this.#sent;
    const cancelled = call.signal?.aborted === true;
    const { where } = this.place;
    return explainBreak(toError(error), { call, where, mayHaveRun, timedOut: this.#timedOut, cancelled });
  }

  /** What only looks is sent again when a stream that had been idle turns out to be dead. */
  async send(path: string): Promise<IncomingMessage> {
    const { signal } = this.#abort;
    this.#release = await this.place.slots.acquire({ signal });
    try {
      return await this.#sendOnce(path);
    } catch (error) {
      const stale = this.#request?.reusedSocket === true && !this.changes && this.call.body === undefined;
      if (!stale || signal.aborted) throw error;
      return this.#sendOnce(path);
    }
  }

  /** The body as text. Beyond the bound: an error, or just its beginning. */
  async collect(body: IncomingMessage, maxBytes: number, beyond: 'fail' | 'cut' = 'fail'): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) continue;
      if (beyond === 'cut') break;
      const message = `${this.call.what} on ${this.place.where}: the engine's answer is larger than ${maxBytes} bytes.`;
      throw new EngineError('engine_failed', message, { mayHaveRun: this.changes });
    }
    return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
  }

  #sendOnce(path: string): Promise<IncomingMessage> {
    const { call } = this;
    const content = call.json === undefined ? undefined : Buffer.from(JSON.stringify(call.json));
    return new Promise((resolve, reject) => {
      const { agent } = this.place;
      const request = sendRequest({ agent, method: call.method, path, headers: listHeaders(call, content) });
      this.#request = request;
      request.once('socket', () => {
        this.#sent = true;
      });
      request.once('response', resolve);
      // For life: an error after the answer has begun shows in its body as well.
      request.on('error', reject);
      request.once('close', () => reject(new Error('The stream ended before an answer came')));
      if (call.body === undefined) request.end(content);
      else feed(request, call.body.content, () => this.#timer.refresh());
    });
  }
}

function listHeaders({ body, headers }: EngineCall, content: Buffer | undefined): Record<string, string> {
  const type = content === undefined ? body?.type : 'application/json';
  return {
    Host: 'engine',
    'User-Agent': 'millwright',
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(content === undefined ? {} : { 'Content-Length': String(content.length) }),
    ...headers,
  };
}

/** A source that breaks off breaks the request: half of it must not look like the whole. */
function feed(request: ClientRequest, content: Readable, onProgress: () => void): void {
  if (content.destroyed) {
    request.destroy(content.errored ?? new Error('What was to be sent is gone'));
    return;
  }
  content.once('error', (error) => request.destroy(error));
  content.once('close', () => {
    if (!content.readableEnded) request.destroy(new Error('What was to be sent broke off'));
  });
  request.once('close', () => content.destroy());
  content.on('data', onProgress);
  content.pipe(request);
}
