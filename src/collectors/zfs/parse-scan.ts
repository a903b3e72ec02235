import { type Counter, readCounter } from '../shared/counters.js';
import { readDuration, readRounded } from '../shared/pool-text.js';
import type { ParsedScan } from './parsed-status.js';

interface ScanForm {
  readonly pattern: RegExp;
  readonly kind: ParsedScan['kind'];
  readonly state: ParsedScan['state'];
  readonly reason: string;
}

// `(mirror-0)` stands behind a resilver that rebuilds one group in sequence.
const FORMS: readonly ScanForm[] = [
  { pattern: /^scrub repaired /, kind: 'scrub', state: 'finished', reason: 'since 2010' },
  { pattern: /^scrub completed after /, kind: 'scrub', state: 'finished', reason: 'the line `scrub:` of old versions' },
  { pattern: /^scrub (?:in progress|is in progress)/, kind: 'scrub', state: 'running', reason: 'any version' },
  { pattern: /^scrub paused/, kind: 'scrub', state: 'paused', reason: 'since 0.7' },
  {
    pattern: /^scrub (?:canceled|cancelled|stopped)/,
    kind: 'scrub',
    state: 'canceled',
    reason: 'stopped: old versions',
  },
  { pattern: /^resilvered /, kind: 'resilver', state: 'finished', reason: 'since 2010' },
  { pattern: /^resilver completed after /, kind: 'resilver', state: 'finished', reason: 'old versions' },
  { pattern: /^resilver(?: \(\S+\))? in progress/, kind: 'resilver', state: 'running', reason: 'any version' },
  { pattern: /^resilver(?: \(\S+\))? (?:canceled|cancelled|stopped)/, kind: 'resilver', state: 'canceled', reason: '' },
];

/** The text behind `scan:` or `scrub:`, its lines joined. Undefined for what is no scrub and no resilver. */
export function parseScan(text: string): ParsedScan | undefined {
  const form = FORMS.find(({ pattern }) => pattern.test(text));
  if (form === undefined) return undefined;
  const { kind, state } = form;
  const active = state === 'running' || state === 'paused';
  const finished = state === 'finished' ? /\bon ([A-Z][a-z]{2} .{10,40})$/.exec(text.slice(0, 400).trim()) : null;
  return {
    kind,
    state,
    percent: active ? readPercent(text) : null,
    etaSeconds: active ? (readDuration(/% done, (.{1,40}?) to go/.exec(text)?.[1]) ?? null) : null,
    pass: null,
    finished: finished?.[1] ?? null,
    errors: state === 'finished' ? readErrors(text) : null,
  };
}

/** True for a pool of which the tool says that no scrub was ever asked for. */
export function isNeverScanned(text: string): boolean {
  return /^none requested\b/.test(text);
}

function readErrors(text: string): Counter | null {
  return readRounded(/ with (\S{1,30}) errors/.exec(text)?.[1])?.value ?? null;
}

function readPercent(text: string): number | null {
  const match = /(\d{1,3}(?:\.\d{1,4})?)% done/.exec(text);
  return match === null ? null : Math.min(100, Number(match[1]));
}

type Fields = Readonly<Record<string, unknown>>;

/** `scan_stats` of the JSON form. Numbers may be text; 0 and `-` stand for "not". */
export function readScanStats(stats: Fields): ParsedScan | undefined {
  const word = wordOf(stats['function']).toLowerCase();
  const kind = word === 'scrub' || word === 'resilver' ? word : undefined;
  const state = stateOf(stats);
  if (kind === undefined || state === undefined) return undefined;
  const active = state === 'running' || state === 'paused';
  return {
    kind,
    state,
    percent: active ? shareDone(stats) : null,
    // The tool does not print when it looked: the rest follows from the pass and the host's clock.
    etaSeconds: null,
    pass: state === 'running' ? passOf(stats) : null,
    finished: state === 'finished' ? timeOf(stats['end_time']) : null,
    errors: state === 'finished' ? (countOf(stats['errors']) ?? null) : null,
  };
}

/** An upper-case word; '' for what is none. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 40).toUpperCase() : '';
}

function stateOf(stats: Fields): ParsedScan['state'] | undefined {
  switch (wordOf(stats['state'])) {
    case 'SCANNING':
      return timeOf(stats['scrub_pause']) === null ? 'running' : 'paused';
    case 'FINISHED':
      return 'finished';
    case 'CANCELED':
    case 'CANCELLED':
      return 'canceled';
    default:
      return undefined;
  }
}

/** Blocks that need no reading are no part of it. */
function toExamine(stats: Fields): bigint {
  return BigInt(countOf(stats['to_examine']) ?? '0') - BigInt(countOf(stats['skipped']) ?? '0');
}

function shareDone(stats: Fields): number | null {
  const total = toExamine(stats);
  const issued = countOf(stats['issued_bytes_per_scan']) ?? countOf(stats['issued']) ?? countOf(stats['examined']);
  if (total <= 0n || issued === undefined) return null;
  return Math.min(100, Math.round((Number(issued) / Number(total)) * 10_000) / 100);
}

/** Seconds since 1970, or text as ctime prints it; null for 0, `-` and nothing. */
function timeOf(value: unknown): string | number | null {
  const count = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (/^\d{1,12}$/.test(count)) return Number(count) === 0 ? null : Number(count);
  return /^[A-Z][a-z]{2} .{10,40}$/.test(count) ? count : null;
}

/** A counter of any spelling: number, big number, decimal text, `1.2K`. */
export function countOf(value: unknown): Counter | undefined {
  if (typeof value === 'bigint') return readCounter(String(value));
  if (typeof value === 'number') return readCounter(Number.isSafeInteger(value) ? String(value) : undefined);
  return typeof value === 'string' ? readRounded(value)?.value : undefined;
}

/** Where a pass began and what it did since: a rate, once the host's clock is known. */
function passOf(stats: Fields): ParsedScan['pass'] {
  const startedAt = timeOf(stats['pass_start']);
  const issued = countOf(stats['issued']);
  const all = countOf(stats['issued_bytes_per_scan']) ?? issued;
  if (typeof startedAt !== 'number' || issued === undefined || all === undefined) return null;
  const left = Number(toExamine(stats) - BigInt(all));
  const pausedSeconds = Number(countOf(stats['scrub_spent_paused']) ?? '0');
  return left < 0 ? null : { startedAt, pausedSeconds, issuedBytes: Number(issued), leftBytes: left };
}

/** Seconds to go at the rate of this pass; null when nothing was done yet. */
export function secondsToGo(pass: ParsedScan['pass'], nowSeconds: number | undefined): number | null {
  if (pass === null || nowSeconds === undefined || pass.issuedBytes <= 0) return null;
  const elapsed = nowSeconds - pass.startedAt - pass.pausedSeconds;
  return elapsed <= 0 ? null : Math.round((pass.leftBytes * elapsed) / pass.issuedBytes);
}
