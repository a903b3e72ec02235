import test from 'ava';
import {
  SNAPSHOT_THRESHOLDS,
  THIN_DATA_THRESHOLDS,
  THIN_METADATA_THRESHOLDS,
} from '../../../../src/domain/inventory/pools/lvm-thresholds.js';
import type { LvmAutoextend, LvmVolume } from '../../../../src/domain/inventory/pools/lvm-volumes.js';
import { codes, thin, volume } from './lvm-samples.js';

for (const [fields, expected] of [
  [{ dataPercent: 79.99, metadataPercent: 69.99 }, []],
  [{ dataPercent: 80 }, ['warning lvm_thin_data']],
  [{ dataPercent: 90 }, ['critical lvm_thin_data']],
  [{ dataPercent: 95 }, ['critical lvm_thin_data']],
  [{ metadataPercent: 70 }, ['warning lvm_thin_metadata']],
  [{ metadataPercent: 80 }, ['critical lvm_thin_metadata']],
  [{ metadataPercent: 90 }, ['critical lvm_thin_metadata']],
  [{ dataPercent: 85, metadataPercent: 75 }, ['warning lvm_thin_data', 'warning lvm_thin_metadata']],
  [{ checkNeeded: true }, ['critical lvm_thin_check_needed']],
] as const) {
  test(`a thin pool with ${JSON.stringify(fields)} has the findings ${expected.join(', ') || 'none'}`, (t) => {
    t.deepEqual(codes(thin(fields)), [...expected]);
  });
}

test('F, D and M of a thin pool are failures, critical, and named', (t) => {
  for (const condition of ['failed', 'out_of_data', 'metadata_read_only'] as const) {
    const verdict = thin({ condition, dataPercent: 50 });
    t.is(verdict.health, 'failed');
    t.is(verdict.reasons.length, 1);
    t.deepEqual(codes(verdict), [`critical lvm_thin_${condition}`]);
  }
});

test('full metadata or data has failed, except where all that is promised fits and LVM says that all is well', (t) => {
  t.is(thin({ metadataPercent: 100 }).health, 'failed');
  t.is(thin({ dataPercent: 100 }).health, 'failed');
  t.is(thin({ dataPercent: 99.99 }).health, 'healthy');
  const promise = (sizeBytes: string) => [
    volume({ name: 'v', kind: 'thin_volume', pool: 'pool', sizeBytes, dataPercent: 100 }),
  ];
  t.is(thin({ dataPercent: 100 }, { volumes: promise('1000') }).health, 'healthy');
  t.is(thin({ dataPercent: 100, condition: null }, { volumes: promise('1000') }).health, 'failed');
  t.is(thin({ dataPercent: 100 }, { volumes: promise('1001') }).health, 'failed');
});

test('a thin volume that is full is normal; one that failed is told', (t) => {
  const own = (fields: Partial<LvmVolume>) => [volume({ name: 'v', kind: 'thin_volume', pool: 'pool', ...fields })];
  t.deepEqual(thin({ dataPercent: 10 }, { volumes: own({ dataPercent: 100 }) }).findings, []);
  t.deepEqual(codes(thin({ dataPercent: 10 }, { volumes: own({ condition: 'failed' }) })), [
    'critical lvm_thin_volumes_failed',
  ]);
});

test('a thin pool that is not active, or unknown to LVM, is unknown', (t) => {
  t.is(thin({ activity: 'inactive' }).health, 'unknown');
  t.is(thin({ condition: 'unknown', dataPercent: 10 }).health, 'unknown');
  t.is(thin({ activity: 'unknown', condition: null }).health, 'unknown');
  t.is(thin({ activity: 'unknown', condition: null, dataPercent: 10 }).health, 'healthy');
});

test('why a thin pool will not grow: it is off, no free extents, not monitored; a warning once it should have grown', (t) => {
  const settings = (thresholdPercent: number): LvmAutoextend => ({ thresholdPercent, growthPercent: 20 });
  t.deepEqual(codes(thin({ dataPercent: 50 }, { autoextend: settings(100) })), ['info lvm_thin_autoextend_off']);
  const full = { autoextend: settings(70), group: { freeBytes: '0' } };
  t.deepEqual(codes(thin({ dataPercent: 50 }, full)), ['info lvm_thin_no_free_extents']);
  t.deepEqual(codes(thin({ dataPercent: 71 }, full)), ['warning lvm_thin_no_free_extents']);
  const unwatched = { dataPercent: 71, monitored: 'not monitored' };
  t.deepEqual(codes(thin(unwatched, { autoextend: settings(70) })), ['warning lvm_thin_not_monitored']);
  t.deepEqual(codes(thin({ dataPercent: 71, monitored: 'monitored' }, { autoextend: settings(70) })), []);
  t.deepEqual(codes(thin({ dataPercent: 71 }, { autoextend: null })), []);
});

test('each threshold has a source, and they stand highest first', (t) => {
  for (const rows of [THIN_DATA_THRESHOLDS, THIN_METADATA_THRESHOLDS, SNAPSHOT_THRESHOLDS]) {
    t.true(rows.every(({ source }) => source.length > 10));
    t.deepEqual(
      rows,
      rows.toSorted((a, b) => b.atPercent - a.atPercent),
    );
  }
});
