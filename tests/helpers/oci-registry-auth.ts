import { execFile } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Answer } from './oci-registry-proxy.js';
import type { RegistryLogin } from './oci-registry.js';

const run = promisify(execFile);
const ISSUER = 'test-issuer';
const SERVICE = 'test-registry';
const DEFAULT_LIFE_SECONDS = 300;

/** bcrypt, the only form the registry takes, by the system's own crypt(). */
export async function hashRegistryPassword(password: string): Promise<string> {
  const program = 'my $p = <STDIN>; chomp $p; print crypt($p, q($2b$05$abcdefghijklmnopqrstuu));';
  const hashing = run('/usr/bin/perl', ['-e', program]);
  // By stdin: what is in an argument list, everybody on the machine can read.
  hashing.child.stdin?.end(`${password}\n`);
  return (await hashing).stdout.trim();
}

interface Grant {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

export interface TokenAuthority {
  /** For the registry's configuration. */
  readonly settings: Readonly<Record<string, string>>;
  /** Serves `/token`. */
  readonly answer: Answer;
  sign(access: readonly Grant[]): string;
}

export interface TokenAuthorityOptions {
  readonly directory: string;
  /** Where clients find `/token`. */
  readonly host: string;
  readonly login?: RegistryLogin;
  readonly lifeSeconds?: number;
}

/** A small token server as the distribution protocol wants it: signed tokens, one grant for each scope asked for. */
export async function createTokenAuthority(options: TokenAuthorityOptions): Promise<TokenAuthority> {
  const { directory, host, login, lifeSeconds = DEFAULT_LIFE_SECONDS } = options;
  const [keyFile, certificateFile] = [join(directory, 'token.key'), join(directory, 'token.crt')];
  const request = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-issuer'.split(' ');
  await run('openssl', [...request, '-keyout', keyFile, '-out', certificateFile]);
  const key = createPrivateKey(await readFile(keyFile));
  const certificate = new X509Certificate(await readFile(certificateFile)).raw.toString('base64');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signAccess = (access: readonly Grant[]): string => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: ISSUER, sub: login?.username ?? '', aud: SERVICE, jti: randomUUID(), access };
    const times = { iat: now, nbf: now - 10, exp: now + lifeSeconds };
    const text = `${encode({ typ: 'JWT', alg: 'RS256', x5c: [certificate] })}.${encode({ ...claims, ...times })}`;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  };
  const answer: Answer = (incoming, outgoing) => {
    incoming.resume();
    const url = new URL(incoming.url ?? '/', `http://${host}`);
    if (login !== undefined && incoming.headers.authorization !== renderBasic(login)) {
      outgoing
        .writeHead(401, { 'Content-Type': 'application/json' })
        .end('{"details":"incorrect username or password"}');
      return;
    }
    const token = signAccess(url.searchParams.getAll('scope').flatMap(readScope));
    const body = { token, access_token: token, expires_in: lifeSeconds, issued_at: new Date().toISOString() };
    outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const settings = { realm: `http://${host}/token`, service: SERVICE, issuer: ISSUER, rootcertbundle: certificateFile };
  return { settings, answer, sign: signAccess };
}

function renderBasic({ username, password }: RegistryLogin): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** `repository:team/app:pull,push`; several stand apart by spaces. */
function readScope(scope: string): Grant[] {
  return scope.split(' ').flatMap((part) => {
    const [type, ...rest] = part.split(':');
    const actions = rest.pop();
    return type === undefined || actions === undefined
      ? []
      : [{ type, name: rest.join(':'), actions: actions.split(',') }];
  });
}
