import { type EngineJson, dropUndefined, isEmpty, readRecord, readTexts } from './engine-json.js';
import type { Subject } from './subject.js';
import { pickOwnKeys } from './three-way.js';

/** How a health check is switched off; the other fields mean nothing then. */
const NONE = { Test: ['NONE'] } as const;

/**
 * Each sub-field by itself: engines take what is not sent from the image. Podman takes the whole from the image, or
 * nothing, so there the two are put together here.
 */
export function planHealthcheck(subject: Subject): EngineJson | undefined {
  const [own, inherited] = [readRecord(subject.config['Healthcheck']), readRecord(subject.oldConfig['Healthcheck'])];
  if (readTexts(own['Test'])[0] === 'NONE') return readTexts(inherited['Test'])[0] === 'NONE' ? undefined : { ...NONE };
  if (isEmpty(own)) return isEmpty(inherited) ? undefined : { ...NONE };
  const set = dropEmpty(pickOwnKeys(own, inherited));
  if (isEmpty(set)) return undefined;
  if (!subject.isPodman) return set;
  return dropEmpty({ ...readRecord(subject.newConfig['Healthcheck']), ...set });
}

const dropEmpty = (value: EngineJson): EngineJson =>
  dropUndefined(
    Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, isEmpty(entry) ? undefined : entry])),
  );
