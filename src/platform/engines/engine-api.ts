import { chooseApiVersion, compareApiVersions } from './api-version.js';
import { CALL_LIMITS, type EngineCall } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { EngineHttp, type EngineAnswer, type EngineHttpOptions } from './engine-http.js';

interface Greeting {
  readonly apiVersion: string;
  readonly runtime: 'docker' | 'podman';
}

/** Requests in the version of the API that both sides speak. */
export class EngineApi {
  readonly #http: EngineHttp;
  #greeting: Promise<Greeting> | undefined;

  constructor(options: EngineHttpOptions) {
    this.#http = new EngineHttp(options);
  }

  get where(): string {
    return this.#http.where;
  }

  get openStreams(): number {
    return this.#http.openStreams;
  }

  /** What the engine said of itself, asked once. */
  greet(): Promise<Greeting> {
    this.#greeting ??= this.#ask().catch((error: unknown) => {
      this.#greeting = undefined;
      throw error;
    });
    return this.#greeting;
  }

  async speaks(apiVersion: string): Promise<boolean> {
    return compareApiVersions((await this.greet()).apiVersion, apiVersion) >= 0;
  }

  /** The answer as JSON; `undefined` for an empty one. Throws `engine_failed` for what is no JSON. */
  async json(call: EngineCall): Promise<unknown> {
    const { text } = await this.#notingBreaks(async () => this.#http.fetch(await this.#locate(call), call));
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      const mayHaveRun = call.method !== 'GET' && call.harmless !== true;
      const message = `${call.what} on ${this.where}: the engine's answer is no JSON.`;
      throw new EngineError('engine_failed', message, { mayHaveRun, cause: error });
    }
  }

  /** For requests whose answer says nothing. */
  async send(call: EngineCall): Promise<void> {
    await this.#notingBreaks(async () => this.#http.fetch(await this.#locate(call), call));
  }

  stream(call: EngineCall): Promise<EngineAnswer> {
    return this.#notingBreaks(async () => this.#http.stream(await this.#locate(call), call));
  }

  close(): void {
    this.#http.close();
  }

  /** An engine that went away may come back as a newer or an older one. */
  async #notingBreaks<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code === 'unavailable' || error.code === 'connection_lost') {
        this.#greeting = undefined;
      }
      throw error;
    }
  }

  async #locate(call: EngineCall): Promise<string> {
    const version = call.apiVersion ?? (await this.greet()).apiVersion;
    const query = Object.entries(call.query ?? {})
      .filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    return `${version === '' ? '' : `/v${version}`}${call.path}${query === '' ? '' : `?${query}`}`;
  }

  async #ask(): Promise<Greeting> {
    const what = 'asking for its version';
    const { headers } = await this.#http.fetch('/_ping', {
      method: 'GET',
      path: '/_ping',
      what,
      limits: CALL_LIMITS.look,
    });
    const offered = headers['api-version'];
    const apiVersion = chooseApiVersion(typeof offered === 'string' ? offered : undefined);
    if (apiVersion === undefined) {
      throw new EngineError('unavailable', `${what} on ${this.where}: what answers is no container engine.`);
    }
    const isPodman = headers['libpod-api-version'] !== undefined || /libpod/i.test(String(headers['server'] ?? ''));
    return { apiVersion, runtime: isPodman ? 'podman' : 'docker' };
  }
}
