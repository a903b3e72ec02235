import { readRecord } from '../recreation/engine-json.js';

const MAX_TEXT = 1_000;
const MAX_ID = 200;
/** Engines set no limit. Two that are the same to here would be one in the lists, and the row still fits an index. */
const MAX_NAME = 1_000;
const MAX_LABELS = 500;
const MAX_LABEL = 4_000;

/** Texts come from hosts and may be of any length. */
export const cut = (text: string): string => text.slice(0, MAX_TEXT);

export const cutId = (text: string): string => text.slice(0, MAX_ID);

/** Engines allow letters, digits and a few marks: whatever else comes must not confuse lists and indexes. */
export const cutName = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, MAX_NAME);

export function readInteger(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** In ISO form with milliseconds; null for what is no time, and for the year 1, Go's word for "never". */
export function readTime(value: unknown): string | null {
  const time = typeof value === 'number' ? value * 1000 : Date.parse(typeof value === 'string' ? value : '');
  return Number.isFinite(time) && time > 0 && time < 8.64e15 ? new Date(time).toISOString() : null;
}

export function readLabels(value: unknown): Record<string, string> {
  const entries = Object.entries(readRecord(value)).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key.slice(0, MAX_LABEL), text.slice(0, MAX_LABEL)] as const] : [],
  );
  return Object.fromEntries(entries.slice(0, MAX_LABELS));
}
