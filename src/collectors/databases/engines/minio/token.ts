import { createHmac } from 'node:crypto';
import type { Login } from '../../engine.js';

/** Long enough for one collection, whatever the two clocks say about each other within that. */
const LIFETIME_SECONDS = 600;
const TOKEN_USERS = new Set(['', 'bearer']);

/**
 * The bearer token for the metrics: the password itself where the user is empty or `bearer`, else one made of access
 * key and secret key as `mc admin prometheus generate` does. `nowSeconds` is the server’s clock.
 */
export function bearerToken({ user, password }: Login, nowSeconds: number): string {
  if (TOKEN_USERS.has(user.toLowerCase())) return password;
  const header = encode({ alg: 'HS512', typ: 'JWT' });
  const claims = encode({ exp: nowSeconds + LIFETIME_SECONDS, sub: user, iss: 'prometheus' });
  const signature = createHmac('sha512', password).update(`${header}.${claims}`).digest('base64url');
  return `${header}.${claims}.${signature}`;
}

function encode(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
