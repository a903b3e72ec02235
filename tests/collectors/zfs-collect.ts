import { collector } from '../../src/collectors/zfs/index.js';
import { hostClock, poolList, poolStatus, poolUsage } from '../../src/collectors/zfs/command.js';
import type { Dialect } from '../../src/collectors/zfs/parsed-status.js';
import type { ZfsFacts } from '../../src/collectors/zfs/schema.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import { invoke } from '../../src/platform/commands/index.js';
import { fixture, okResult } from './fixtures.js';

/** 2024-01-14 08:00 UTC, on a host that is an hour ahead. */
const CLOCK = '1705219200 +0100\n';

interface Texts {
  readonly status?: string;
  readonly list?: string;
  readonly usage?: string;
  readonly clock?: string;
  readonly dialect?: Dialect;
}

export function collect(texts: Texts, previous?: unknown) {
  const { dialect = 'exact' } = texts;
  const plan = {
    ...(texts.list === undefined ? {} : { list: invoke(poolList) }),
    ...(texts.status === undefined ? {} : { status: invoke(poolStatus, { dialect }) }),
    ...(texts.usage === undefined ? {} : { usage: invoke(poolUsage) }),
    clock: invoke(hostClock),
  };
  const all: Readonly<Record<string, string | undefined>> = { ...texts, clock: texts.clock ?? CLOCK };
  const results = new Map(
    Object.entries(plan).map(([slot, { key, facts }]) => [key, okResult(facts.id, key, all[slot] ?? '')]),
  );
  const collected = collector.collect({ plan, results, previous, elapsedSeconds: 300 });
  const pools = collected.observations.pools;
  for (const item of pools?.items ?? []) PoolObservation.parse(item);
  return { ...collected, facts: collected.facts as ZfsFacts, pools, named: (name: string) => find(pools?.items, name) };
}

function find(items: readonly PoolObservation[] | undefined, name: string): PoolObservation {
  const pool = items?.find((item) => item.name === name);
  if (pool === undefined) throw new Error(`no pool ${name}`);
  return pool;
}

export const codes = (pool: PoolObservation): string[] =>
  pool.findings.map(({ code, severity }) => `${severity} ${code}`);
export const status = (name: string): string => fixture(`zfs/${name}`);
export const full = () =>
  collect({ status: status('status-2.2-p.txt'), list: status('list-2.2.txt'), usage: status('zfs-list-2.2.txt') });
