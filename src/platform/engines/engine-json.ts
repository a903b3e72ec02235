import { EngineError } from './engine-error.js';
import type { EngineObject } from './engine.js';

/** Reading what an engine sent: whatever it is, these give the wanted type or something empty. */

export function isRecord(value: unknown): value is EngineObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const readRecord = (value: unknown): EngineObject => (isRecord(value) ? value : {});

export const readList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const readText = (value: unknown): string => (typeof value === 'string' ? value : '');

export const readNumber = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

export const readTexts = (value: unknown): readonly string[] =>
  readList(value).filter((entry): entry is string => typeof entry === 'string');

export function readLabels(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(readRecord(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}

/** For answers that are one object; `engine_failed` for anything else. */
export function demandRecord(value: unknown, what: string): EngineObject {
  if (isRecord(value)) return value;
  throw new EngineError('engine_failed', `The engine's answer to "${what}" is not an object.`);
}

/** For answers that are a list of objects; null is what Go writes for an empty one. */
export function demandRecords(value: unknown, what: string): readonly EngineObject[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.filter(isRecord);
  throw new EngineError('engine_failed', `The engine's answer to "${what}" is not a list.`);
}
