import type { PoolObservation } from '../../domain/inventory/storage-pool.js';

/**
 * Pools with an identity each of their own: where a host tells the same GUID twice, the later one goes by its name, and
 * what then is still told twice is left out.
 */
export function distinctPools(pools: readonly PoolObservation[]): PoolObservation[] {
  const seen = new Map<string, PoolObservation>();
  for (const pool of pools) {
    const scheme = pool.identity.slice(0, pool.identity.indexOf(':'));
    const identity = seen.has(pool.identity) ? `${scheme}:${pool.name}` : pool.identity;
    if (!seen.has(identity)) seen.set(identity, { ...pool, identity });
  }
  return [...seen.values()];
}
