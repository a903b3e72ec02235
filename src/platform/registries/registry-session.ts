import { MAX_TOKEN_ANSWER_BYTES, TokenThrottledError, type BearerTokens } from './bearer-tokens.js';
import type { RequestCounter } from './counters.js';
import { suggestsPlainHttp } from './exchange-failures.js';
import { exchangeFollowing, type FollowedAnswer } from './follow-redirects.js';
import { reachFrom, type Reach } from './guarded-lookup.js';
import { HostPausedError, type HostLimiter } from './host-limiter.js';
import type { HttpAnswer, HttpExchanger, HttpQuestion } from './http-exchange.js';
import { listOrigins, type RegistryAccess, type RegistryOrigin } from './registry-access.js';
import { RegistryError } from './registry-error.js';
import { RegistryLogin, type Authorization } from './registry-login.js';
import { readRetryAfter } from './retry-after.js';

export interface SessionParts {
  readonly exchanger: HttpExchanger;
  readonly limiter: HostLimiter;
  readonly tokens: BearerTokens;
  readonly counter: RequestCounter;
  /** Of one exchange. */
  readonly timeoutMs: number;
  /** For pauses that the registry asks for, over all attempts of one request. */
  readonly maxWaitMs: number;
  /** Where the registry itself may be; `anywhere` where an admin declared it. */
  readonly ownReach: Reach;
  /** The pace for a registry that turns out to be on a network of our own; null: the usual one. */
  readonly localRequestsPerSecond: number | null;
  /** Ends everything. No caller has one of its own: others may be waiting for the same answer. */
  readonly signal: AbortSignal;
}

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD';
  readonly repository: string;
  /** From the root of the registry, with the query. */
  readonly path: string;
  readonly accept?: string;
  readonly maxBytes: number;
}

interface Asked {
  readonly origin: RegistryOrigin;
  readonly answer: FollowedAnswer;
  readonly sent: Authorization;
}

const MAX_RETRIES = 2;
const THROTTLED: ReadonlySet<number> = new Set([429, 503]);

/** Asking one registry with one login: how it is reached and what it wants to see is learnt once and remembered. */
export class RegistrySession {
  readonly #access: RegistryAccess;
  readonly #parts: SessionParts;
  readonly #login: RegistryLogin;
  #origins: readonly RegistryOrigin[];
  /** Where the registry itself lies decides where it may send us. */
  #reach: Exclude<Reach, 'anywhere'> = 'public';
  #firstRequest: Promise<unknown> | null = null;

  constructor(access: RegistryAccess, parts: SessionParts) {
    this.#access = access;
    this.#parts = parts;
    this.#login = new RegistryLogin(access, parts.tokens);
    this.#origins = listOrigins(access);
  }

  /** Which login this session has, for keys of caches. */
  get fingerprint(): string {
    return this.#login.fingerprint;
  }

