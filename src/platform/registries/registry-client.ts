import { CacheManager } from '../cache/cache-manager.js';
import { onAbort } from '../ssh/on-abort.js';
import { BearerTokens } from './bearer-tokens.js';
import { RequestCounter, type RegistryCounters } from './counters.js';
import { HostLimiter } from './host-limiter.js';
import { HttpExchanger } from './http-exchange.js';
import { listTags, type TagList } from './list-tags.js';
import type { Platform } from './platform.js';
import { readHead, type HeadResult } from './read-head.js';
import { fingerprintCredential, type RegistryAccess } from './registry-access.js';
import { RegistryError } from './registry-error.js';
import { RegistrySession } from './registry-session.js';
import { assertRepository, referenceOf, type RegistryTarget } from './registry-target.js';
import { resolvePlatform, type ResolvedImage } from './resolve-platform.js';

export interface RegistryClientOptions {
  /** How an admin declared a registry; undefined: nobody did. Asked for each question, so it should be quick. */
  readonly accessFor?: (host: string) => Promise<RegistryAccess | undefined>;
  /** How long what a tag names and which tags there are is believed; default 10 minutes. */
  readonly lifetimeMs?: number;
  /** How long a failure is believed, so that 500 containers do not knock at a closed door; default 30 s. */
  readonly failureLifetimeMs?: number;
  /** Of one exchange; default 15 s. */
  readonly timeoutMs?: number;
  /** For pauses that a registry asks for, over all attempts; default and at most 60 s. */
  readonly maxWaitMs?: number;
  /** Per host; default 2. */
  readonly maxInFlight?: number;
  /** Per host; default 50, and 250 for a registry on a network of our own. */
  readonly requestsPerSecond?: number;
  /** Where a registry may be that nobody declared (its name comes from a container); default `loopback`: anywhere near. */
  readonly undeclaredReach?: 'loopback' | 'private' | 'public';
}

export interface AskOptions {
  /** Asks the registry now, whatever is remembered. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/** Asks container registries (distribution API v2). All failures are `RegistryError`s, except an abort. */
export interface RegistryClient {
  /** What a tag or digest names, by HEAD where the registry can. */
  head(target: RegistryTarget, options?: AskOptions): Promise<HeadResult>;
  /** The image for a platform, read with GET: where pulls are counted this is one. */
  resolvePlatform(target: RegistryTarget, platform: Platform, options?: AskOptions): Promise<ResolvedImage>;
  listTags(target: Pick<RegistryTarget, 'registry' | 'repository'>, options?: AskOptions): Promise<TagList>;
  /** After its login or declaration changed. */
  forget(host: string): void;
  counters(): RegistryCounters;
  /** Ends what is under way and closes the connections. */
  close(): void;
}

const MAX_WAIT_MS = 60_000;
const REQUESTS_PER_SECOND = 50;
const LOCAL_REQUESTS_PER_SECOND = 250;
const MAX_SESSIONS = 500;
const MAX_ANSWERS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_CONTENT = 5_000;
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

export function createRegistryClient(options: RegistryClientOptions = {}): RegistryClient {
  return new CachingRegistryClient(options);
}

/** A failure is kept as a value. */
type Outcome<T> = { readonly value: T } | { readonly error: RegistryError };

class CachingRegistryClient implements RegistryClient {
  readonly #options: RegistryClientOptions;
  readonly #lifetime = new AbortController();
  readonly #exchanger = new HttpExchanger();
  readonly #tokens = new BearerTokens();
  readonly #counter = new RequestCounter();
  readonly #answers = new CacheManager({ maxEntries: MAX_ANSWERS, maxBytes: MAX_ANSWER_BYTES, sizeOf: sizeOfOutcome });
  readonly #content = new CacheManager({ maxEntries: MAX_CONTENT, maxBytes: MAX_CONTENT_BYTES, sizeOf: sizeOfContent });
  readonly #limiters = new Map<string, HostLimiter>();
  readonly #sessions = new Map<string, { readonly key: string; readonly session: RegistrySession }>();

  constructor(options: RegistryClientOptions) {
    this.#options = options;
  }

  async head(target: RegistryTarget, options: AskOptions = {}): Promise<HeadResult> {
    const reference = referenceOf(target);
    const session = await this.#sessionFor(target.registry);
    const key = `${target.registry}\0${target.repository}\0head\0${reference}\0${session.fingerprint}`;
    return this.#remember(key, options, () => readHead(session, target));
  }

