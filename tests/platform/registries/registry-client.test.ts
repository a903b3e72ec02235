import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { BODY, DIGEST, failsWith, MANIFEST_TYPE, openClient, sendManifest, startOddRegistry } from './odd-registry.js';

test('a tag is asked for by HEAD, accepting indexes and manifests of both kinds', async (t) => {
  let accept = '';
  const registry = await startOddRegistry(t, (request, response) => {
    accept = request.headers.accept ?? '';
    sendManifest(request, response, { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' });
  });
  const result = await openClient(t).head({ registry: registry.host, repository: 'team/app', tag: '1.2' });
  t.deepEqual(result, {
    digest: DIGEST,
    mediaType: MANIFEST_TYPE,
    sizeBytes: BODY.length,
    rateLimit: { limit: 100, remaining: 76, windowSeconds: 21_600 },
    method: 'HEAD',
  });
  t.deepEqual(
    registry.seen.map(({ method, path }) => `${method} ${path}`),
    ['HEAD /v2/team/app/manifests/1.2'],
  );
  for (const type of ['oci.image.index.v1', 'oci.image.manifest.v1', 'manifest.list.v2', 'distribution.manifest.v2']) {
    t.true(accept.includes(type), type);
  }
});

test('without tag and digest it is latest; the digest counts before the tag', async (t) => {
  const registry = await startOddRegistry(t, sendManifest);
  const client = openClient(t);
  await client.head({ registry: registry.host, repository: 'app' });
  await client.head({ registry: registry.host, repository: 'app', tag: '1', digest: DIGEST });
  t.deepEqual(
    registry.seen.map(({ path }) => path),
    ['/v2/app/manifests/latest', `/v2/app/manifests/${DIGEST}`],
  );
});

test('a registry without HEAD is asked by GET, and the result says so', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.method === 'HEAD') response.writeHead(405).end();
    else sendManifest(request, response);
  });
  const result = await openClient(t).head({ registry: registry.host, repository: 'app' });
  t.like(result, { digest: DIGEST, method: 'GET' });
});

test('a HEAD without a digest is followed by a GET whose bytes give it', async (t) => {
  const registry = await startOddRegistry(t, (_request, response) => {
    response.writeHead(200, { 'content-type': MANIFEST_TYPE });
    response.end(_request.method === 'HEAD' ? undefined : BODY);
  });
  t.like(await openClient(t).head({ registry: registry.host, repository: 'app' }), { digest: DIGEST, method: 'GET' });
});

