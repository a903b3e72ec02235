import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import type { RegistryAccess, RegistryCredential } from '../../../src/platform/registries/registry-access.js';
import { RegistryError } from '../../../src/platform/registries/registry-error.js';
import {
  DIGEST,
  failsWith,
  openClient,
  sendJson,
  sendManifest,
  startOddRegistry,
  type Handler,
} from './odd-registry.js';

const LOGIN = { username: 'puller', password: 'correct-horse-battery' };
const BASIC = `Basic ${Buffer.from('puller:correct-horse-battery').toString('base64')}`;

const declare =
  (credential?: RegistryCredential, more: Partial<RegistryAccess> = {}) =>
  async (host: string): Promise<RegistryAccess> => ({ host, insecure: true, credential, ...more });

function wantBasic(): Handler {
  return (request, response) => {
    if (request.headers.authorization === BASIC) sendManifest(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
  };
}

interface TokenRegistryOptions {
  readonly login?: string;
  readonly lifetimeSeconds?: number;
  readonly field?: 'token' | 'access_token';
  /** How many requests a token is good for. */
  readonly uses?: number;
}

/** A registry with its own token service, which gives a token per scope. */
function wantBearer(options: TokenRegistryOptions = {}): Handler {
  const { login, field = 'token', lifetimeSeconds = 300, uses = Number.POSITIVE_INFINITY } = options;
  const tokens = new Map<string, { scope: string; left: number }>();
  return (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    if (url.pathname === '/token') {
      if (login !== undefined && request.headers.authorization !== login) return void response.writeHead(401).end();
      const token = `token-${tokens.size}`;
      tokens.set(`Bearer ${token}`, { scope: url.searchParams.get('scope') ?? '', left: uses });
      return sendJson(response, { [field]: token, expires_in: lifetimeSeconds });
    }
    const given = tokens.get(request.headers.authorization ?? '');
    const [, repository] = /^\/v2\/(.+)\/(?:manifests|tags|blobs)\//.exec(url.pathname) ?? [];
    if (given !== undefined && given.left > 0 && given.scope === `repository:${repository}:pull`) {
      given.left -= 1;
      return sendManifest(request, response);
    }
    const realm = `http://${request.headers.host}/token`;
    // It suggests more than reading, as some do.
    const scope = 'repository:everything:pull,push,delete';
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="test",scope="${scope}"` }).end();
  };
}

const methodsOf = (seen: readonly { method: string; path: string }[]) =>
  seen.map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`);

test('a known login is sent at once: one HEAD for each reference', async (t) => {
  const registry = await startOddRegistry(t, wantBasic());
  const client = openClient(t, { accessFor: declare(LOGIN) });
  for (const repository of ['a', 'b', 'c']) await client.head({ registry: registry.host, repository });
  t.deepEqual(
    methodsOf(registry.seen),
    ['a', 'b', 'c'].map((name) => `HEAD /v2/${name}/manifests/latest`),
  );
});

test('a wrong login is refused once and not tried again', async (t) => {
  const registry = await startOddRegistry(t, wantBasic());
  const client = openClient(t, { accessFor: declare({ ...LOGIN, password: 'wrong-staple' }) });
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'unauthorized');
  t.is(registry.seen.length, 1);
  t.false(JSON.stringify([error.message, error]).includes('wrong-staple'));
});

test('without a login a closed registry says that it wants one', async (t) => {
  const registry = await startOddRegistry(t, wantBasic());
  const error = await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'a' }), 'unauthorized');
  t.regex(error.message, /without a login/);
});

for (const field of ['token', 'access_token'] as const) {
  test(`a token is asked for with the scope to read, and given as ${field}`, async (t) => {
    const registry = await startOddRegistry(t, wantBearer({ field }));
    const result = await openClient(t).head({ registry: registry.host, repository: 'team/app' });
    t.is(result.digest, DIGEST);
    t.deepEqual(methodsOf(registry.seen), [
      'HEAD /v2/team/app/manifests/latest',
      'GET /token',
      'HEAD /v2/team/app/manifests/latest',
    ]);
    const query = new URL(registry.seen[1]?.path ?? '', 'http://x').searchParams;
    t.is(query.get('service'), 'test');
    t.is(query.get('scope'), 'repository:team/app:pull');
    t.is(registry.seen[1]?.authorization, null);
  });
}

test('the login goes to the token service and to nobody else', async (t) => {
  const registry = await startOddRegistry(t, wantBearer({ login: BASIC }));
  const client = openClient(t, { accessFor: declare(LOGIN) });
  t.is((await client.head({ registry: registry.host, repository: 'a' })).digest, DIGEST);
  t.is((await client.head({ registry: registry.host, repository: 'b' })).digest, DIGEST);
  const [, token, ...rest] = registry.seen;
  t.is(token?.authorization, BASIC);
  t.true(
    rest
      .filter(({ path }) => path.startsWith('/v2/'))
      .every(({ authorization }) => authorization?.startsWith('Bearer ')),
  );
});

test('how a registry wants to be asked is learnt once: one token and one HEAD for each further repository', async (t) => {
  const registry = await startOddRegistry(t, wantBearer());
  const client = openClient(t);
  const repositories = Array.from({ length: 20 }, (_value, index) => `app${index}`);
  await Promise.all(repositories.map((repository) => client.head({ registry: registry.host, repository })));
  const kinds = methodsOf(registry.seen);
  t.is(kinds.filter((kind) => kind.startsWith('HEAD')).length, 21, 'one was refused, the first');
  t.is(kinds.filter((kind) => kind === 'GET /token').length, 20);
});

