import type { BasisFinding, Fingerprint } from './fingerprint.js';

/** Kinds of acts that a copy of the file takes back. */
const TAKEN_BACK_BY_A_COPY: ReadonlySet<string> = new Set(['config_overwrite', 'data_overwrite', 'filesystem_delete']);
const MOST_FILES = 5;
/** Names that are themselves in every shell. */
const PLAIN_PATH = /^\/[\w.@:+/-]{1,900}$/;
const SMALL = 'small file';

/** A file that is copied right before the act, and how it is put back. */
export interface KeptFile {
  readonly path: string;
  /** Name of its copy within the directory of the action. */
  readonly copy: string;
}

/** Where copies lie, below the home of the login; the script of the host says the same. */
const PLACE = '"$HOME"/.millwright/kept';

/**
 * The files of which a copy is the whole way back: every held act is about one small regular file, known by its
 * plain name. Null when one of them is about anything else.
 */
export function listKept(findings: readonly BasisFinding[], fingerprint: Fingerprint | null): KeptFile[] | null {
  const held = findings.filter(({ effect }) => effect === 'destructive' || effect === 'opaque');
  const paths = [...new Set(held.map(({ target }) => target))];
  if (fingerprint === null || paths.length === 0 || paths.length > MOST_FILES) return null;
  const small = new Set(
    fingerprint.facts.filter(({ identity }) => identity.includes(SMALL)).map(({ kind, name }) => `${kind} ${name}`),
  );
  const keeps = held.every(
    ({ type, target, targetKind, confidence, place }) =>
      TAKEN_BACK_BY_A_COPY.has(type) &&
      confidence === 'certain' &&
      place === 'here' &&
      PLAIN_PATH.test(target) &&
      small.has(`${targetKind} ${target}`),
  );
  return keeps ? paths.map((path, index) => ({ path, copy: String(index) })) : null;
}

/** Puts the copies back and compares; written such that repeating it does no harm. */
export function composeRestore(actionId: string, kept: readonly KeptFile[]): string {
  return kept
    .map(({ path, copy }) => {
      const from = `${PLACE}/${actionId}/${copy}`;
      return `cp -p -- ${from} ${path} && cmp -s -- ${from} ${path}`;
    })
    .join(' && ');
}

export function describeRestore(kept: readonly KeptFile[]): string {
  const paths = kept.map(({ path }) => path).join(', ');
  return `A copy of ${paths} is kept on the host before, for seven days; it is put back when the command fails, or when asked for.`;
}
