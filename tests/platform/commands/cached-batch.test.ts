import test from 'ava';
import { z } from 'zod';
import { CacheManager } from '../../../src/platform/cache/cache-manager.js';
import { defineCommand, invoke, runCachedBatch } from '../../../src/platform/commands/index.js';
import { host, sh } from './sample-commands.js';
import { shellTransport } from './shell-transport.js';

test('fresh answers are not asked for again, in the order of the request', async (t) => {
  const scripts: string[] = [];
  const transport = shellTransport({ onScript: (script) => scripts.push(script) });
  const kept = defineCommand({
    id: 'test.kept',
    summary: 'Cached.',
    effect: 'read_only',
    args: z.object({ n: z.int() }),
    example: { n: 1 },
    argv: ({ n }) => ['echo', `kept ${n}`],
    parse: () => null,
    cacheSeconds: 60,
  });
  const cache = new CacheManager({ maxEntries: 10 });
  const run = () => {
    const commands = [invoke(kept, { n: 1 }), sh('echo live'), invoke(kept, { n: 2 })];
    return runCachedBatch(transport, { commands, host }, { cache, scope: 'server-1' });
  };
  const texts = async () => (await run()).results.map(({ stdout }) => stdout.toString().trim());
  t.deepEqual(await texts(), ['kept 1', 'live', 'kept 2']);
  t.deepEqual(await texts(), ['kept 1', 'live', 'kept 2']);
  t.true(scripts[0]!.includes('kept 1'));
  t.false(scripts[1]!.includes('kept'));
  cache.invalidatePrefix('server-1/');
  await run();
  t.true(scripts[2]!.includes('kept 2'));
});
