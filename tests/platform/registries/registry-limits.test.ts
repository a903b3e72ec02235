import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { waitUntil } from '../../helpers/wait-until.js';
import { DIGEST, failsWith, openClient, sendManifest, startOddRegistry } from './odd-registry.js';

test('at most two requests are under way at one host, with a gap between any two', async (t) => {
  const registry = await startOddRegistry(t, async (request, response) => {
    await sleep(15);
    sendManifest(request, response);
  });
  const client = openClient(t, { requestsPerSecond: 100 });
  const repositories = Array.from({ length: 40 }, (_value, index) => `app${index}`);
  await Promise.all(repositories.map((repository) => client.head({ registry: registry.host, repository })));
  t.is(registry.busiest(), 2);
  t.is(registry.seen.length, 40);
  const times = registry.seen.map(({ atMs }) => atMs);
  for (let index = 0; index + 10 < times.length; index += 1) {
    const windowMs = (times[index + 10] ?? 0) - (times[index] ?? 0);
    t.true(windowMs > 60, `ten requests within ${windowMs} ms`);
  }
});

test('two hosts do not wait for each other', async (t) => {
  const held: (() => void)[] = [];
  const slow = await startOddRegistry(t, (request, response) => {
    held.push(() => sendManifest(request, response));
  });
  const quick = await startOddRegistry(t, sendManifest);
  const client = openClient(t);
  const waiting = client.head({ registry: slow.host, repository: 'app' });
  t.is((await client.head({ registry: quick.host, repository: 'app' })).digest, DIGEST);
  await waitUntil(() => held.length > 0);
  for (const answer of held) answer();
  t.is((await waiting).digest, DIGEST);
});

/** How registries write how long to wait; each is waited for shortly, and then the answer comes. */
const SHORT_WAITS = [
  '0',
  '0.0004',
  '0.3',
  '1',
  '300µs',
  '1.5ms',
  undefined,
  'soon',
  new Date(Date.now() - 60_000).toUTCString(),
];

for (const retryAfter of SHORT_WAITS) {
  test(`a 429 with Retry-After ${String(retryAfter)} is waited for, not fatal`, async (t) => {
    let asked = 0;
    const registry = await startOddRegistry(t, (request, response) => {
      asked += 1;
      if (asked > 1) return sendManifest(request, response);
      response
        .writeHead(429, retryAfter === undefined ? {} : { 'retry-after': encodeURI(retryAfter).replaceAll('%20', ' ') })
        .end();
    });
    const client = openClient(t);
    const start = performance.now();
    t.is((await client.head({ registry: registry.host, repository: 'app' })).digest, DIGEST);
    const waitedMs = performance.now() - start;
    t.true(waitedMs >= 200, `${waitedMs} ms`);
    t.is(registry.seen.length, 2);
    t.is(client.counters().throttled, 1);
  });
}

test('a 503 with Retry-After is waited for as a 429 is', async (t) => {
  let asked = 0;
  const registry = await startOddRegistry(t, (request, response) => {
    asked += 1;
    if (asked > 1) sendManifest(request, response);
    else response.writeHead(503, { 'retry-after': '1' }).end();
  });
  t.is((await openClient(t).head({ registry: registry.host, repository: 'app' })).digest, DIGEST);
});

test('a registry that keeps saying 429 is asked three times in all, then the check has failed with a reason', async (t) => {
  const registry = await startOddRegistry(
    t,
    (_request, response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
  );
  const client = openClient(t);
  const error = await failsWith(t, client.head({ registry: registry.host, repository: 'app' }), 'rate_limited');
  t.is(registry.seen.length, 3);
  t.is(error.status, 429);
  t.true(error.retryable);
  t.true(error.retryAt !== null);
});

test('hours of waiting are not waited for: all questions to that host fail at once and say until when', async (t) => {
  const registry = await startOddRegistry(t, (_request, response) => {
    response.writeHead(429, { 'retry-after': '7200' }).end();
  });
  const client = openClient(t);
  const start = performance.now();
  const first = await failsWith(t, client.head({ registry: registry.host, repository: 'app' }), 'rate_limited');
  const inMinutes = ((first.retryAt?.getTime() ?? 0) - Date.now()) / 60_000;
  t.true(inMinutes > 119 && inMinutes <= 120);
  const others = Array.from({ length: 50 }, (_value, index) =>
    failsWith(t, client.head({ registry: registry.host, repository: `app${index}` }), 'rate_limited'),
  );
  await Promise.all(others);
  t.true(performance.now() - start < 60_000);
  t.is(registry.seen.length, 1, 'nobody knocked again');
});

test('a date as Retry-After is understood', async (t) => {
  const when = new Date(Date.now() + 3_600_000);
  const registry = await startOddRegistry(t, (_request, response) => {
    response.writeHead(429, { 'retry-after': when.toUTCString() }).end();
  });
  const error = await failsWith(t, openClient(t).head({ registry: registry.host, repository: 'app' }), 'rate_limited');
  t.true(Math.abs((error.retryAt?.getTime() ?? 0) - when.getTime()) < 2_000);
});

test('while one waits for the registry, the others wait with it', async (t) => {
  let isThrottling = true;
  const registry = await startOddRegistry(t, (request, response) => {
    if (!isThrottling) return sendManifest(request, response);
    isThrottling = false;
    response.writeHead(429, { 'retry-after': '1' }).end();
  });
  const client = openClient(t);
  const repositories = Array.from({ length: 10 }, (_value, index) => `app${index}`);
  const start = performance.now();
  await Promise.all(repositories.map((repository) => client.head({ registry: registry.host, repository })));
  t.true(performance.now() - start >= 990);
  t.is(registry.seen.length, 11);
  const early = registry.seen.filter(({ atMs }) => atMs - (registry.seen[0]?.atMs ?? 0) < 900);
  t.is(early.length, 1);
});