test('a token is used again for its repository as long as it holds', async (t) => {
  for (const [lifetimeSeconds, asked] of [
    [300, 1],
    [0.001, 3],
  ] as const) {
    const registry = await startOddRegistry(t, wantBearer({ lifetimeSeconds }));
    const client = openClient(t);
    for (let round = 0; round < 3; round += 1) {
      await client.head({ registry: registry.host, repository: 'a' }, { fresh: true });
      await sleep(20);
    }
    t.is(methodsOf(registry.seen).filter((kind) => kind === 'GET /token').length, asked);
  }
});

test('a token that the registry no longer takes is replaced once', async (t) => {
  const registry = await startOddRegistry(t, wantBearer({ uses: 1 }));
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'a' };
  await client.head(target);
  t.is((await client.head(target, { fresh: true })).digest, DIGEST);
});

test('a fresh token that the registry does not take ends it', async (t) => {
  const registry = await startOddRegistry(t, wantBearer({ uses: 0 }));
  const client = openClient(t, { failureLifetimeMs: 0 });
  const target = { registry: registry.host, repository: 'a' };
  await failsWith(t, client.head(target), 'unauthorized');
  const before = registry.seen.length;
  await failsWith(t, client.head(target), 'unauthorized');
  t.true(registry.seen.length - before <= 3);
});

test('a token service that refuses the login, answers nonsense or waits is told apart', async (t) => {
  const cases: readonly (readonly [Handler, Parameters<typeof failsWith>[2]])[] = [
    [(_request, response) => void response.writeHead(401).end(), 'unauthorized'],
    [(_request, response) => void response.writeHead(500).end(), 'unreachable'],
    [(_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end(), 'redirect_refused'],
    [(_request, response) => sendJson(response, { expires_in: 300 }), 'bad_answer'],
    [(_request, response) => sendJson(response, { token: 'a\r\nX-Injected: 1' }), 'bad_answer'],
    [(_request, response) => sendJson(response, ['token']), 'bad_answer'],
    [(_request, response) => void response.writeHead(200).end('<html>'), 'bad_answer'],
    [(_request, response) => void response.writeHead(200).end('x'.repeat(100_000)), 'too_large'],
    [(_request, response) => void response.writeHead(429, { 'retry-after': '7200' }).end(), 'rate_limited'],
  ];
  for (const [tokenService, code] of cases) {
    const registry = await startOddRegistry(t, (request, response) => {
      if (request.url?.startsWith('/token') === true) return tokenService(request, response);
      const realm = `http://${request.headers.host}/token`;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end();
    });
    await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'a' }), code);
  }
});

async function askWithRealm(t: ExecutionContext, realm: string, access: Partial<RegistryAccess>) {
  const registry = await startOddRegistry(t, (_request, response) => {
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="x"` }).end();
  });
  const client = openClient(t, { accessFor: async (host) => ({ host, credential: LOGIN, insecure: true, ...access }) });
  return t.throwsAsync(client.head({ registry: registry.host, repository: 'a' }), { instanceOf: RegistryError });
}

test('a token service on the metadata address or with a login in its URL is refused', async (t) => {
  const bad = [
    'http://169.254.169.254/latest',
    'http://user:pass@127.0.0.1/token',
    'ftp://127.0.0.1/',
    'not a url',
    'http://[fe80::1]/t',
  ];
  for (const realm of bad) {
    const error = await askWithRealm(t, realm, {});
    t.true(error?.code === 'redirect_refused' || error?.code === 'bad_answer', `${realm}: ${error?.message}`);
  }
});

test('a login declared for a registry without TLS is sent only where that was said', async (t) => {
  const registry = await startOddRegistry(t, wantBasic());
  const client = openClient(t, { accessFor: async (host) => ({ host, credential: LOGIN }) });
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'tls_failed');
  t.regex(error.message, /insecure: true/);
  t.true(registry.seen.every(({ authorization }) => authorization === null));
});

test('a bare token is sent as it is, and as a password where the registry wants one', async (t) => {
  const direct = await startOddRegistry(t, (request, response) => {
    if (request.headers.authorization === 'Bearer the-bare-token') sendManifest(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://127.0.0.1:1/"' }).end();
  });
  const client = openClient(t, { accessFor: declare({ token: 'the-bare-token' }) });
  t.is((await client.head({ registry: direct.host, repository: 'a' })).digest, DIGEST);
  const asPassword = `Basic ${Buffer.from('oauth2:the-bare-token').toString('base64')}`;
  const basic = await startOddRegistry(t, (request, response) => {
    if (request.headers.authorization === asPassword) sendManifest(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
  });
  t.is((await client.head({ registry: basic.host, repository: 'a' })).digest, DIGEST);
  const service = await startOddRegistry(t, wantBearer({ login: asPassword }));
  t.is((await client.head({ registry: service.host, repository: 'a' })).digest, DIGEST);
});

test('another login is another question', async (t) => {
  const registry = await startOddRegistry(t, wantBasic());
  let credential: RegistryCredential | undefined;
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true, credential }) });
  await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'unauthorized');
  credential = LOGIN;
  t.is((await client.head({ registry: registry.host, repository: 'a' })).digest, DIGEST);
  client.forget(registry.host);
  t.is((await client.head({ registry: registry.host, repository: 'a' })).digest, DIGEST);
});
