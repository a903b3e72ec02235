import { observeZfsPool } from '../../domain/inventory/pools/zfs-observation.js';
import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { distinctPools } from '../shared/pool-identity.js';
import { hostClock, poolList, poolStatus, poolUsage, poolListAsRoot } from './command.js';
import { poolStatusAsRoot, poolUsageAsRoot } from './command.js';
import { learnZfs } from './facts.js';
import { zfsMetricDefinitions, zfsMetrics } from './metrics.js';
import { askAsRoot, askOtherwise, chooseDialect } from './plan.js';
import { zfsFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'zfs',
  summary: 'ZFS pools: state, devices, errors, scrub and resilver, space.',
  class: 'fast',
  intervalSeconds: 300,
  schema: zfsFactsSchema,
  metricDefinitions: zfsMetricDefinitions,
  commandDefinitions: [poolList, poolStatus, poolUsage, hostClock, poolListAsRoot, poolStatusAsRoot, poolUsageAsRoot],
  commands: (host, previous) => {
    const asked = host.tools['zpool'] !== undefined;
    return {
      list: asked ? invoke(poolList) : undefined,
      status: asked ? invoke(poolStatus, { dialect: chooseDialect(host, previous) }) : undefined,
      usage: asked && host.tools['zfs'] !== undefined ? invoke(poolUsage) : undefined,
      clock: asked ? invoke(hostClock) : undefined,
    };
  },
  followUps: ({ list, status }, _host, previous) => {
    if ((list?.refused ?? null) !== null) return askAsRoot(previous);
    return status === undefined || status.understood || status.notLoaded ? {} : askOtherwise(status.dialect);
  },
  facts: learnZfs,
  metrics: zfsMetrics,
  observations: ({ pools, complete, collectedAtSeconds }) => ({
    pools: {
      types: ['zfs'],
      complete,
      items: distinctPools(pools.map((pool) => observeZfsPool(pool, collectedAtSeconds ?? undefined))),
    },
  }),
});
