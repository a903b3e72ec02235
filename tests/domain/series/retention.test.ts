import test from 'ava';
import { resolveRetention, retentionSettingSchema } from '../../../src/domain/series/retention.js';

test('without settings samples stay a year and roll-ups five', (t) => {
  t.deepEqual(resolveRetention([]), { partitionDays: 365, shorter: [], named: [], rollupDays: 1_825 });
});

test('the longest rule decides when a partition goes, the shorter ones are carried out row by row', (t) => {
  const settings = [
    { resourceType: 'samples', days: 100 },
    { resourceType: 'samples:containers', days: 30 },
    { resourceType: 'samples:zfs', days: 400 },
    { resourceType: 'rollups', days: 900 },
    { resourceType: 'command_log', days: 3 },
  ];
  t.deepEqual(resolveRetention(settings), {
    partitionDays: 400,
    shorter: [
      { group: null, days: 100 },
      { group: 'containers', days: 30 },
    ],
    named: ['containers', 'zfs'],
    rollupDays: 900,
  });
});

test('a setting names a kind of row and whole days', (t) => {
  for (const resourceType of ['samples', 'rollups', 'samples:network', 'collection_errors']) {
    t.true(retentionSettingSchema.safeParse({ resourceType, days: 30 }).success, resourceType);
  }
  for (const bad of [
    { resourceType: 'Samples', days: 30 },
    { resourceType: 'samples:', days: 30 },
    { resourceType: 'samples', days: 1 },
    { resourceType: 'samples', days: 30.5 },
    { resourceType: 'samples', days: 30, forever: true },
  ]) {
    t.false(retentionSettingSchema.safeParse(bad).success, JSON.stringify(bad));
  }
});
