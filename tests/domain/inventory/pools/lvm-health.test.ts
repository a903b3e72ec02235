import test from 'ava';
import type { LvmVerdict } from '../../../../src/domain/inventory/pools/lvm-group-health.js';
import type { LvmVolume } from '../../../../src/domain/inventory/pools/lvm-volumes.js';
import { codes, judge, physical, raid, thin, volume } from './lvm-samples.js';

test('a group with all of its devices is healthy, full or with inactive volumes', (t) => {
  t.like(judge([volume()]), { health: 'healthy', reasons: [], findings: [] });
  t.is(judge([volume({ activity: 'inactive', condition: null })]).health, 'healthy');
  const full = judge([volume()], { freeBytes: '0' });
  t.is(full.health, 'healthy');
  t.deepEqual(codes(full), ['info lvm_vg_full']);
});

test('a full group is not worth a word when one thin pool owns it', (t) => {
  const pool = volume({ kind: 'thin_pool', name: 'pool', sizeBytes: '950' });
  t.deepEqual(judge([pool], { freeBytes: '0' }).findings, []);
  const two = [pool, volume({ kind: 'thin_pool', name: 'other', sizeBytes: '10' })];
  t.deepEqual(codes(judge(two, { freeBytes: '0' })), ['info lvm_vg_full']);
});

test('a missing device: degraded, critical as a finding, whichever of the three sources tells it', (t) => {
  for (const verdict of [
    judge([], { missingCount: 1 }),
    judge([], { partial: true }),
    judge([], { missingCount: null, partial: null }, [physical(true), physical(false, 1)]),
  ]) {
    t.is(verdict.health, 'degraded');
    t.deepEqual(codes(verdict), ['critical lvm_pv_missing']);
  }
});

test('nothing told about devices is unknown, not healthy and not degraded', (t) => {
  t.is(judge([volume({ condition: null })], { missingCount: null, partial: null }).health, 'unknown');
  t.is(judge([], { missingCount: null, partial: null }, [physical(null)]).health, 'unknown');
});

test('a partial linear volume fails the group; a RAID volume decides by its images', (t) => {
  t.is(judge([volume({ condition: 'partial' })]).health, 'failed');
  const rows: readonly [string, number, number, LvmVerdict['health']][] = [
    ['raid1', 2, 1, 'degraded'],
    ['raid1', 3, 2, 'degraded'],
    ['raid1', 2, 2, 'failed'],
    ['raid5_ls', 3, 1, 'degraded'],
    ['raid5_ls', 3, 2, 'failed'],
    ['raid6_zr', 5, 2, 'degraded'],
    ['raid6_zr', 5, 3, 'failed'],
    ['raid10', 4, 2, 'degraded'],
    ['raid10', 4, 3, 'failed'],
    ['raid0', 2, 1, 'failed'],
    ['raid0_meta', 2, 1, 'failed'],
    ['mirror', 2, 0, 'healthy'],
  ];
  for (const [type, images, lost, health] of rows) {
    t.is(judge(raid(type, images, lost)).health, health, `${type} ${lost}/${images}`);
  }
  t.is(judge(raid('raid10', 4, 2, 'inactive')).health, 'failed');
});

test('a cached volume and a thin pool stand upon their parts', (t) => {
  const parts = raid('raid1', 2, 1).map((one) => ({ ...one, name: one.name.replace(/^r/, 'c_corig'), internal: true }));
  const cached = volume({ name: 'c', condition: 'partial', segmentTypes: ['cache'] });
  t.is(judge([cached, ...parts]).health, 'degraded');
  const data = raid('raid1', 2, 1).map((one) => ({ ...one, name: one.name.replace(/^r/, 'p_tdata'), internal: true }));
  const pool = volume({ name: 'p', kind: 'thin_pool', segmentTypes: ['thin-pool'], condition: 'partial' });
  t.is(judge([pool, ...data]).health, 'degraded');
  t.is(thin({ name: 'p', condition: 'partial' }, { volumes: data }).health, 'degraded');
  t.is(thin({ name: 'p', condition: 'partial' }).health, 'failed');
});

test('refresh is critical and degrades, mismatches warn, a rebuild degrades until it is done, a resync does not', (t) => {
  const one = (fields: Partial<LvmVolume>) => judge([volume({ kind: 'raid', segmentTypes: ['raid1'], ...fields })]);
  t.is(one({ condition: 'refresh_needed' }).health, 'degraded');
  t.deepEqual(codes(one({ condition: 'refresh_needed' })), ['critical lvm_lv_refresh_needed']);
  t.is(one({ condition: 'mismatches' }).health, 'healthy');
  t.deepEqual(codes(one({ condition: 'mismatches' })), ['warning lvm_lv_mismatches']);
  t.deepEqual(codes(one({ mismatches: '128' })), ['warning lvm_lv_mismatches']);
  t.deepEqual(codes(one({ mismatches: '0' })), []);
  t.is(one({ syncAction: 'recover', syncPercent: 40 }).health, 'degraded');
  t.is(one({ syncAction: 'idle', syncPercent: 100 }).health, 'healthy');
  t.is(one({ syncAction: 'resync', syncPercent: 40 }).health, 'healthy');
  t.is(one({ condition: 'unknown' }).health, 'healthy');
});

test('a classic snapshot warns from 80 percent and is invalid at 100 or by its attribute; the group stays healthy', (t) => {
  const snapshot = (fields: Partial<LvmVolume>) => judge([volume({ kind: 'snapshot', name: 's', ...fields })]);
  t.deepEqual(codes(snapshot({ dataPercent: 79.99 })), []);
  t.deepEqual(codes(snapshot({ dataPercent: 80 })), ['warning lvm_snapshot_filling']);
  t.deepEqual(codes(snapshot({ dataPercent: 100 })), ['critical lvm_snapshot_invalid']);
  t.deepEqual(codes(snapshot({ snapshotInvalid: true, dataPercent: null })), ['critical lvm_snapshot_invalid']);
  t.is(snapshot({ dataPercent: 100 }).health, 'healthy');
});
