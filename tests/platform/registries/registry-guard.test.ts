import test from 'ava';
import { DIGEST, failsWith, makeCertificate, openClient, sendManifest, startOddRegistry } from './odd-registry.js';

const LOGIN = { username: 'puller', password: 'correct-horse-battery' };

test('a certificate that nobody trusts ends it, and nothing was sent', async (t) => {
  const registry = await startOddRegistry(t, sendManifest, { tls: await makeCertificate(t) });
  const client = openClient(t, { accessFor: async (host) => ({ host, credential: LOGIN }) });
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'tls_failed');
  t.regex(error.message, /not trusted/);
  t.is(registry.seen.length, 0);
});

test('a certificate that was given with the registry is trusted', async (t) => {
  const tls = await makeCertificate(t);
  const registry = await startOddRegistry(t, sendManifest, { tls });
  const client = openClient(t, { accessFor: async (host) => ({ host, caBundle: tls.cert }) });
  t.is((await client.head({ registry: registry.host, repository: 'a' })).digest, DIGEST);
});

test('a certificate for another name is not trusted', async (t) => {
  const tls = await makeCertificate(t, 'DNS:elsewhere.example');
  const registry = await startOddRegistry(t, sendManifest, { tls });
  const client = openClient(t, { accessFor: async (host) => ({ host, caBundle: tls.cert }) });
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'tls_failed');
  t.regex(error.message, /another name/);
});

test('an insecure registry may have any certificate, and none', async (t) => {
  const secured = await startOddRegistry(t, sendManifest, { tls: await makeCertificate(t) });
  const plain = await startOddRegistry(t, sendManifest);
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true, credential: LOGIN }) });
  t.is((await client.head({ registry: secured.host, repository: 'a' })).digest, DIGEST);
  t.is((await client.head({ registry: plain.host, repository: 'a' })).digest, DIGEST);
});

test('plain HTTP is tried without being declared only on this machine', async (t) => {
  const registry = await startOddRegistry(t, sendManifest);
  const client = openClient(t);
  t.is((await client.head({ registry: registry.host, repository: 'a' })).digest, DIGEST);
  t.is((await client.head({ registry: `localhost:${registry.port}`, repository: 'a' })).digest, DIGEST);
});

test('a registry that only a container named is not asked on the metadata address, nor where that was ruled out', async (t) => {
  const open = openClient(t);
  for (const registry of ['169.254.169.254', '[fe80::1]:5000', '0.0.0.0:1', '169.254.169.254:80']) {
    await failsWith(t, open.head({ registry, repository: 'latest/meta-data' }), 'redirect_refused');
  }
  const near = await startOddRegistry(t, sendManifest);
  const closed = openClient(t, { undeclaredReach: 'public' });
  await failsWith(t, closed.head({ registry: near.host, repository: 'a' }), 'redirect_refused');
  await failsWith(t, closed.head({ registry: `localhost:${near.port}`, repository: 'a' }), 'redirect_refused');
  t.is(near.seen.length, 0);
  const declared = openClient(t, { undeclaredReach: 'public', accessFor: async (host) => ({ host, insecure: true }) });
  t.is((await declared.head({ registry: near.host, repository: 'a' })).digest, DIGEST);
});

test('a redirect within the registry keeps the login, one to elsewhere does not', async (t) => {
  const storage = await startOddRegistry(t, sendManifest);
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.url?.includes('/far/') === true) {
      return void response.writeHead(307, { location: `http://${storage.host}/blob?signature=abc` }).end();
    }
    if (request.url === '/moved') return sendManifest(request, response);
    response.writeHead(302, { location: '/moved' }).end();
  });
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true, credential: LOGIN }) });
  t.is((await client.head({ registry: registry.host, repository: 'near' })).digest, DIGEST);
  t.true(registry.seen.every(({ authorization }) => authorization?.startsWith('Basic ')));
  t.is((await client.head({ registry: registry.host, repository: 'far/app' })).digest, DIGEST);
  t.deepEqual(
    storage.seen.map(({ authorization }) => authorization),
    [null],
  );
});

test('a redirect that loops, leads to the metadata address or is no URL ends it', async (t) => {
  const locations = {
    loop: '/v2/loop/manifests/latest',
    metadata: 'http://169.254.169.254/latest/meta-data',
    metadata6: 'http://[fd00:ec2::254]/latest',
    zero: 'http://0.0.0.0:1/',
    login: 'http://user:secret@127.0.0.1/',
    file: 'file:///etc/passwd',
    broken: 'http://[',
  };
  const registry = await startOddRegistry(t, (request, response) => {
    const name = /^\/v2\/([a-z0-9]+)\//.exec(request.url ?? '')?.[1] ?? '';
    response.writeHead(302, { location: locations[name as keyof typeof locations] }).end();
  });
  const client = openClient(t);
  for (const [repository, location] of Object.entries(locations)) {
    const code = repository === 'broken' ? 'bad_answer' : 'redirect_refused';
    const error = await failsWith(t, client.head({ registry: registry.host, repository }), code);
    t.false(error.message.includes('secret'), location);
  }
});

test('a redirect from HTTPS to HTTP ends it', async (t) => {
  const tls = await makeCertificate(t);
  const plain = await startOddRegistry(t, sendManifest);
  const registry = await startOddRegistry(
    t,
    (_request, response) => void response.writeHead(302, { location: `http://${plain.host}/x` }).end(),
    { tls },
  );
  const client = openClient(t, { accessFor: async (host) => ({ host, caBundle: tls.cert }) });
  await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'redirect_refused');
  t.is(plain.seen.length, 0);
});

test('somebody else’s demand for a login is not answered', async (t) => {
  const thief = await startOddRegistry(t, (request, response) => {
    response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token"` }).end();
  });
  const registry = await startOddRegistry(t, (_request, response) => {
    response.writeHead(302, { location: `http://${thief.host}/x` }).end();
  });
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true, credential: LOGIN }) });
  await failsWith(t, client.head({ registry: registry.host, repository: 'a' }), 'unauthorized');
  t.deepEqual(
    thief.seen.map(({ authorization, path }) => [authorization, path]),
    [[null, '/x']],
  );
});

test('no error shows a login, a token or a signed URL', async (t) => {
  const secrets = [
    'correct-horse-battery',
    'signature=abc',
    Buffer.from('puller:correct-horse-battery').toString('base64'),
  ];
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.url?.includes('/gone/') === true) return void response.writeHead(404).end();
    if (request.url?.includes('/closed/') === true) return void response.writeHead(403).end();
    response.writeHead(302, { location: 'http://127.0.0.1:1/blob?signature=abc' }).end();
  });
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true, credential: LOGIN }) });
  for (const [repository, code] of [
    ['gone/a', 'not_found'],
    ['closed/a', 'unauthorized'],
    ['far', 'unreachable'],
  ] as const) {
    const error = await failsWith(t, client.head({ registry: registry.host, repository }), code);
    const shown = `${error.message} ${error.stack} ${String(error.cause)}`;
    for (const secret of secrets) t.false(shown.includes(secret), secret);
  }
});
