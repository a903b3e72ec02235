import { readText, readTexts } from './engine-json.js';
import { ownerOf, shortId, type Subject } from './subject.js';

/** The successor of a container that is referred to by id, the beginning of one, or a name; itself when it has none. */
function renameOwner(owner: string, { request }: Subject): string {
  const renamed = Object.entries(request.renames).find(
    ([id]) => id === owner || (owner.length >= shortId(id).length && id.startsWith(owner)),
  );
  return renamed?.[1] ?? owner;
}

/** `container:<owner>` with the owner of today; any other mode as it is. */
export function planMode(mode: unknown, subject: Subject): string {
  const owner = ownerOf(mode);
  return owner === undefined ? readText(mode) : `container:${renameOwner(owner, subject)}`;
}

/** `<owner>` or `<owner>:ro`. */
export function planVolumesFrom(value: unknown, subject: Subject): readonly string[] {
  return readTexts(value).map((entry) => {
    const [owner = '', ...mode] = entry.split(':');
    const lender = subject.request.newLenders?.[owner]?.id ?? renameOwner(owner, subject);
    return [lender, ...mode].join(':');
  });
}

/** Inspect says `/target:/this/alias`, where this container's name changes; a request says `target:alias`. */
export function planLinks(value: unknown, subject: Subject): readonly string[] {
  return readTexts(value).flatMap((link) => {
    const [target = '', alias = ''] = link.split(':');
    const owner = target.replace(/^\//, '');
    if (owner === '') return [];
    // By its name it would be the one that is still called so when this one is made.
    const successor = subject.request.renamedNames?.[owner] ?? renameOwner(owner, subject);
    return [`${successor}:${alias.slice(alias.lastIndexOf('/') + 1) || owner}`];
  });
}
