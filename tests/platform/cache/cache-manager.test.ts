import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { CacheManager } from '../../../src/platform/cache/cache-manager.js';

test('many callers share one load, and the counters say so', async (t) => {
  const cache = new CacheManager({ maxEntries: 10 });
  let loads = 0;
  const load = async () => {
    loads += 1;
    await sleep(20);
    return { loads };
  };
  const values = await Promise.all(Array.from({ length: 50 }, () => cache.getOrLoad('k', 1_000, load)));
  t.is(loads, 1);
  t.true(values.every((value) => value === values[0]));
  t.is((await cache.getOrLoad('k', 1_000, load)).loads, 1);
  t.like(cache.counters, { hits: 1, misses: 50, shared: 49, entries: 1 });
});

test('each entry has its own lifetime', async (t) => {
  const cache = new CacheManager({ maxEntries: 10 });
  cache.set('short', 20, { value: 1 });
  cache.set('long', 10_000, { value: 2 });
  cache.set('never', 0, { value: 3 });
  await sleep(60);
  t.is(cache.get('short'), undefined);
  t.deepEqual(cache.get('long'), { value: 2 });
  t.is(cache.get('never'), undefined);
});

test('a failed load is not kept and does not poison the next', async (t) => {
  const cache = new CacheManager({ maxEntries: 10 });
  await t.throwsAsync(
    cache.getOrLoad('k', 1_000, () => Promise.reject(new Error('down'))),
    { message: 'down' },
  );
  t.deepEqual(await cache.getOrLoad('k', 1_000, () => Promise.resolve({ up: true })), { up: true });
});

test('the least recently used entry goes first, by count and by bytes', (t) => {
  const byCount = new CacheManager({ maxEntries: 2 });
  for (const key of ['a', 'b']) byCount.set(key, 1_000, { key });
  byCount.get('a');
  byCount.set('c', 1_000, {});
  t.is(byCount.get('b'), undefined);
  t.deepEqual(byCount.get('a'), { key: 'a' });
  t.is(byCount.counters.evictions, 1);
  const byBytes = new CacheManager({ maxEntries: 100, maxBytes: 10, sizeOf: (value) => (value as Buffer).length });
  byBytes.set('a', 1_000, Buffer.alloc(6));
  byBytes.set('b', 1_000, Buffer.alloc(6));
  t.is(byBytes.counters.entries, 1);
});

test('an invalidated load under way answers its callers but is not kept', async (t) => {
  const cache = new CacheManager({ maxEntries: 10 });
  const slow = cache.getOrLoad('host-1/x', 1_000, async () => {
    await sleep(30);
    return { old: true };
  });
  cache.invalidatePrefix('host-1/');
  const fresh = cache.getOrLoad('host-1/x', 1_000, () => Promise.resolve({ old: false }));
  t.deepEqual(await slow, { old: true });
  t.deepEqual(await fresh, { old: false });
  t.deepEqual(cache.get('host-1/x'), { old: false });
});

test('events make stale what was declared, and only that', (t) => {
  const cache = new CacheManager({ maxEntries: 10, staleOn: { 'server.changed': (id) => [`${id}/`] } });
  for (const key of ['a/1', 'a/2', 'ab/1']) cache.set(key, 1_000, {});
  t.is(cache.publish('server.changed', 'a'), 2);
  t.is(cache.publish('unknown', 'ab'), 0);
  t.deepEqual(cache.get('ab/1'), {});
  t.is(cache.counters.invalidations, 2);
});
