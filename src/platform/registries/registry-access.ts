import { createHmac, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { classifyAddress } from './address-class.js';

/** How to reach one registry, as an admin declared it; a registry nobody declared has only its host. */
export interface RegistryAccess {
  /** As references name it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly host: string;
  readonly credential?: RegistryCredential | undefined;
  /** Plain HTTP and untrusted certificates are fine, with credentials too. */
  readonly insecure?: boolean;
  /** PEM, in addition to the system's. */
  readonly caBundle?: string | undefined;
  /** Over the client's own figure. */
  readonly requestsPerSecond?: number | undefined;
}

export type RegistryCredential =
  | { readonly username: string; readonly password: string }
  /** Sent as it is (`Authorization: Bearer …`), and as a password where the registry wants one. */
  | { readonly token: string };

/** Where the API of a registry is tried, in this order. */
export interface RegistryOrigin {
  readonly url: URL;
  readonly verifyTls: boolean;
  readonly sendsCredential: boolean;
}

// The name in references is not the name of the API.
const API_HOSTS: ReadonlyMap<string, string> = new Map([
  ['docker.io', 'registry-1.docker.io'],
  ['index.docker.io', 'registry-1.docker.io'],
]);

/**
 * As Docker does: an insecure registry is tried with TLS first. On loopback plain HTTP is tried as well though nobody
 * declared it, but without credentials: these go over an unprotected connection only where that was said.
 */
export function listOrigins({ host, insecure = false }: RegistryAccess): readonly RegistryOrigin[] {
  const apiHost = API_HOSTS.get(host.toLowerCase()) ?? host;
  const https = new URL(`https://${apiHost}/`);
  const http = new URL(`http://${apiHost}/`);
  const tls: RegistryOrigin = { url: https, verifyTls: !insecure, sendsCredential: true };
  if (insecure) return [tls, { url: http, verifyTls: false, sendsCredential: true }];
  if (isLoopbackHost(https.hostname)) return [tls, { url: http, verifyTls: true, sendsCredential: false }];
  return [tls];
}

/** By name alone; what a name resolves to is looked at when it is connected to. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = bareHost(hostname);
  if (isIP(bare) !== 0) return classifyAddress(bare) === 'loopback';
  return bare === 'localhost' || bare.endsWith('.localhost');
}

/** An IPv6 address without its brackets. */
export function bareHost(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

const FINGERPRINT_KEY = randomBytes(32);

/** Tells logins apart in keys of caches without holding them; of no use outside this process. */
export function fingerprintCredential(credential: RegistryCredential | undefined): string {
  if (credential === undefined) return 'anonymous';
  const text = 'token' in credential ? `t\0${credential.token}` : `u\0${credential.username}\0${credential.password}`;
  return createHmac('sha256', FINGERPRINT_KEY).update(text).digest('base64url');
}

/** Registries that take a token in place of a password take it with any user name; this one suits most. */
const TOKEN_USER = 'oauth2';

export function basicHeader(credential: RegistryCredential): string {
  const { username, password } =
    'token' in credential ? { username: TOKEN_USER, password: credential.token } : credential;
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
