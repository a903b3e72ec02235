import { createHmac, randomBytes } from 'node:crypto';
import type { Login } from './engine.js';
import type { LoginRefusal } from './schema.js';

/** Collections between two attempts: an hour at the usual interval. */
const HOUR = 12;

/**
 * How long a server is left alone after it refused, by the number of refusals in a row. A login gets a second chance at
 * the next collection, for a server that was only coming up; after that so few attempts that no account is locked.
 */
const WAITS_WITH_LOGIN: readonly number[] = [0, HOUR - 1];
/** Nothing can change before somebody gives one. */
const WAIT_WITHOUT_LOGIN = HOUR - 1;

/** Of this process: what it signs says nothing to anybody else. */
const KEY = randomBytes(32);

function tellApart(login: Login | undefined): string | null {
  if (login === undefined) return null;
  const text = JSON.stringify([login.user, login.password]);
  return createHmac('sha256', KEY).update(text).digest('base64url').slice(0, 22);
}

/** The refusal with a wait less; undefined when it is time to try, or the login is another one. */
export function keepWaiting(
  refusal: LoginRefusal | null | undefined,
  login: Login | undefined,
): LoginRefusal | undefined {
  if (refusal === null || refusal === undefined || refusal.wait === 0) return undefined;
  return refusal.login === tellApart(login) ? { ...refusal, wait: refusal.wait - 1 } : undefined;
}

/** After one more refusal. */
export function refuseAgain(before: LoginRefusal | null | undefined, login: Login | undefined): LoginRefusal {
  const name = tellApart(login);
  const count = before?.login === name ? Math.min(before.count + 1, 1_000) : 1;
  const wait = name === null ? WAIT_WITHOUT_LOGIN : (WAITS_WITH_LOGIN[count - 1] ?? WAITS_WITH_LOGIN.at(-1) ?? 0);
  return { login: name, count, wait };
}
