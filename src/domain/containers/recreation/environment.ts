import { isSame, readText, readTexts } from './engine-json.js';
import { keyOfEntry, pickOwnEntries } from './three-way.js';
import type { Subject } from './subject.js';

/** Podman writes these into every container's environment, and inspect shows them among the user's. */
const PODMAN_ENTRIES: ReadonlySet<string> = new Set(['TERM=xterm', 'container=podman', 'container=oci']);

/**
 * Podman adds HOSTNAME and, when the container starts, HOME. The first is told by its value. The second looks like a
 * user's, and is the same again as long as both images run as the same user: then it may stay.
 */
function isMadeByPodman(entry: string, { config, oldConfig, newConfig }: Subject): boolean {
  if (PODMAN_ENTRIES.has(entry) || entry === `HOSTNAME=${readText(config['Hostname'])}`) return true;
  const followsImage = isSame(config['User'], oldConfig['User']) && !isSame(oldConfig['User'], newConfig['User']);
  return keyOfEntry(entry) === 'HOME' && followsImage;
}

/** The environment as somebody gave it, image's and user's together. */
export function readEnvironment(subject: Subject): readonly string[] {
  const entries = readTexts(subject.config['Env']);
  if (!subject.isPodman) return entries;
  const inherited = new Set(readTexts(subject.oldConfig['Env']));
  return entries.filter((entry) => inherited.has(entry) || !isMadeByPodman(entry, subject));
}

export function planEnvironment(subject: Subject): readonly string[] {
  const own = pickOwnEntries(readEnvironment(subject), subject.oldConfig['Env']);
  // Podman does not know the entry that takes one away.
  return subject.isPodman ? own.filter((entry) => entry.includes('=')) : own;
}
