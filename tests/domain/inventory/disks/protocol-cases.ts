import { ata, nvme, reportOf, scsi } from './reports.js';
import type { Case } from './case.js';

export const PROTOCOL_CASES: readonly Case[] = [
  // NVMe.
  { title: 'NVMe bit 0, spare', reports: [nvme({ criticalWarning: 1 })], expected: 'failing', code: 'nvme_spare_low' },
  {
    title: 'NVMe bit 1, temperature: FAILED by smartctl, and yet no failure',
    reports: [nvme({ criticalWarning: 2 })],
    expected: 'warning',
    code: 'nvme_temperature',
  },
  { title: 'NVMe bit 2, reliability', reports: [nvme({ criticalWarning: 4 })], expected: 'failing' },
  {
    title: 'NVMe bit 3, read-only',
    reports: [nvme({ criticalWarning: 8 })],
    expected: 'failing',
    code: 'nvme_read_only',
  },
  { title: 'NVMe bit 4, backup', reports: [nvme({ criticalWarning: 16 })], expected: 'failing' },
  { title: 'NVMe bit 5, persistent memory region', reports: [nvme({ criticalWarning: 32 })], expected: 'warning' },
  {
    title: 'NVMe bits 1 and 3',
    reports: [nvme({ criticalWarning: 10 })],
    expected: 'failing',
    code: 'nvme_temperature',
  },
  {
    title: 'FAILED without its bits',
    reports: [nvme({ criticalWarning: null }, { passed: false })],
    expected: 'failing',
  },
  { title: 'spare at its threshold', reports: [nvme({ availableSparePercent: 10 })], expected: 'healthy' },
  {
    title: 'spare below its threshold',
    reports: [nvme({ availableSparePercent: 9 })],
    expected: 'failing',
    names: /available spare is 9 %/i,
  },
  {
    title: 'a threshold of 100',
    reports: [nvme({ availableSparePercent: 100, spareThresholdPercent: 100 })],
    expected: 'healthy',
  },
  {
    title: 'a threshold of 0',
    reports: [nvme({ availableSparePercent: 0, spareThresholdPercent: 0 })],
    expected: 'healthy',
  },
  {
    title: 'spare 3 % with a threshold that is not known',
    reports: [nvme({ availableSparePercent: 3, spareThresholdPercent: null })],
    expected: 'healthy',
  },
  {
    title: 'three old media errors',
    reports: [nvme({ mediaErrors: '3' }), nvme({ mediaErrors: '3' })],
    expected: 'healthy',
    code: 'counter_not_zero',
  },
  {
    title: 'one media error more',
    reports: [nvme({ mediaErrors: '3' }), nvme({ mediaErrors: '4' })],
    expected: 'warning',
    code: 'counter_growing',
  },
  {
    title: 'many media errors more',
    reports: [nvme({ mediaErrors: '3' }), nvme({ mediaErrors: '300' })],
    expected: 'failing',
    code: 'counter_growing_fast',
  },
  {
    title: 'media errors beyond 2^53',
    reports: [nvme({ mediaErrors: '18446744073709551610' }), nvme({ mediaErrors: '18446744073709551611' })],
    expected: 'warning',
    names: /18446744073709551610 to 18446744073709551611/,
  },
  {
    title: 'error-log entries of NVMe',
    reports: [
      nvme({ errorLogEntries: '1' }, { errorLogEntries: '1' }),
      nvme({ errorLogEntries: '900' }, { errorLogEntries: '900' }),
    ],
    expected: 'healthy',
  },
  { title: 'unsafe shutdowns', reports: [nvme(), nvme({ unsafeShutdowns: '500' })], expected: 'healthy' },

  // SCSI and SAS.
  {
    title: 'old grown defects',
    reports: [scsi({ grownDefects: '140' }), scsi({ grownDefects: '140' })],
    expected: 'healthy',
  },
  {
    title: 'one grown defect more',
    reports: [scsi({ grownDefects: '4' }), scsi({ grownDefects: '5' })],
    expected: 'warning',
  },
  {
    title: 'many grown defects more',
    reports: [scsi({ grownDefects: '4' }), scsi({ grownDefects: '60' })],
    expected: 'failing',
  },
  {
    title: 'an uncorrected read',
    reports: [scsi({ readUncorrected: '1' })],
    expected: 'warning',
    names: /Uncorrected read errors is 1/,
  },
  {
    title: 'more uncorrected writes',
    reports: [scsi({ writeUncorrected: '1' }), scsi({ writeUncorrected: '2' })],
    expected: 'failing',
  },
  { title: 'uncorrected verifications', reports: [scsi({ verifyUncorrected: '9' })], expected: 'warning' },
  { title: 'non-medium errors', reports: [scsi(), scsi({ nonMediumErrors: '99999' })], expected: 'healthy' },
  {
    title: 'failure prediction threshold exceeded',
    reports: [scsi({ asc: 0x5d, ascq: 0x10 }, { passed: null })],
    expected: 'failing',
    code: 'scsi_failure_predicted',
    names: /asc 5d, ascq 10/,
  },
  {
    title: 'a temperature warning of SCSI',
    reports: [scsi({ asc: 0x0b, ascq: 1 })],
    expected: 'warning',
    code: 'scsi_status',
  },

  // Members behind controllers.
  {
    title: 'a member that its controller calls well',
    reports: [reportOf({ source: 'storcli', passed: true })],
    expected: 'healthy',
  },
  {
    title: 'a member that its controller calls failing',
    reports: [reportOf({ source: 'ssacli', passed: false })],
    expected: 'failing',
  },
  {
    title: 'a member of which the controller says nothing',
    reports: [reportOf({ source: 'arcconf', temperatureCelsius: 30 })],
    expected: 'unknown',
  },

  // What operators want otherwise.
  { title: 'a higher limit', reports: [ata({ 5: 10 })], expected: 'healthy', overrides: { 5: { warningAbove: '10' } } },
  {
    title: 'above the higher limit',
    reports: [ata({ 5: 11 })],
    expected: 'warning',
    overrides: { 5: { warningAbove: '10' } },
  },
  {
    title: 'growth below the higher limit',
    reports: [ata({ 5: 1 }), ata({ 5: 2 })],
    expected: 'failing',
    overrides: { 5: { warningAbove: '10' } },
  },
  {
    title: 'an ignored attribute',
    reports: [ata({ 5: 1 }), ata({ 5: 2 })],
    expected: 'healthy',
    overrides: { 5: { ignore: true } },
  },
  {
    title: 'growth that is not to count',
    reports: [ata({ 5: 1 }), ata({ 5: 2 })],
    expected: 'warning',
    overrides: { 5: { growthDays: 0 } },
  },
  {
    title: 'a limit for failing',
    reports: [ata({ 197: 51 })],
    expected: 'failing',
    overrides: { 197: { failingAbove: '50' } },
  },
  {
    title: 'a limit for an attribute without a rule',
    reports: [ata({ 9: 70_000 })],
    expected: 'warning',
    overrides: { 9: { warningAbove: '60000' } },
    names: /Power_On_Hours \(attribute 9\) is 70000/,
  },
  {
    title: 'more wear allowed',
    reports: [ata({}, { wearPercent: 120 })],
    expected: 'healthy',
    overrides: { wear_percent: { warningAbove: '150' } },
  },
  {
    title: 'a temperature limit of one’s own',
    reports: [ata({}, { temperatureCelsius: 51 })],
    expected: 'warning',
    overrides: { temperature: { warningAbove: '50' } },
  },
];
