import { readEntrypoint } from './command-pair.js';
import { type EngineJson, isEmpty, readRecord, readTexts } from './engine-json.js';
import { keyOfEntry } from './three-way.js';

type Merge = (own: EngineJson, image: EngineJson) => unknown;

const union =
  (field: string): Merge =>
  (own, image) => ({ ...readRecord(image[field]), ...readRecord(own[field]) });

function mergeEnvironment(own: EngineJson, image: EngineJson): readonly string[] {
  const set = readTexts(own['Env']);
  const names = new Set(set.map(keyOfEntry));
  return [...set, ...readTexts(image['Env']).filter((entry) => !names.has(keyOfEntry(entry)))];
}

/** How engines put a request and its image together; every other field is the request's, else the image's. */
const MERGES: Readonly<Record<string, Merge>> = {
  Env: mergeEnvironment,
  Labels: union('Labels'),
  ExposedPorts: union('ExposedPorts'),
  Volumes: union('Volumes'),
  Healthcheck: union('Healthcheck'),
  Entrypoint: (own, image) => readEntrypoint(isEmpty(own['Entrypoint']) ? image : own),
  Cmd: (own, image) => readTexts((isEmpty(own['Entrypoint']) && isEmpty(own['Cmd']) ? image : own)['Cmd']),
};

/** `Config` as the engine makes it of a create body and the image's. */
export function mergeImage(own: EngineJson, image: EngineJson): EngineJson {
  const fields = new Set([...Object.keys(own), ...Object.keys(image), ...Object.keys(MERGES)]);
  return Object.fromEntries(
    [...fields].map((field) => {
      if (Object.hasOwn(MERGES, field)) return [field, MERGES[field]?.(own, image)];
      return [field, own[field] ?? image[field]];
    }),
  );
}
