import { reachFrom } from './guarded-lookup.js';
import type { HttpAnswer, HttpQuestion } from './http-exchange.js';
import { bareHost } from './registry-access.js';
import { RegistryError } from './registry-error.js';

/** One exchange, counted and in its turn. */
export type Exchange = (question: HttpQuestion) => Promise<HttpAnswer>;

export interface FollowedAnswer extends HttpAnswer {
  /** Of the registry itself, wherever the answer came from. */
  readonly remoteAddress: string | null;
  /** The answer comes from somewhere else: it may say nothing about a login. */
  readonly isForeign: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 3;

/**
 * Asks, and follows where the registry sends us: to another host without the login, never from HTTPS to HTTP, never to
 * an address nearer to us than the registry's own.
 */
export async function exchangeFollowing(exchange: Exchange, first: HttpQuestion): Promise<FollowedAnswer> {
  let question = first;
  let answer = await exchange(question);
  const { remoteAddress } = answer;
  for (let hop = 0; REDIRECTS.has(answer.status); hop += 1) {
    const location = answer.headers.location;
    if (location === undefined) break;
    if (hop === MAX_REDIRECTS) throw new RegistryError('redirect_refused', `${first.url.host} redirects in circles.`);
    question = redirect(question, readTarget(location, question.url), reachFrom(remoteAddress));
    answer = await exchange(question);
  }
  return { ...answer, remoteAddress, isForeign: question.url.origin !== first.url.origin };
}

function redirect(question: HttpQuestion, url: URL, reach: HttpQuestion['reach']): HttpQuestion {
  if (url.origin === question.url.origin) return { ...question, url };
  const { authorization: _dropped, ...headers } = question.headers;
  const isSameHost = url.hostname === question.url.hostname;
  return { ...question, url, headers, reach, verifyTls: isSameHost ? question.verifyTls : true };
}

function readTarget(location: string, from: URL): URL {
  const url = parseUrl(location, from);
  const isDowngrade = url.protocol !== 'https:' && !(url.protocol === 'http:' && from.protocol === 'http:');
  if (isDowngrade || url.username !== '' || url.password !== '') {
    throw new RegistryError(
      'redirect_refused',
      `${from.host} redirects to ${bareHost(url.hostname)} in a way that is not safe.`,
    );
  }
  url.hash = '';
  return url;
}

function parseUrl(location: string, from: URL): URL {
  try {
    return new URL(location, from);
  } catch (error) {
    throw new RegistryError('bad_answer', `${from.host} redirects to something that is no URL.`, { cause: error });
  }
}
