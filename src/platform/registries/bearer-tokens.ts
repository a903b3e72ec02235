import { CacheManager } from '../cache/cache-manager.js';
import type { HttpAnswer } from './http-exchange.js';
import { parseJson, readObject } from './json-answer.js';
import { basicHeader, bareHost, type RegistryCredential } from './registry-access.js';
import { RegistryError } from './registry-error.js';

/** What is needed to ask for a token; the realm comes from the registry and is not to be trusted. */
export interface TokenQuestion {
  readonly registryHost: string;
  readonly realm: string;
  readonly service: string | null;
  readonly scope: string;
  readonly credential: RegistryCredential | undefined;
  /** Plain HTTP is fine for the realm. */
  readonly allowsHttp: boolean;
  /** Asks the realm, guarded and counted. */
  readonly ask: (url: URL, headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>;
}

/** The realm asked to wait: the answer is treated as one of the registry. */
export class TokenThrottledError extends Error {
  override readonly name = 'TokenThrottledError';

  constructor(readonly answer: HttpAnswer) {
    super('The token service asked to wait.');
  }
}

interface Token {
  readonly text: string;
  readonly lifetimeMs: number;
}

export interface GivenToken {
  readonly text: string;
  /** It was given for this very call: a registry that refuses it will not take another one. */
  readonly isFresh: boolean;
}

const DEFAULT_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 3_600;
/** Not used up to the last second: the clocks may differ, and the request takes time. */
const USED_SHARE = 0.8;
const MAX_TOKENS = 2_000;
const MAX_TOKEN_LENGTH = 32_768;
export const MAX_TOKEN_ANSWER_BYTES = 65_536;
const HEADER_SAFE = /^[\x21-\x7e]+$/;
/** Tokens by what they allow, for as long as they hold; one request per token at a time. */
export class BearerTokens {
  readonly #cache = new CacheManager({ maxEntries: MAX_TOKENS });

  /** The token for the scope. Throws `RegistryError` and `TokenThrottledError`. */
  async get(key: string, question: TokenQuestion): Promise<GivenToken> {
    const kept = this.#cache.get<Token>(key);
    if (kept !== undefined) return { text: kept.text, isFresh: false };
    const token = await this.#cache.getOrLoad<Token>(
      key,
      ({ lifetimeMs }) => lifetimeMs,
      () => requestToken(question),
    );
    return { text: token.text, isFresh: true };
  }

  /** The registry refused it though it should still hold. */
  drop(key: string): void {
    this.#cache.invalidatePrefix(key);
  }
}

async function requestToken(question: TokenQuestion): Promise<Token> {
  const { registryHost, service, scope, credential, ask } = question;
  const url = readRealm(question);
  if (service !== null) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  const answer = await ask(url, credential === undefined ? {} : { authorization: basicHeader(credential) });
  const { status } = answer;
  if (status === 429 || status === 503) throw new TokenThrottledError(answer);
  const place = `the token service ${url.host} of ${registryHost}`;
  if (status >= 300 && status < 400) {
    throw new RegistryError('redirect_refused', `${place} redirects; a login is not sent on.`, { status });
  }
  if (status === 400 || status === 401 || status === 403) {
    throw new RegistryError('unauthorized', `${place} answered ${status} for ${scope}.`, { status });
  }
  if (status >= 500) throw new RegistryError('unreachable', `${place} answered ${status}.`, { status });
  if (status !== 200) throw new RegistryError('bad_answer', `${place} answered ${status}.`, { status });
  return readToken(answer, place);
}

/** The realm may be anywhere a login may go: HTTPS, or HTTP where the registry itself is allowed that. */
function readRealm({ realm, registryHost, allowsHttp }: TokenQuestion): URL {
  const url = URL.canParse(realm) ? new URL(realm) : null;
  if (url === null) throw new RegistryError('bad_answer', `${registryHost} names a token service that is no URL.`);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && allowsHttp);
  if (!isAllowed || url.username !== '' || url.password !== '') {
    const detail = `${registryHost} names the token service ${bareHost(url.hostname)}, which is not reached over HTTPS.`;
    throw new RegistryError('redirect_refused', detail);
  }
  url.hash = '';
  return url;
}

function readToken({ body }: HttpAnswer, place: string): Token {
  const answer = readObject(parseJson(body, place), place);
  const text = [answer['token'], answer['access_token']].find((value) => typeof value === 'string' && value !== '');
  if (typeof text !== 'string' || text.length > MAX_TOKEN_LENGTH || !HEADER_SAFE.test(text)) {
    throw new RegistryError('bad_answer', `${place} gave no usable token.`);
  }
  const given = answer['expires_in'];
  const seconds = typeof given === 'number' && given > 0 ? given : DEFAULT_LIFETIME_SECONDS;
  return { text, lifetimeMs: Math.ceil(Math.min(seconds, MAX_LIFETIME_SECONDS) * USED_SHARE * 1_000) };
}
