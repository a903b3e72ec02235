import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { mdstat } from '../../src/collectors/md/command.js';
import { collector as md } from '../../src/collectors/md/index.js';
import { poolList, poolStatus } from '../../src/collectors/zfs/command.js';
import { collector as zfs } from '../../src/collectors/zfs/index.js';
import type { Collector } from '../../src/collectors/collector.js';
import { type ReadOnlyInvocation, invoke } from '../../src/platform/commands/index.js';
import { fixture, okResult } from './fixtures.js';

interface Case {
  readonly collector: Collector;
  readonly plan: Readonly<Record<string, ReadOnlyInvocation>>;
  readonly text: string;
}

const CASES: readonly Case[] = [
  ...['mdstat-5.10', 'mdstat-imsm-6.1', 'mdstat-2.6.32', 'mdstat-failed-5.15', 'mdstat-synology-4.4'].map((name) => ({
    collector: md,
    plan: { stat: invoke(mdstat) },
    text: fixture(`md/${name}.txt`),
  })),
  ...['status-2.2-p', 'status-0.8-degraded', 'status-0.6-permanent', 'status-solaris', 'status-2.1-draid'].map(
    (name) => ({
      collector: zfs,
      plan: { status: invoke(poolStatus, { dialect: 'exact' }) },
      text: fixture(`zfs/${name}.txt`),
    }),
  ),
  { collector: zfs, plan: { list: invoke(poolList) }, text: fixture('zfs/list-2.2.txt') },
  {
    collector: zfs,
    plan: { status: invoke(poolStatus, { dialect: 'json' }) },
    text: fixture('zfs/status-2.3-nested-text-numbers.json'),
  },
];

function healths({ collector, plan }: Case, text: string, truncated: boolean) {
  const results = new Map(
    Object.values(plan).map(({ key, facts }) => [key, { ...okResult(facts.id, key, text), truncated }]),
  );
  const { observations, failures } = collector.collect({ plan, results, previous: undefined, elapsedSeconds: 300 });
  const items = observations.pools?.items ?? [];
  return {
    complete: observations.pools?.complete ?? false,
    failed: items.filter(({ health }) => health === 'failed').map(({ name }) => name),
    broken: failures.filter(({ message }) => message.includes('the collector itself failed')),
  };
}

test('output that is cut off anywhere makes no pool failed that is not, and is never complete', (t) => {
  const whole = new Map(CASES.map((one) => [one, new Set(healths(one, one.text, false).failed)]));
  fc.assert(
    fc.property(fc.constantFrom(...CASES), fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
      const { complete, failed, broken } = healths(one, one.text.slice(0, Math.floor(share * one.text.length)), true);
      t.false(complete);
      t.deepEqual(broken, []);
      t.true(
        failed.every((name) => whole.get(one)?.has(name) === true),
        `${failed.join()}`,
      );
    }),
    { numRuns: runs(5000) },
  );
});

test('every line end of every output is such a place as well', (t) => {
  for (const one of CASES) {
    const allowed = new Set(healths(one, one.text, false).failed);
    for (let at = one.text.indexOf('\n'); at >= 0; at = one.text.indexOf('\n', at + 1)) {
      const { complete, failed } = healths(one, one.text.slice(0, at + 1), true);
      t.false(complete);
      t.true(
        failed.every((name) => allowed.has(name)),
        `${failed.join()} at ${at}`,
      );
    }
  }
});
