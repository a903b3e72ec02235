import test from 'ava';
import { fc } from '../../../helpers/properties.js';
import type { LvmAutoextend, LvmCondition } from '../../../../src/domain/inventory/pools/lvm-volumes.js';
import { HEALTH_RANK, judge, raid, thin, volume, worstFinding } from './lvm-samples.js';

const percent = fc.double({ min: 0, max: 100, noNaN: true });
const condition = fc.constantFrom<LvmCondition | null>('ok', null, 'unknown', 'partial', 'out_of_data', 'failed');

test('severity never falls as data or metadata of a thin pool fill up', (t) => {
  const autoextend = fc.constantFrom<LvmAutoextend | null>(null, { thresholdPercent: 70, growthPercent: 20 });
  fc.assert(
    fc.property(
      fc.tuple(percent, percent),
      fc.tuple(percent, percent),
      fc.tuple(condition, autoextend),
      ([a, b], [c, d], [state, settings]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [few, many] = [Math.min(c, d), Math.max(c, d)];
        const before = thin(
          { dataPercent: low, metadataPercent: few, condition: state },
          { autoextend: settings, group: { freeBytes: '0' } },
        );
        const after = thin(
          { dataPercent: high, metadataPercent: many, condition: state },
          { autoextend: settings, group: { freeBytes: '0' } },
        );
        t.true(HEALTH_RANK[after.health] >= HEALTH_RANK[before.health]);
        t.true(worstFinding(after) >= worstFinding(before));
      },
    ),
  );
});

test('severity never falls as a snapshot fills up', (t) => {
  fc.assert(
    fc.property(percent, percent, (a, b) => {
      const at = (dataPercent: number) => worstFinding(judge([volume({ kind: 'snapshot', dataPercent })]));
      t.true(at(Math.max(a, b)) >= at(Math.min(a, b)));
    }),
  );
});

test('severity never falls as devices or images go missing', (t) => {
  const type = fc.constantFrom(
    'raid0',
    'raid1',
    'raid4',
    'raid5_ls',
    'raid6_zr',
    'raid10',
    'mirror',
    'raid_of_the_future',
  );
  fc.assert(
    fc.property(type, fc.integer({ min: 2, max: 8 }), fc.nat(8), fc.nat(8), (kind, images, a, b) => {
      const at = (lost: number) => judge(raid(kind, images, Math.min(lost, images)), { missingCount: lost });
      const [before, after] = [at(Math.min(a, b)), at(Math.max(a, b))];
      t.true(HEALTH_RANK[after.health] >= HEALTH_RANK[before.health]);
      t.true(worstFinding(after) >= worstFinding(before));
    }),
  );
});

test('absence never becomes failure: without attributes, percents and conditions nothing is degraded', (t) => {
  fc.assert(
    fc.property(fc.constantFrom('thin_pool', 'snapshot', 'raid', 'other'), fc.boolean(), (kind, hasGroup) => {
      const bare = volume({ kind, condition: null, activity: 'unknown', segmentTypes: [], sizeBytes: null });
      const group = hasGroup ? {} : { partial: null, missingCount: null, sizeBytes: null, freeBytes: null };
      t.true(['healthy', 'unknown'].includes(judge([bare], group).health));
      t.deepEqual(judge([bare], group).findings, []);
    }),
  );
  t.is(thin({ condition: null, activity: 'unknown' }).health, 'unknown');
});
