import { followOwner, isHashedWithOwner } from './compose-hash.js';
import { isEmpty, readRecord, readText } from './engine-json.js';
import { hasOwnNetworks, planNetworks } from './networks.js';
import { cleanPath, planStorage } from './storage.js';
import type { Subject } from './subject.js';

type NoteRow = (subject: Subject) => readonly string[];

/** What a person should know who approves it. */
const NOTE_ROWS: readonly NoteRow[] = [
  ({ request }) => [
    `It is created as ${request.name} and renamed afterwards; no setting depends on that name.`,
    'A setting that the user made equal to what the old image said cannot be told from an inherited one, and follows the new image.',
  ],
  (subject) => {
    const declared = new Set(Object.keys(readRecord(subject.newConfig['Volumes'])).map(cleanPath));
    return Object.entries(planStorage(subject).carried).map(([target, name]) =>
      declared.has(target) || !Object.hasOwn(readRecord(subject.oldConfig['Volumes']), target)
        ? `The volume without a name at ${target} is carried over as ${name}.`
        : `The new image no longer declares a volume at ${target}; the one that is there is carried over as ${name}.`,
    );
  },
  ({ newConfig, oldConfig, mounts }) => {
    const known = new Set(mounts.map((mount) => cleanPath(readText(mount['Destination']))));
    return Object.keys(readRecord(newConfig['Volumes']))
      .filter((target) => !known.has(cleanPath(target)) && !Object.hasOwn(readRecord(oldConfig['Volumes']), target))
      .map((target) => `The new image declares a volume at ${target}: a new one is made there.`);
  },
  (subject) => planNetworks(subject).notes,
  (subject) =>
    isHashedWithOwner(subject) && followOwner(subject) === undefined
      ? [
          'Compose keeps the id of the container that this one shares with in its hash, which cannot be made anew here because the project’s file cannot be read or is not the one that it was made from: compose will make this one again, once.',
        ]
      : [],
  ({ hostConfig }) =>
    hostConfig['AutoRemove'] === true
      ? ['The engine removes the container when it stops: it cannot be kept aside for a rollback.']
      : [],
  (subject) =>
    subject.isPodman
      ? [
          'Podman does not show device permissions and rules, masked paths and annotations; they become its defaults.',
          ...(hasOwnNetworks(subject) && !isEmpty(subject.endpoints)
            ? ['Podman does not show whether an address was fixed; it gives out a new one.']
            : []),
        ]
      : [],
];

export const listNotes = (subject: Subject): readonly string[] => NOTE_ROWS.flatMap((row) => row(subject));
