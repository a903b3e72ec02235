import { isDigest, readImageReference, type ImageReference } from '../references/image-reference.js';
import { isSameRepository } from '../references/render-reference.js';

/** What a tag or digest names for one platform. For an image without an index all but `configDigest` are the same. */
export interface PlatformDigests {
  readonly indexDigest: string;
  readonly manifestDigest: string;
  readonly configDigest: string;
}

export interface DigestQuestion {
  /** Of the container's image, all of them, as the engine gives them: `nginx@sha256:…`. */
  readonly repoDigests: readonly string[];
  /** What the container was made from. */
  readonly reference: ImageReference;
  /** What the registry says the tag names; null: it could not be asked. */
  readonly remote: { readonly digest: string } | null;
  /** Why `remote` is null. */
  readonly remoteReason?: string;
  /** Reads the platform's digests of what a digest names. Called only when the quick comparison does not decide. */
  readonly resolve: (digest: string) => Promise<PlatformDigests>;
  /** Of the image that the container runs: its config digest, or the digest it was pulled by with containerd’s store. */
  readonly imageId: string;
  readonly containerdImageStore: boolean;
  /** The platform's manifest that runs, where the engine knows it. */
  readonly manifestDigest?: string | null;
}

export type DigestCode =
  | 'same_digest'
  | 'same_image'
  | 'other_image'
  | 'not_from_registry'
  | 'registry_unknown'
  | 'platform_unknown';

export interface DigestComparison {
  readonly state: 'current' | 'available' | 'unknown';
  readonly code: DigestCode;
  readonly reason: string;
  /** What the tag names now. */
  readonly remoteDigest: string | null;
}

/**
 * Whether a tag names another image for this platform than the one that runs. An index with another digest alone is no
 * update: another platform or only an attestation may have changed.
 */
export async function compareDigests(question: DigestQuestion): Promise<DigestComparison> {
  const { remote, imageId } = question;
  if (remote === null) {
    return answer('registry_unknown', null, question.remoteReason ?? 'the registry was not asked');
  }
  const pulled = listPulledDigests(question);
  if (pulled.includes(remote.digest)) return answer('same_digest', remote.digest);
  const running = new Set([imageId, ...pulled, ...(isText(question.manifestDigest) ? [question.manifestDigest] : [])]);
  // With containerd’s store the id itself is the digest of an index or a manifest.
  if (running.has(remote.digest)) return answer('same_digest', remote.digest);
  const resolved = await tryResolve(question, remote.digest);
  if ('failure' in resolved) return answer('platform_unknown', remote.digest, resolved.failure);
  if (running.has(resolved.manifestDigest) || running.has(resolved.configDigest)) {
    return answer('same_image', remote.digest);
  }
  if (pulled.length === 0 && !question.containerdImageStore) return answer('not_from_registry', remote.digest);
  return compareOlder(question, { pulled, resolved, remoteDigest: remote.digest });
}

interface Older {
  readonly pulled: readonly string[];
  readonly resolved: PlatformDigests;
  readonly remoteDigest: string;
}

/**
 * An id of containerd’s store is an index and says nothing of this platform; the registry may still have that index.
 * When it does not, another image is the likelier answer, and a pull that changes nothing is found out before the stop.
 */
async function compareOlder(question: DigestQuestion, { pulled, resolved, remoteDigest }: Older) {
  const isDecided = !question.containerdImageStore || isText(question.manifestDigest);
  if (isDecided) return answer('other_image', remoteDigest);
  for (const digest of new Set([...pulled, question.imageId].filter(isDigest))) {
    const older = await tryResolve(question, digest);
    if (!('failure' in older) && older.configDigest === resolved.configDigest)
      return answer('same_image', remoteDigest);
  }
  return answer('other_image', remoteDigest);
}

const ANSWERS: Readonly<Record<DigestCode, Pick<DigestComparison, 'state' | 'reason'>>> = {
  same_digest: { state: 'current', reason: 'The tag names the digest that was pulled' },
  same_image: {
    state: 'current',
    reason: 'The tag names another index, but the same image for this platform',
  },
  other_image: { state: 'available', reason: 'The tag names another image for this platform' },
  not_from_registry: {
    state: 'unknown',
    reason: 'The image has no digest of this repository: it was built or loaded here, not pulled',
  },
  registry_unknown: { state: 'unknown', reason: 'The registry could not say what the tag names' },
  platform_unknown: { state: 'unknown', reason: 'The image of this platform could not be read' },
};

function answer(code: DigestCode, remoteDigest: string | null, detail?: string): DigestComparison {
  const { state, reason } = ANSWERS[code];
  return { state, code, reason: detail === undefined ? reason : `${reason}: ${detail}`, remoteDigest };
}

function listPulledDigests({ repoDigests, reference }: DigestQuestion): readonly string[] {
  const parsed = repoDigests.map((text) => readImageReference(text)).filter((entry) => entry !== null);
  return parsed.filter((entry) => isSameRepository(entry, reference)).flatMap(({ digest }) => digest ?? []);
}

async function tryResolve(
  { resolve }: DigestQuestion,
  digest: string,
): Promise<PlatformDigests | { readonly failure: string }> {
  try {
    return await resolve(digest);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : 'no reason was given' };
  }
}

function isText(text: string | null | undefined): text is string {
  return text !== null && text !== undefined;
}
