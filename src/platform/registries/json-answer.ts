import { RegistryError } from './registry-error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Bytes from a registry as JSON. `place` names who sent it. */
export function parseJson(body: Buffer, place: string): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw new RegistryError('bad_answer', `${place} sent something that is no JSON.`, { cause: error });
  }
}

export function readObject(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw new RegistryError('bad_answer', `${place} sent JSON of another form.`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member when it is a text that is not empty. */
export function textOf(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** The objects of a list; what else it holds is left out. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A size or count: a safe integer from 0. */
export function countOf(object: JsonObject, key: string): number | null {
  const value = object[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The texts of a list; null when it is none. */
export function textsOf(object: JsonObject, key: string): readonly string[] | null {
  const value = object[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null;
}

/** The members of an object that are texts. */
export function recordOf(object: JsonObject, key: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(object, key)).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  return Object.fromEntries(entries);
}
