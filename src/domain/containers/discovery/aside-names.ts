/** Names that an update gives for its time: to its candidate, and to the original that it keeps. */
const ASIDE_NAME = /^(.+)\.mw-(?:old-)?([0-9a-f]{8})$/;

export interface AsideName {
  /** Of the container that is updated. */
  readonly name: string;
  /** Eight digits of the run's id. */
  readonly mark: string;
}

/** Null: an ordinary name. Whether there is such a run is another question: anyone may name a container like this. */
export function readAsideName(name: string): AsideName | null {
  const match = ASIDE_NAME.exec(name);
  return match === null ? null : { name: match[1] ?? '', mark: match[2] ?? '' };
}

/** Whether the mark is that of a run: the beginning or the end of its id. */
export function isMarkOf(mark: string, runId: string): boolean {
  const digits = runId.replaceAll('-', '').toLowerCase();
  return digits.startsWith(mark) || digits.endsWith(mark);
}
