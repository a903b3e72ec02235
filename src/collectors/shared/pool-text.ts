import { type Counter, readCounter } from './counters.js';

const MAX_TEXT = 200;
const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z'] as const;
const ROUNDED = /^(\d{1,20})(?:\.(\d{1,6}))?([KMGTPEZ]?)(?:i?B)?$/i;
const DAY_SECONDS = 86_400;

/** Text of a host, bounded and without control characters. */
export function boundText(text: string, limit: number = MAX_TEXT): string {
  return text
    .slice(0, limit)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim();
}

export interface RoundedCounter {
  readonly value: Counter;
  /** False: a tool rounded it for people (`1.2K`), so the value is near, not exact. */
  readonly exact: boolean;
}

/** `0`, `1234`, `1.2K`, `9.08T`, `0B`: units are powers of 1024. Undefined for anything else. */
export function readRounded(text: string | undefined): RoundedCounter | undefined {
  const exact = readCounter(text);
  if (exact !== undefined) return { value: exact, exact: true };
  const match = ROUNDED.exec(text ?? '');
  if (match === null) return undefined;
  const [, whole = '0', fraction = '', unit = ''] = match;
  const power = UNITS.indexOf(unit.toUpperCase() as (typeof UNITS)[number]);
  const scaled = (BigInt(whole + fraction) << BigInt(10 * power)) / 10n ** BigInt(fraction.length);
  return { value: String(scaled), exact: unit === '' && fraction === '' };
}

/** Seconds of `5h4m`, `0 days 00:19:47`, `11:16:03`, `1 days 02:55:32`, `57h5m`, `127.5min`. Undefined otherwise. */
export function readDuration(text: string | undefined): number | undefined {
  const clean = (text ?? '').trim();
  const clock = /^(?:(\d{1,6}) days?,? )?(\d{1,6}):(\d{1,2}):(\d{1,2})$/.exec(clean);
  if (clock !== null) return secondsOf(clock[1], clock[2], clock[3], clock[4]);
  const letters = /^(?:(\d{1,6})d ?)?(\d{1,6})h ?(\d{1,3})m(?: ?(\d{1,3})s)?$/.exec(clean);
  if (letters !== null) return secondsOf(letters[1], letters[2], letters[3], letters[4]);
  const minutes = /^(\d{1,12}(?:\.\d{1,3})?) ?min$/.exec(clean);
  return minutes === null ? undefined : Math.round(Number(minutes[1]) * 60);
}

function secondsOf(days = '0', hours = '0', minutes = '0', seconds = '0'): number {
  return Number(days) * DAY_SECONDS + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LOCAL_DATE = /([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: [A-Z]{2,5})? (\d{4})/;

/**
 * The instant of `Sun Jan 14 05:28:12 2024`, as C programs print local time, on a host that is `offsetSeconds` ahead of
 * UTC. Undefined when it is no such date, or when the offset is not known: a guess would be hours off.
 */
export function readLocalDate(text: string, offsetSeconds: number | undefined): string | undefined {
  const match = LOCAL_DATE.exec(text);
  if (match === null || offsetSeconds === undefined) return undefined;
  const month = MONTHS.indexOf(match[1] ?? '');
  if (month < 0) return undefined;
  const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = match.slice(2).map(Number);
  return isoOf(Date.UTC(year, month, day, hour, minute, second) / 1000 - offsetSeconds);
}

/** Seconds since 1970 as ISO text; undefined for 0 (never) and for what no clock shows. */
export function isoOf(epochSeconds: number | undefined): string | undefined {
  if (epochSeconds === undefined || !(epochSeconds > 0 && epochSeconds < 7_258_118_400)) return undefined;
  return new Date(epochSeconds * 1000).toISOString();
}

export interface HostClock {
  readonly epochSeconds: number;
  /** How far local time is ahead of UTC now. */
  readonly offsetSeconds: number;
}

/** The answer of `date '+%s %z'`. */
export function readClock(text: string): HostClock | undefined {
  const match = /^(\d{1,11}) ([+-])(\d{2})(\d{2})\s*$/.exec(text);
  if (match === null) return undefined;
  const offset = Number(match[3]) * 3600 + Number(match[4]) * 60;
  return { epochSeconds: Number(match[1]), offsetSeconds: match[2] === '-' ? -offset : offset };
}
