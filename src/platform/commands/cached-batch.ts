import type { CacheManager } from '../cache/cache-manager.js';
import type { Transport } from '../ssh/transport.js';
import type { CommandResult } from './command-result.js';
import { type BatchRequest, type BatchResult, runBatch } from './run-batch.js';

/**
 * `runBatch`, but commands with a cache lifetime whose answer is still fresh are not sent again. `scope` names the host
 * and its login (`<server id>/<credential id>`): the first part of the cache's keys, so invalidated by that prefix.
 */
export async function runCachedBatch(
  transport: Transport,
  request: BatchRequest,
  { cache, scope }: { readonly cache: CacheManager; readonly scope: string },
): Promise<BatchResult> {
  const keyOf = (key: string): string => `${scope}/${key}`;
  const fresh = new Map<string, CommandResult>();
  for (const { facts, key } of request.commands) {
    const kept = facts.cacheSeconds > 0 ? cache.get<CommandResult>(keyOf(key)) : undefined;
    if (kept !== undefined) fresh.set(key, kept);
  }
  const commands = request.commands.filter(({ key }) => !fresh.has(key));
  const batch = await runBatch(transport, { ...request, commands });
  batch.results.forEach((result, index) => {
    const lifetimeSeconds = commands[index]?.facts.cacheSeconds ?? 0;
    if (result.status === 'ok') cache.set(keyOf(result.key), lifetimeSeconds * 1000, result);
  });
  const answers = batch.results.values();
  const results = request.commands.flatMap(({ key }) => fresh.get(key) ?? answers.next().value ?? []);
  return { ...batch, results };
}
