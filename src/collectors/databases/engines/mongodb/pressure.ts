import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { findingOf, percentOf, rounded } from '../limit.js';
import { numberAt, textAt } from './documents.js';
import { MONGODB_LIMITS } from './limits.js';

/** Read or write tickets of the storage engine. */
export interface Tickets {
  readonly available: number | undefined;
  readonly total: number | undefined;
  readonly queued: number | undefined;
}

export interface Pressure {
  readonly connectionsPercent: number | undefined;
  readonly cacheDirtyPercent: number | undefined;
  readonly cacheUsedPercent: number | undefined;
  readonly read: Tickets;
  readonly write: Tickets;
  /** From 7.0 on the pool is resized all the time: none available is trouble only when operations wait. */
  readonly adaptiveTickets: boolean;
}

const CACHE = ['wiredTiger', 'cache'];

export function readPressure(status: unknown): Pressure {
  const cacheMax = numberAt(status, ...CACHE, 'maximum bytes configured');
  const current = numberAt(status, 'connections', 'current');
  const available = numberAt(status, 'connections', 'available');
  const all = current === undefined || available === undefined ? undefined : current + available;
  const version = textAt(status, 'version') ?? '';
  return {
    connectionsPercent: percentOf(current, all),
    cacheDirtyPercent: percentOf(numberAt(status, ...CACHE, 'tracked dirty bytes in the cache'), cacheMax),
    cacheUsedPercent: percentOf(numberAt(status, ...CACHE, 'bytes currently in the cache'), cacheMax),
    read: readTickets(status, 'read', 'readers'),
    write: readTickets(status, 'write', 'writers'),
    adaptiveTickets: Number(/^(\d{1,3})\./.exec(version)?.[1] ?? 0) >= 7,
  };
}

/** Three names for the same: up to 6, 7, and from 8 on. */
function readTickets(status: unknown, kind: 'read' | 'write', queue: 'readers' | 'writers'): Tickets {
  const places = [
    ['queues', 'execution', kind],
    ['wiredTiger', 'concurrentTransactions', kind],
  ];
  const place = places.find((path) => numberAt(status, ...path, 'available') !== undefined) ?? [];
  const available = numberAt(status, ...place, 'available');
  const out = numberAt(status, ...place, 'out');
  const sum = available === undefined || out === undefined ? undefined : available + out;
  return {
    available,
    total: numberAt(status, ...place, 'totalTickets') ?? sum,
    queued:
      numberAt(status, ...place, 'normalPriority', 'queueLength') ??
      numberAt(status, ...place, 'queueLength') ??
      numberAt(status, 'globalLock', 'currentQueue', queue),
  };
}

export function judgePressure(pressure: Pressure): DatabaseFinding[] {
  const queued = (pressure.read.queued ?? 0) + (pressure.write.queued ?? 0);
  return [
    ...findingOf('connections_high', pressure.connectionsPercent, MONGODB_LIMITS.connectionsPercent, (value) => {
      return `${rounded(value)} % of the connections that it can take are in use.`;
    }),
    ...findingOf('cache_dirty', pressure.cacheDirtyPercent, MONGODB_LIMITS.cacheDirtyPercent, (value) => {
      return `${rounded(value)} % of the cache wait to be written: the disk does not keep up.`;
    }),
    ...findingOf('cache_full', pressure.cacheUsedPercent, MONGODB_LIMITS.cacheUsedPercent, (value) => {
      return `The cache is ${rounded(value)} % full: queries must make room themselves.`;
    }),
    ...judgeTickets('read', pressure.read, pressure.adaptiveTickets),
    ...judgeTickets('write', pressure.write, pressure.adaptiveTickets),
    ...findingOf('operations_queued', queued, MONGODB_LIMITS.queuedOperations, (value) => {
      return `${value} operations wait in the queue.`;
    }),
  ];
}

function judgeTickets(kind: string, tickets: Tickets, adaptive: boolean): readonly DatabaseFinding[] {
  const nobodyWaits = tickets.queued === undefined || tickets.queued === 0;
  if (adaptive && nobodyWaits) return [];
  const percent = percentOf(tickets.available, tickets.total);
  return findingOf(`${kind}_tickets_low`, percent, MONGODB_LIMITS.ticketsAvailablePercent, () => {
    return `${tickets.available ?? 0} of ${tickets.total ?? 0} ${kind} tickets are free: operations hold them for long, mostly for slow disks or queries without an index.`;
  });
}
