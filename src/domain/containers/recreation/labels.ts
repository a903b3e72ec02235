import { CONFIG_HASH, followOwner } from './compose-hash.js';
import { type EngineJson, readRecord, readText } from './engine-json.js';
import { UPDATE_LABEL } from './recreation.js';
import type { Subject } from './subject.js';
import { pickOwnKeys } from './three-way.js';

const COMPOSE = 'com.docker.compose.';

interface LabelRow {
  readonly label: string;
  readonly points: readonly number[];
  readonly reason: string;
  /** Its new value; undefined when the new container is not to have it. */
  readonly send: (value: string, subject: Subject) => string | undefined;
}

/** Labels that are neither simply kept nor simply the image's. */
export const LABEL_ROWS: readonly LabelRow[] = [
  {
    label: `${COMPOSE}image`,
    points: [70],
    reason: 'compose compares it with the id of the image it would run, and recreates the container when they differ',
    send: (_value, { request }) => readText(request.newImage['Id']),
  },
  {
    label: `${COMPOSE}replace`,
    points: [72],
    reason: 'says which container this one was made to replace; that one is gone, and compose would look for it',
    send: () => undefined,
  },
  {
    label: CONFIG_HASH,
    points: [69],
    reason: 'compose recreates a container whose hash is another; it holds the id of the one whose network it shares',
    send: (value, subject) => followOwner(subject) ?? value,
  },
  {
    label: UPDATE_LABEL,
    points: [12],
    reason: 'ours, of an earlier update: neither the user nor an image set it',
    send: () => undefined,
  },
];

/** Labels of images that compose built; they belong to the image, also when its name begins like compose's own. */
const IMAGE_LABELS: ReadonlySet<string> = new Set([`${COMPOSE}image.builder`]);

/**
 * The user's labels. Compose also labels the images it builds, with project and service: in a container it made,
 * its labels are its own even when the image has the same.
 */
export function planLabels(subject: Subject): EngineJson {
  const labels = readRecord(subject.config['Labels']);
  // Compose writes it into every container it makes, and never into an image.
  const byCompose = Object.hasOwn(labels, CONFIG_HASH);
  const compose = Object.fromEntries(
    Object.entries(labels).filter(([label]) => byCompose && label.startsWith(COMPOSE) && !IMAGE_LABELS.has(label)),
  );
  const own = { ...pickOwnKeys(labels, subject.oldConfig['Labels']), ...compose };
  const kept = Object.entries(own).flatMap(([label, value]) => {
    const row = LABEL_ROWS.find((one) => one.label === label);
    const sent = row === undefined ? value : row.send(readText(value), subject);
    return typeof sent === 'string' ? [[label, sent]] : [];
  });
  const { runId } = subject.request;
  return Object.fromEntries(runId === null ? kept : [...kept, [UPDATE_LABEL, runId]]);
}