  /** Asks, with login, turns and retries. Any answer but a demand to wait or to log in comes back. */
  async request(request: ApiRequest): Promise<HttpAnswer> {
    // The first one goes alone: else all that wait would learn at the same time how the registry wants to be asked.
    if (this.#firstRequest !== null) await this.#firstRequest;
    const asked = this.#requestWithRetries(request);
    this.#firstRequest ??= asked.catch(() => null);
    return asked;
  }

  async #requestWithRetries(request: ApiRequest): Promise<HttpAnswer> {
    const deadlineMs = Date.now() + this.#parts.maxWaitMs;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#attempt(request, deadlineMs);
      if (!THROTTLED.has(answer.status)) {
        if (answer.status < 400) this.#parts.limiter.recover();
        return answer;
      }
      this.#pause(answer, { attempt, deadlineMs });
    }
  }

  /** Makes everybody wait as long as the registry asks; throws when this request has waited or tried enough. */
  #pause(answer: HttpAnswer, { attempt, deadlineMs }: { attempt: number; deadlineMs: number }): void {
    const { limiter, counter } = this.#parts;
    counter.throttled += 1;
    const nowMs = Date.now();
    const untilMs = nowMs + readRetryAfter(answer.headers['retry-after'], attempt, nowMs);
    limiter.pause(untilMs);
    if (attempt >= MAX_RETRIES || untilMs > deadlineMs) throw this.#throttled(untilMs, answer.status);
  }

  async #attempt(request: ApiRequest, deadlineMs: number): Promise<HttpAnswer> {
    try {
      return await this.#parts.limiter.run(() => this.#authorised(request, deadlineMs), this.#parts.signal);
    } catch (error) {
      if (error instanceof TokenThrottledError) return error.answer;
      if (error instanceof HostPausedError) throw this.#throttled(error.untilMs, 429);
      throw error;
    }
  }

  #throttled(untilMs: number, status: number): RegistryError {
    const retryAt = new Date(untilMs);
    const code = status === 503 ? 'unreachable' : 'rate_limited';
    const what = status === 503 ? 'is not available' : 'wants no further requests';
    const detail = `${this.#access.host} ${what} before ${retryAt.toISOString()}.`;
    return new RegistryError(code, detail, { status, retryAt });
  }

  async #authorised(request: ApiRequest, deadlineMs: number): Promise<HttpAnswer> {
    const { origin, answer, sent } = await this.#askOrigins(request, deadlineMs);
    if (answer.status !== 401) return answer;
    const { repository } = request;
    // Somebody else's 401 must not make us send the login anywhere.
    if (answer.isForeign) throw this.#login.refuse(repository, origin);
    this.#login.learn(answer, sent, { repository, origin });
    const second = await this.#ask(request, origin, deadlineMs);
    if (second.answer.status === 401) throw this.#login.refuse(repository, origin);
    return second.answer;
  }

  /** Tries the ways to reach the registry until one is answered, and keeps to that one. */
  async #askOrigins(request: ApiRequest, deadlineMs: number): Promise<Asked> {
    for (const [index, origin] of this.#origins.entries()) {
      try {
        const asked = await this.#ask(request, origin, deadlineMs);
        this.#origins = [origin];
        return asked;
      } catch (error) {
        const isLast = index === this.#origins.length - 1;
        if (isLast) this.#origins = listOrigins(this.#access);
        if (isLast || !suggestsPlainHttp(error)) throw error;
      }
    }
    throw new RegistryError('unreachable', `${this.#access.host} has no address.`);
  }

  async #ask(request: ApiRequest, origin: RegistryOrigin, deadlineMs: number): Promise<Asked> {
    const { method, path, accept, maxBytes, repository } = request;
    const sent = await this.#login.authorize({
      repository,
      origin,
      ask: (url, headers) => this.#askTokenService({ url, headers, origin }, deadlineMs),
    });
    const question: HttpQuestion = {
      method,
      url: new URL(path, origin.url),
      headers: {
        ...(accept === undefined ? {} : { accept }),
        ...(sent.header === null ? {} : { authorization: sent.header }),
      },
      verifyTls: origin.verifyTls,
      caBundle: this.#access.caBundle,
      reach: this.#parts.ownReach,
      timeoutMs: this.#parts.timeoutMs,
      maxBytes,
      signal: this.#parts.signal,
    };
    const answer = await exchangeFollowing((next) => this.#exchange(next, deadlineMs), question);
    this.#learnPlace(answer.remoteAddress);
    return { origin, answer, sent };
  }

  #learnPlace(remoteAddress: string | null): void {
    const reach = reachFrom(remoteAddress);
    if (reach === this.#reach) return;
    this.#reach = reach;
    const { localRequestsPerSecond, limiter } = this.#parts;
    if (reach !== 'public' && localRequestsPerSecond !== null) limiter.setRate(localRequestsPerSecond);
  }

  #askTokenService({ url, headers, origin }: TokenServiceQuestion, deadlineMs: number): Promise<HttpAnswer> {
    const question: HttpQuestion = {
      method: 'GET',
      url,
      headers: { ...headers, accept: 'application/json' },
      verifyTls: url.hostname === origin.url.hostname ? origin.verifyTls : true,
      caBundle: this.#access.caBundle,
      reach: url.host === origin.url.host ? this.#parts.ownReach : this.#reach,
      timeoutMs: this.#parts.timeoutMs,
      maxBytes: MAX_TOKEN_ANSWER_BYTES,
      signal: this.#parts.signal,
    };
    return this.#exchange(question, deadlineMs);
  }

  async #exchange(question: HttpQuestion, deadlineMs: number): Promise<HttpAnswer> {
    const { limiter, exchanger, counter } = this.#parts;
    await limiter.takeTurn(Math.max(0, deadlineMs - Date.now()), question.signal);
    try {
      const answer = await exchanger.exchange(question);
      counter.add(question.url.host, question.method, answer.status);
      return answer;
    } catch (error) {
      counter.add(question.url.host, question.method, null);
      throw error;
    }
  }
}

interface TokenServiceQuestion {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: RegistryOrigin;
}