  async listTags(target: Pick<RegistryTarget, 'registry' | 'repository'>, options: AskOptions = {}): Promise<TagList> {
    assertRepository(target.registry, target.repository);
    const session = await this.#sessionFor(target.registry);
    const key = `${target.registry}\0${target.repository}\0tags\0${session.fingerprint}`;
    return this.#remember(key, options, () => listTags(session, target));
  }

  async resolvePlatform(target: RegistryTarget, platform: Platform, options: AskOptions = {}): Promise<ResolvedImage> {
    referenceOf(target);
    const digest = target.digest ?? (await this.head(target, options)).digest;
    const session = await this.#sessionFor(target.registry);
    const resolving = resolvePlatform({ session, target, digest, platform, cache: this.#content });
    return unlessAborted(resolving, options.signal);
  }

  forget(host: string): void {
    this.#sessions.delete(host);
    this.#answers.invalidatePrefix(`${host}\0`);
  }

  counters(): RegistryCounters {
    const { hits, misses, shared } = this.#answers.counters;
    return {
      requests: this.#counter.list(),
      throttled: this.#counter.throttled,
      cacheHits: hits,
      cacheMisses: misses - shared,
      cacheShared: shared,
    };
  }

  close(): void {
    this.#lifetime.abort(new RegistryError('unreachable', 'Millwright is stopping.'));
    this.#exchanger.close();
  }

  /** What was answered lately, a question that is under way, or a new one. */
  async #remember<T extends object>(
    key: string,
    { fresh = false, signal }: AskOptions,
    ask: () => Promise<T>,
  ): Promise<T> {
    const { lifetimeMs = 600_000, failureLifetimeMs = 30_000 } = this.#options;
    if (fresh) this.#answers.invalidatePrefix(key);
    const asked = this.#answers.getOrLoad<Outcome<T>>(
      key,
      (outcome) => ('error' in outcome ? failureLifetimeMs : lifetimeMs),
      () => settle(ask),
    );
    const outcome = await unlessAborted(asked, signal);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  async #sessionFor(host: string): Promise<RegistrySession> {
    const declared = await this.#options.accessFor?.(host);
    const access = declared ?? { host };
    const { timeoutMs = 15_000, maxWaitMs = MAX_WAIT_MS, undeclaredReach = 'loopback' } = this.#options;
    const givenRate = access.requestsPerSecond ?? this.#options.requestsPerSecond;
    const parts = {
      exchanger: this.#exchanger,
      tokens: this.#tokens,
      counter: this.#counter,
      timeoutMs,
      maxWaitMs: Math.min(maxWaitMs, MAX_WAIT_MS),
      ownReach: declared === undefined ? undeclaredReach : ('anywhere' as const),
      localRequestsPerSecond: givenRate === undefined ? LOCAL_REQUESTS_PER_SECOND : null,
      signal: this.#lifetime.signal,
    };
    const key = `${parts.ownReach} ${describeAccess(access)}`;
    const known = this.#sessions.get(host);
    if (known !== undefined && known.key === key) return known.session;
    if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.clear();
    const session = new RegistrySession(access, { ...parts, limiter: this.#limiterFor(host, givenRate) });
    this.#sessions.set(host, { key, session });
    return session;
  }

  /** One per host, whatever the login: the registry counts us all together. */
  #limiterFor(host: string, requestsPerSecond = REQUESTS_PER_SECOND): HostLimiter {
    const known = this.#limiters.get(host);
    if (known !== undefined) return known;
    if (this.#limiters.size >= MAX_SESSIONS) this.#limiters.clear();
    const limiter = new HostLimiter({ maxInFlight: this.#options.maxInFlight ?? 2, requestsPerSecond, burst: 2 });
    this.#limiters.set(host, limiter);
    return limiter;
  }
}

async function settle<T>(ask: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof RegistryError) return { error };
    throw error;
  }
}

/** The work goes on for others that wait for it; only this caller stops waiting. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, reject);
    work.then(resolve, reject).finally(stopListening).catch(reject);
  });
}

function describeAccess({ insecure = false, caBundle = '', credential, requestsPerSecond }: RegistryAccess): string {
  return JSON.stringify([insecure, caBundle, requestsPerSecond, fingerprintCredential(credential)]);
}

/** Tag lists are what can be large. */
function sizeOfOutcome(outcome: object): number {
  const value = 'value' in outcome ? (outcome.value as object) : {};
  const tags = 'tags' in value && Array.isArray(value.tags) ? (value.tags as readonly string[]) : [];
  return tags.reduce((sum, tag) => sum + tag.length + 32, 512);
}

function sizeOfContent(content: object): number {
  return 'sizeBytes' in content && typeof content.sizeBytes === 'number' ? content.sizeBytes + 512 : 512;
}
