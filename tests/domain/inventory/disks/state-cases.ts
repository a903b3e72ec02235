import { ata, attribute, nvme, reportOf, scsi, selfTest } from './reports.js';
import type { Case } from './case.js';
import type { SmartReport } from '../../../../src/domain/inventory/storage-device.js';

const failed = (id: number, when: 'now' | 'past', exitStatus: number): SmartReport => {
  const report = ata({}, { exitStatus });
  const attributes = report.attributes.map((each) =>
    each.id === id ? { ...each, failed: when, value: 5, threshold: 36, prefailure: true } : each,
  );
  return { ...report, attributes };
};
const bits = (exitStatus: number): SmartReport => ata({}, { exitStatus });

export const STATE_CASES: readonly Case[] = [
  // Three values: good, bad, unknown.
  { title: 'an ordinary disk', reports: [ata()], expected: 'healthy' },
  { title: 'an ordinary NVMe', reports: [nvme()], expected: 'healthy', type: 'nvme' },
  { title: 'an ordinary SAS disk', reports: [scsi()], expected: 'healthy' },
  { title: 'a report that says nothing', reports: [reportOf()], expected: 'unknown', code: 'no_health_data' },
  { title: 'a temperature and nothing else', reports: [reportOf({ temperatureCelsius: 34 })], expected: 'unknown' },
  { title: 'hours and nothing else', reports: [reportOf({ powerOnHours: 1 })], expected: 'unknown' },
  { title: 'no overall verdict but good attributes', reports: [ata({}, { passed: null })], expected: 'healthy' },
  { title: 'an overall verdict and nothing else', reports: [reportOf({ passed: true })], expected: 'healthy' },
  {
    title: 'no verdict, no flags, no known attribute',
    reports: [reportOf({ attributes: [attribute(231, 5, { failed: null })] })],
    expected: 'unknown',
  },
  {
    title: 'SMART unavailable from the first',
    reports: [reportOf({ state: 'unavailable', exitStatus: 1 })],
    expected: 'unknown',
    code: 'unavailable',
  },
  {
    title: 'asleep from the first',
    reports: [reportOf({ state: 'asleep', exitStatus: 3 })],
    expected: 'unknown',
    code: 'asleep',
  },
  { title: 'a failed open, exit 2', reports: [reportOf({ state: 'unavailable', exitStatus: 2 })], expected: 'unknown' },
  { title: 'exit 127 of a shell', reports: [reportOf({ state: 'unavailable', exitStatus: 127 })], expected: 'unknown' },
  { title: 'a virtual disk', reports: [ata({ 5: 9 }, { passed: false })], expected: 'unknown', type: 'virtual' },
  {
    title: 'an asleep disk that was well',
    reports: [ata(), reportOf({ state: 'asleep' })],
    expected: 'healthy',
    names: /stale since 2026-03-01T00:00:00.000Z/,
  },
  {
    title: 'an asleep disk that was failing',
    reports: [ata({}, { passed: false }), reportOf({ state: 'asleep', exitStatus: 3 })],
    expected: 'failing',
    code: 'overall_failed',
  },
  {
    title: 'an unreadable disk that was failing',
    reports: [ata({}, { passed: false }), reportOf({ state: 'unavailable' })],
    expected: 'failing',
    code: 'unavailable',
  },
  {
    title: 'an unreadable disk that was well a day ago',
    reports: [ata(), reportOf({ state: 'unavailable' })],
    expected: 'healthy',
    hoursBetween: 24,
  },
  {
    title: 'an unreadable disk that was well a month ago',
    reports: [ata(), reportOf({ state: 'unavailable' })],
    expected: 'unknown',
    hoursBetween: 720,
  },
  {
    title: 'a disk asleep for a month',
    reports: [ata(), reportOf({ state: 'asleep' })],
    expected: 'healthy',
    hoursBetween: 720,
  },
  {
    title: 'an unreadable disk that still says FAILED',
    reports: [reportOf({ state: 'unavailable', passed: false })],
    expected: 'failing',
  },

  // The overall verdict and the bits of the exit status.
  {
    title: 'FAILED',
    reports: [ata({}, { passed: false, exitStatus: 8 })],
    expected: 'failing',
    code: 'overall_failed',
  },
  { title: 'exit bit 0', reports: [bits(1)], expected: 'healthy' },
  { title: 'exit bit 1', reports: [bits(2)], expected: 'healthy' },
  { title: 'exit bit 2, a checksum error', reports: [bits(4)], expected: 'healthy', code: 'collection_partial' },
  { title: 'exit bit 3', reports: [ata({}, { passed: null, exitStatus: 8 })], expected: 'failing', code: 'exit_bit_3' },
  { title: 'exit bit 4', reports: [bits(16)], expected: 'failing', code: 'exit_bit_4' },
  { title: 'exit bit 5', reports: [bits(32)], expected: 'warning', code: 'exit_bit_5' },
  { title: 'exit bit 6', reports: [bits(64)], expected: 'healthy', code: 'error_log_entries' },
  { title: 'exit bit 7', reports: [bits(128)], expected: 'warning', code: 'self_test_log_errors' },
  {
    title: 'exit 216: bits 7, 6, 4 and 3',
    reports: [ata({}, { passed: false, exitStatus: 216 })],
    expected: 'failing',
    code: 'exit_bit_4',
  },
  { title: 'exit 20: a low bit hides no higher one', reports: [bits(20)], expected: 'failing', code: 'exit_bit_4' },
  { title: 'exit 196: partial, error log, self-test log', reports: [bits(196)], expected: 'warning' },
  {
    title: 'another tool’s exit code is no bit mask',
    reports: [{ ...bits(255), source: 'storcli' }],
    expected: 'healthy',
  },
  {
    title: 'a prefailure attribute failing now',
    reports: [failed(5, 'now', 16)],
    expected: 'failing',
    code: 'attribute_failing_now',
    names: /Reallocated_Sector_Ct \(attribute 5\) is 5, its threshold 36/,
  },
  { title: 'an attribute failing now, without the bit', reports: [failed(10, 'now', 0)], expected: 'failing' },
  {
    title: 'hot some time in the past',
    reports: [failed(190, 'past', 32)],
    expected: 'warning',
    names: /Airflow_Temperature_Cel/,
  },
  {
    title: 'hot in the past, and told to ignore it',
    reports: [failed(190, 'past', 32)],
    expected: 'healthy',
    overrides: { 190: { ignore: true } },
  },

  // Self-tests, wear, temperature.
  {
    title: 'PASSED with a failed newest self-test',
    reports: [ata({}, { selfTests: [selfTest(false, 'Completed: read failure'), selfTest(true, 'Completed')] })],
    expected: 'warning',
    code: 'self_test_failed',
    names: /read failure/,
  },
  {
    title: 'an old failure before a good self-test',
    reports: [ata({}, { selfTests: [selfTest(true, 'Completed'), selfTest(false, 'Completed: read failure')] })],
    expected: 'healthy',
  },
  {
    title: 'a self-test that the host aborted after a failure',
    reports: [ata({}, { selfTests: [selfTest(null, 'Aborted by host'), selfTest(false, 'Completed: read failure')] })],
    expected: 'warning',
  },
  {
    title: 'a self-test that runs',
    reports: [ata({}, { selfTests: [selfTest(null, 'In progress')] })],
    expected: 'healthy',
  },
  { title: 'SSD worn to 79 %', reports: [ata({}, { wearPercent: 79 })], expected: 'healthy' },
  { title: 'SSD worn to 80 %', reports: [ata({}, { wearPercent: 80 })], expected: 'healthy', code: 'wear_noticeable' },
  { title: 'SSD worn to 90 %', reports: [ata({}, { wearPercent: 90 })], expected: 'warning', code: 'wear_high' },
  {
    title: 'NVMe worn to 130 %',
    reports: [nvme({ usedPercent: 130 }, { wearPercent: 130 })],
    expected: 'warning',
    code: 'endurance_consumed',
    names: /plan a replacement/,
  },
  {
    title: 'NVMe worn to the cap',
    reports: [nvme({ usedPercent: 255 })],
    expected: 'warning',
    code: 'endurance_consumed',
  },
  { title: '60 °C on an NVMe whose limit is 81', reports: [nvme({}, { temperatureCelsius: 60 })], expected: 'healthy' },
  {
    title: '82 °C on an NVMe whose limit is 81',
    reports: [nvme({}, { temperatureCelsius: 82 })],
    expected: 'warning',
    code: 'temperature_high',
  },
  {
    title: '90 °C, beyond the critical limit',
    reports: [nvme({}, { temperatureCelsius: 90 })],
    expected: 'warning',
    code: 'temperature_critical',
  },
  { title: '70 °C without a limit', reports: [ata({}, { temperatureCelsius: 70 })], expected: 'healthy' },
  {
    title: 'limits of 0 are no limits',
    reports: [nvme({}, { temperatureLimits: { warning: 0, critical: -273 } })],
    expected: 'healthy',
  },
];
