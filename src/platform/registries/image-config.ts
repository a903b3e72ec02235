import { objectOf, parseJson, readObject, recordOf, textOf, textsOf } from './json-answer.js';
import type { Platform } from './platform.js';
import { RegistryError } from './registry-error.js';

/** What an image says of itself; containers inherit it. */
export interface ImageConfig {
  readonly platform: Platform;
  /** As the image says it, a date in ISO form; null: it does not. */
  readonly createdAt: string | null;
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly workingDirectory: string | null;
  readonly stopSignal: string | null;
  /** Paths that get a volume of their own. */
  readonly volumes: readonly string[];
  /** `80/tcp`. */
  readonly exposedPorts: readonly string[];
}

/** Throws `bad_answer` for what is no config of an image. */
export function readImageConfig(body: Buffer, place: string): ImageConfig {
  const json = readObject(parseJson(body, place), place);
  const os = textOf(json, 'os');
  const architecture = textOf(json, 'architecture');
  if (os === null || architecture === null) {
    throw new RegistryError('bad_answer', `${place} has an image config without os and architecture.`);
  }
  const config = objectOf(json, 'config');
  return {
    platform: { os, architecture, variant: textOf(json, 'variant') },
    createdAt: readDate(textOf(json, 'created')),
    env: textsOf(config, 'Env') ?? [],
    entrypoint: textsOf(config, 'Entrypoint'),
    cmd: textsOf(config, 'Cmd'),
    labels: recordOf(config, 'Labels'),
    user: textOf(config, 'User'),
    workingDirectory: textOf(config, 'WorkingDir'),
    stopSignal: textOf(config, 'StopSignal'),
    volumes: Object.keys(objectOf(config, 'Volumes')),
    exposedPorts: Object.keys(objectOf(config, 'ExposedPorts')),
  };
}

function readDate(text: string | null): string | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
