import type { Observations } from '../../domain/inventory/observations.js';
import type { HostWork, ResourceKind } from './observation-work.js';

/** What is stored of one host in one transaction. */
export type StoreScope = HostWork;

/** The collectors' answers about one kind that are news. */
export function answersOf<K extends ResourceKind>(
  scope: StoreScope,
  kind: K,
): { readonly collector: string; readonly observed: NonNullable<Observations[K]> }[] {
  return scope.collectors.flatMap(({ collector, observations, parts }) => {
    const observed = observations[kind];
    return observed === undefined || !parts.has(kind) ? [] : [{ collector, observed }];
  });
}
