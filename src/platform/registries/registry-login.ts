import type { BearerTokens } from './bearer-tokens.js';
import { readChallenge, type Challenge } from './challenge.js';
import type { HttpAnswer } from './http-exchange.js';
import { basicHeader, fingerprintCredential, type RegistryAccess, type RegistryOrigin } from './registry-access.js';
import { RegistryError } from './registry-error.js';

export interface LoginQuestion {
  readonly repository: string;
  readonly origin: RegistryOrigin;
  /** Asks a token service: guarded, counted, in its turn. */
  readonly ask: (url: URL, headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>;
}

/** What goes into `Authorization`, null: nothing. */
export interface Authorization {
  readonly header: string | null;
  /** Asking again would give the same. */
  readonly isFinal: boolean;
}

/** What one registry wants to see of one login, learnt from its answers. */
export class RegistryLogin {
  readonly #access: RegistryAccess;
  readonly #tokens: BearerTokens;
  readonly fingerprint: string;
  #challenge: Challenge | null = null;

  constructor(access: RegistryAccess, tokens: BearerTokens) {
    this.#access = access;
    this.#tokens = tokens;
    this.fingerprint = fingerprintCredential(access.credential);
  }

  async authorize(question: LoginQuestion): Promise<Authorization> {
    if (this.#challenge?.scheme === 'bearer') return this.#giveToken(question, this.#challenge);
    const { credential } = this.#access;
    if (credential === undefined || !question.origin.sendsCredential) return { header: null, isFinal: false };
    // Sent before it is asked for: a registry that wants it saves a request, another one names its token service.
    const isToken = 'token' in credential && this.#challenge === null;
    return {
      header: isToken ? `Bearer ${credential.token}` : basicHeader(credential),
      isFinal: !('token' in credential),
    };
  }

  /** Takes in a 401. Throws `unauthorized` when there is nothing better to send than what was sent. */
  learn(answer: HttpAnswer, sent: Authorization, { repository, origin }: Omit<LoginQuestion, 'ask'>): void {
    const challenge = readChallenge(answer.headers['www-authenticate']);
    const hasLogin = this.#access.credential !== undefined && origin.sendsCredential;
    const wasBearer = this.#challenge?.scheme === 'bearer';
    const isHopeless =
      challenge === null ||
      (challenge.scheme === 'basic' && (!hasLogin || sent.isFinal || this.#challenge?.scheme === 'basic')) ||
      (challenge.scheme === 'bearer' && wasBearer && sent.isFinal);
    if (isHopeless) throw this.refuse(repository, origin);
    this.#challenge = challenge;
    this.#tokens.drop(this.#tokenKey(repository));
  }

  refuse(repository: string, origin: RegistryOrigin): RegistryError {
    const { host, credential } = this.#access;
    if (credential !== undefined && !origin.sendsCredential) {
      const detail = `${host} speaks plain HTTP only, over which the login was not sent.`;
      return new RegistryError('tls_failed', detail, { status: 401 });
    }
    const who = credential === undefined ? 'without a login' : 'with the stored login';
    return new RegistryError('unauthorized', `${host} does not give ${repository} ${who}.`, { status: 401 });
  }

  async #giveToken(
    { repository, origin, ask }: LoginQuestion,
    { realm, service }: Extract<Challenge, { scheme: 'bearer' }>,
  ): Promise<Authorization> {
    const { host, credential, insecure = false } = this.#access;
    const token = await this.#tokens.get(this.#tokenKey(repository), {
      registryHost: host,
      realm,
      service,
      scope: scopeOf(repository),
      credential: origin.sendsCredential ? credential : undefined,
      allowsHttp: insecure || origin.url.protocol === 'http:',
      ask,
    });
    return { header: `Bearer ${token.text}`, isFinal: token.isFresh };
  }

  #tokenKey(repository: string): string {
    return `${this.#access.host}\0${this.fingerprint}\0${scopeOf(repository)}\0`;
  }
}

/** Never what the registry suggests: that might be more than reading. */
function scopeOf(repository: string): string {
  return `repository:${repository}:pull`;
}
