import { ata, attribute } from './reports.js';
import type { Case } from './case.js';
import type { SmartReport } from '../../../../src/domain/inventory/storage-device.js';

const renamed = (id: number, raw: number, name: string): SmartReport => {
  const report = ata();
  const others = report.attributes.filter((other) => other.id !== id);
  return { ...report, attributes: [...others, attribute(id, raw, { name })] };
};
export const COUNTER_CASES: readonly Case[] = [
  // Attributes: baseline and growth.
  {
    title: '24 reallocated sectors at first sight',
    reports: [ata({ 5: 24 })],
    expected: 'warning',
    names: /Reallocated_Sector_Ct \(attribute 5\) is 24/,
  },
  { title: '8 spin retries at first sight', reports: [ata({ 10: 8 })], expected: 'warning' },
  { title: 'one end-to-end error', reports: [ata({ 184: 1 })], expected: 'warning' },
  { title: 'reallocation events', reports: [ata({ 196: 3 })], expected: 'warning' },
  { title: 'uncorrectable reads at first sight', reports: [ata({ 187: 1 })], expected: 'warning' },
  { title: 'pending and uncorrectable 1/1 with PASSED', reports: [ata({ 197: 1, 198: 1 })], expected: 'warning' },
  { title: 'a million pending sectors at first sight', reports: [ata({ 197: 1_000_000 })], expected: 'warning' },
  {
    title: 'reallocated sectors that grow',
    reports: [ata({ 5: 24 }), ata({ 5: 32 })],
    expected: 'failing',
    names: /rose from 24 to 32/,
  },
  { title: 'reallocated sectors from none', reports: [ata(), ata({ 5: 1 })], expected: 'failing' },
  {
    title: 'reallocated NAND blocks that grow',
    reports: [renamed(5, 1, 'Reallocate_NAND_Blk_Cnt'), renamed(5, 2, 'Reallocate_NAND_Blk_Cnt')],
    expected: 'failing',
  },
  { title: 'uncorrectable reads that grow', reports: [ata({ 187: 4 }), ata({ 187: 5 })], expected: 'failing' },
  { title: 'pending sectors that grow', reports: [ata(), ata({ 197: 8 })], expected: 'failing' },
  { title: 'offline uncorrectable that grow', reports: [ata({ 198: 1 }), ata({ 198: 2 })], expected: 'failing' },
  {
    title: 'growth 29 days ago',
    reports: [ata(), ata({ 5: 1 }), ata({ 5: 1 })],
    hoursBetween: 29 * 24,
    expected: 'failing',
  },
  {
    title: 'growth 31 days ago',
    reports: [ata(), ata({ 5: 1 }), ata({ 5: 1 })],
    hoursBetween: 31 * 24,
    expected: 'warning',
  },
  { title: 'pending sectors that were rewritten', reports: [ata(), ata({ 197: 8 }), ata()], expected: 'healthy' },
  { title: 'a counter that fell and is not zero', reports: [ata({ 5: 900 }), ata({ 5: 4 })], expected: 'warning' },
  { title: 'spin retries that grow', reports: [ata(), ata({ 10: 3 })], expected: 'warning' },
  {
    title: 'attributes missing after growth',
    reports: [ata(), ata({ 197: 8 }), ata({}, { attributes: [] })],
    expected: 'failing',
    names: /Current_Pending_Sector/,
  },
  { title: 'MX500: 197 is an ECC count', reports: [renamed(197, 1, 'Current_Pending_ECC_Cnt')], expected: 'healthy' },
  {
    title: 'MX500: the ECC count flips',
    reports: [renamed(197, 0, 'Current_Pending_ECC_Cnt'), renamed(197, 1, 'Current_Pending_ECC_Cnt')],
    expected: 'healthy',
  },
  {
    title: 'MX500: 184 counts corrections',
    reports: [renamed(184, 40, 'Error_Correction_Count')],
    expected: 'healthy',
  },
  {
    title: '197 that means something else',
    reports: [renamed(197, 40, 'Unknown_SSD_Attribute'), renamed(197, 50, 'Unknown_SSD_Attribute')],
    expected: 'healthy',
  },
  { title: 'old names of 197 and 198', reports: [renamed(198, 2, 'Offline_Scan_UNC_SectCt')], expected: 'warning' },
  { title: 'Samsung’s name of 187', reports: [renamed(187, 2, 'Uncorrectable_Error_Cnt')], expected: 'warning' },
  {
    title: 'a packed count of reallocations',
    reports: [ata(), { ...ata(), attributes: [attribute(5, '12884901888', { rawText: '0 (3 0)' })] }],
    expected: 'healthy',
  },
  {
    title: 'vendor-packed 1, 7 and 195',
    reports: [ata({ 195: 1 }), ata({ 1: '281474976710655', 7: '281474976710655', 195: '281474976710655' })],
    expected: 'healthy',
  },
  { title: '188 packed 2/2/2', reports: [ata({ 188: '8590065666' })], expected: 'healthy' },
  { title: '188 of a thousand at first sight', reports: [ata({ 188: 1000 })], expected: 'healthy' },
  {
    title: '188 that packs more, but few',
    reports: [ata({ 188: 0 }), ata({ 188: '8590065666' })],
    expected: 'healthy',
  },
  {
    title: '188 by 150 in an hour',
    reports: [ata({ 188: 10 }), ata({ 188: 160 })],
    expected: 'warning',
    code: 'command_timeouts',
  },
  {
    title: '188 by 150 in a day',
    reports: [ata({ 188: 10 }), ata({ 188: 160 })],
    expected: 'healthy',
    hoursBetween: 24,
  },
  { title: '199 of 4000 at first sight', reports: [ata({ 199: 4000 })], expected: 'healthy' },
  { title: '199 that stays', reports: [ata({ 199: 4000 }), ata({ 199: 4000 })], expected: 'healthy' },
  {
    title: '199 that rises',
    reports: [ata({ 199: 4000 }), ata({ 199: 4100 })],
    expected: 'warning',
    code: 'interface_errors',
    names: /check the cable/,
  },
  { title: '199 by 5 in a month', reports: [ata({ 199: 0 }), ata({ 199: 5 })], expected: 'healthy', hoursBetween: 720 },
  { title: 'an old error log', reports: [ata({}, { errorLogEntries: '7', exitStatus: 64 })], expected: 'healthy' },
  {
    title: 'an error log that grows',
    reports: [ata({}, { errorLogEntries: '7' }), ata({}, { errorLogEntries: '9' })],
    expected: 'warning',
    code: 'error_log_growing',
  },
];