test('bytes of another digest than the registry says are refused', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.method === 'HEAD') response.writeHead(405).end();
    else sendManifest(request, response, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` });
  });
  await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'app' }), 'bad_answer');
});

test('hundreds of containers share one question, whoever asks first', async (t) => {
  const registry = await startOddRegistry(t, async (request, response) => {
    await sleep(30);
    sendManifest(request, response);
  });
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app', tag: '1' };
  const results = await Promise.all(Array.from({ length: 300 }, () => client.head(target)));
  t.true(results.every(({ digest }) => digest === DIGEST));
  await client.head(target);
  t.is(registry.seen.length, 1);
  t.like(client.counters(), { cacheHits: 1, cacheMisses: 1, cacheShared: 299 });
  await client.head(target, { fresh: true });
  t.is(registry.seen.length, 2, 'asked anew where that is wanted');
});

test('an answer is believed for its lifetime only', async (t) => {
  const registry = await startOddRegistry(t, sendManifest);
  for (const [lifetimeMs, asked] of [
    [60_000, 1],
    [0, 3],
  ] as const) {
    const client = openClient(t, { lifetimeMs });
    registry.seen.length = 0;
    for (let round = 0; round < 3; round += 1) await client.head({ registry: registry.host, repository: 'app' });
    t.is(registry.seen.length, asked);
  }
});

test('a failure is believed for a short while, and shared as answers are', async (t) => {
  const registry = await startOddRegistry(t, (_request, response) => void response.writeHead(404).end());
  for (const [failureLifetimeMs, asked] of [
    [60_000, 1],
    [0, 3],
  ] as const) {
    const client = openClient(t, { failureLifetimeMs });
    registry.seen.length = 0;
    for (let round = 0; round < 3; round += 1) {
      await failsWith(t, client.head({ registry: registry.host, repository: 'app' }), 'not_found');
    }
    t.is(registry.seen.length, asked);
  }
});

test('a caller that gives up does not take the answer from the others', async (t) => {
  const registry = await startOddRegistry(t, async (request, response) => {
    await sleep(80);
    sendManifest(request, response);
  });
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app' };
  const given = new AbortController();
  const first = client.head(target, { signal: given.signal });
  const second = client.head(target);
  given.abort(new Error('enough'));
  await t.throwsAsync(first, { message: 'enough' });
  t.is((await second).digest, DIGEST);
  t.is(registry.seen.length, 1);
});

test('what a registry answers is told apart', async (t) => {
  const answers: readonly (readonly [number, Parameters<typeof failsWith>[2]])[] = [
    [404, 'not_found'],
    [403, 'unauthorized'],
    [401, 'unauthorized'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [418, 'bad_answer'],
    [204, 'bad_answer'],
  ];
  const registry = await startOddRegistry(t, (request, response) => {
    response.writeHead(Number(/app(\d+)/.exec(request.url ?? '')?.[1])).end();
  });
  const client = openClient(t);
  for (const [status, code] of answers) {
    const error = await failsWith(t, client.head({ registry: registry.host, repository: `app${status}` }), code);
    t.true(error.message.includes(registry.host), 'the message says where');
    t.true(error.message.length > 60, 'and what to do');
  }
});

test('a registry that is not there is unreachable, and says what to check', async (t) => {
  const client = openClient(t);
  const refused = await failsWith(t, client.head({ registry: '127.0.0.1:1', repository: 'app' }), 'unreachable');
  t.regex(refused.message, /nothing listens/);
  const unknown = await failsWith(
    t,
    client.head({ registry: 'no-such-host.invalid', repository: 'app' }),
    'unreachable',
  );
  t.regex(unknown.message, /no-such-host\.invalid/);
});

test('a registry that does not answer is a timeout', async (t) => {
  const registry = await startOddRegistry(t, () => {});
  const client = openClient(t, { timeoutMs: 150 });
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'app' }), 'timeout');
  t.true(error.retryable);
});

test('an answer that stops half-way is unreachable or a timeout, never a digest', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(405).end();
    response.writeHead(200, { 'content-type': MANIFEST_TYPE, 'content-length': 500 });
    response.write('{"half":');
    setTimeout(() => response.destroy(), 20);
  });
  await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'app' }), 'unreachable');
});

test('a manifest of many megabytes is not read', async (t) => {
  let sentBytes = 0;
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(405).end();
    response.writeHead(200, { 'content-type': MANIFEST_TYPE });
    const more = (): void => {
      while (!response.destroyed && sentBytes < 200_000_000) {
        sentBytes += 65_536;
        if (!response.write(Buffer.alloc(65_536, 32))) return void response.once('drain', more);
      }
    };
    more();
  });
  await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'app' }), 'too_large');
  t.true(sentBytes < 50_000_000, String(sentBytes));
});

test('names that could lead somewhere else are never sent', async (t) => {
  const registry = await startOddRegistry(t, sendManifest);
  const client = openClient(t);
  for (const repository of [
    '../admin',
    'a/../b',
    'a//b',
    '',
    'A',
    'a?b',
    'a#b',
    'a b',
    'a%2fb',
    `${'x'.repeat(256)}`,
  ]) {
    await failsWith(t, client.head({ registry: registry.host, repository }), 'not_found');
    await failsWith(t, client.listTags({ registry: registry.host, repository }), 'not_found');
  }
  for (const tag of ['../x', 'a/b', 'a b', '', '?', `${'x'.repeat(129)}`]) {
    await failsWith(t, client.head({ registry: registry.host, repository: 'app', tag }), 'not_found');
  }
  await failsWith(t, client.head({ registry: registry.host, repository: 'app', digest: 'sha256:abc' }), 'not_found');
  for (const host of [`${registry.host}/x`, `user@${registry.host}`, `${registry.host}?x`, `${registry.host}#`, '']) {
    await failsWith(t, client.head({ registry: host, repository: 'app' }), 'not_found');
  }
  t.is(registry.seen.length, 0);
});

test('a closed client ends what is under way', async (t) => {
  const registry = await startOddRegistry(t, () => {});
  const client = openClient(t);
  const asked = client.head({ registry: registry.host, repository: 'app' });
  setTimeout(() => client.close(), 50);
  await failsWith(t, asked, 'unreachable');
});

test('requests are counted by host, method and status', async (t) => {
  const registry = await startOddRegistry(t, (request, response) => {
    if (request.url?.includes('gone') === true) response.writeHead(404).end();
    else sendManifest(request, response);
  });
  const client = openClient(t, { accessFor: async (host) => ({ host, insecure: true }) });
  await client.head({ registry: registry.host, repository: 'app' });
  await client.head({ registry: registry.host, repository: 'other' });
  await failsWith(t, client.head({ registry: registry.host, repository: 'gone' }), 'not_found');
  const counted = client
    .counters()
    .requests.map(({ method, statusClass, count }) => `${method} ${statusClass} ${count}`);
  // The one that failed is the question whether the registry speaks TLS.
  t.deepEqual(counted.toSorted(), ['HEAD 2xx 2', 'HEAD 4xx 1', 'HEAD failed 1']);
});
