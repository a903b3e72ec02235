import type { SmartReport } from '../../domain/inventory/storage-device.js';
import { asList, asObject, type JsonObject, readAmount, readInteger, readText } from '../shared/disk-fields.js';

type SelfTest = SmartReport['selfTests'][number];

const MAX_TESTS = 21;
const SCSI_TESTS = 20;

/** What the codes of each standard mean: a test that was broken off says nothing. */
const FAILED_CODES = {
  // Upper half of the status byte; 0 passed, 1 and 2 aborted, 15 under way.
  ata: [3, 4, 5, 6, 7, 8],
  // 1 to 4, 8 and 9 aborted, 15 no entry.
  nvme: [5, 6, 7],
  scsi: [3, 4, 5, 6, 7],
} as const;

/** The log of self-tests, newest first. */
export function readSelfTests(document: JsonObject): SelfTest[] {
  const ata = asObject(document['ata_smart_self_test_log']);
  const extended = asObject(ata['extended']);
  const table = asList(Array.isArray(extended['table']) ? extended['table'] : asObject(ata['standard'])['table']);
  if (table.length > 0) return table.slice(0, MAX_TESTS).map((entry) => readAta(asObject(entry)));
  const nvme = asList(asObject(document['nvme_self_test_log'])['table']);
  if (nvme.length > 0) return nvme.slice(0, MAX_TESTS).map((entry) => readNvme(asObject(entry)));
  return Array.from({ length: SCSI_TESTS }, (_none, index) => document[`scsi_self_test_${index}`])
    .filter((entry) => entry !== undefined)
    .map((entry) => readScsi(asObject(entry)));
}

function readAta(entry: JsonObject): SelfTest {
  const status = asObject(entry['status']);
  const byte = readInteger(status['value'], 0, 255);
  const said = typeof status['passed'] === 'boolean' ? status['passed'] : null;
  const text = readText(status['string']) ?? 'unknown';
  return {
    type: readText(asObject(entry['type'])['string']) ?? 'unknown',
    // A test that was aborted is marked as passed by some versions: the code is more exact.
    passed: byte === null ? (said ?? verdictOfText(text)) : verdictOfCode(byte >> 4, FAILED_CODES.ata),
    status: text,
    atHours: readAmount(entry['lifetime_hours']),
  };
}

function readNvme(entry: JsonObject): SelfTest {
  const result = asObject(entry['self_test_result']);
  const code = readInteger(result['value'], 0, 255);
  const text = readText(result['string']) ?? 'unknown';
  return {
    type: readText(asObject(entry['self_test_code'])['string']) ?? 'unknown',
    passed: code === null ? verdictOfText(text) : verdictOfCode(code, FAILED_CODES.nvme),
    status: text,
    atHours: readAmount(entry['power_on_hours']),
  };
}

function readScsi(entry: JsonObject): SelfTest {
  const result = asObject(entry['result']);
  const code = readInteger(result['value'], 0, 255);
  const text = readText(result['string']) ?? 'unknown';
  return {
    type: readText(asObject(entry['code'])['string']) ?? 'unknown',
    passed: code === null ? verdictOfText(text) : verdictOfCode(code, FAILED_CODES.scsi),
    status: text,
    atHours: readAmount(asObject(entry['power_on_time'])['hours']),
  };
}

function verdictOfCode(code: number, failed: readonly number[]): boolean | null {
  if (code === 0) return true;
  return failed.includes(code) ? false : null;
}

function verdictOfText(text: string): boolean | null {
  if (/failure|fatal|unknown error|\bfailed\b/i.test(text)) return false;
  return /^completed(?: without error)?(?:\s*$|\s*\[)/i.test(text) ? true : null;
}
