import { observeZfsPool } from '../../domain/inventory/pools/zfs-observation.js';
import { invoke } from '../../platform/commands/index.js';
import { defineCollector } from '../define-collector.js';
import { distinctPools } from '../shared/pool-identity.js';
import { hostClock, poolList, poolStatus, poolUsage } from './command.js';
import { learnZfs } from './facts.js';
import { zfsMetricDefinitions, zfsMetrics } from './metrics.js';
import { chooseDialect, otherDialects } from './plan.js';
import { zfsFactsSchema } from './schema.js';

export const collector = defineCollector({
  name: 'zfs',
  summary: 'ZFS pools: state, devices, errors, scrub and resilver, space.',
  class: 'fast',
  intervalSeconds: 300,
  schema: zfsFactsSchema,
  metricDefinitions: zfsMetricDefinitions,
  commandDefinitions: [poolList, poolStatus, poolUsage, hostClock],
  commands: (host, previous) => {
    const asked = host.tools['zpool'] !== undefined;
    return {
      list: asked ? invoke(poolList) : undefined,
      status: asked ? invoke(poolStatus, { dialect: chooseDialect(host, previous) }) : undefined,
      usage: asked && host.tools['zfs'] !== undefined ? invoke(poolUsage) : undefined,
      clock: asked ? invoke(hostClock) : undefined,
    };
  },
  // Only where the first form was refused: an unknown version, or one that changed.
  followUps: ({ status }) =>
    status === undefined || status.understood || status.notLoaded
      ? {}
      : Object.fromEntries(
          otherDialects(status.dialect).map((dialect) => [
            `status ${dialect}`,
            { invocation: invoke(poolStatus, { dialect }), lane: 'zfs' },
          ]),
        ),
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
