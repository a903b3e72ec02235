import { candidateReference } from '../../domain/containers/checks/candidate-reference.js';
import type { UpdateCandidate } from '../../domain/containers/container.js';
import { readImageReference } from '../../domain/containers/references/image-reference.js';
import { compareDigests, type DigestComparison } from '../../domain/containers/versions/compare-digests.js';
import {
  makeProposal,
  type UpdateCandidate as TagCandidate,
  type UpdateProposal,
} from '../../domain/containers/versions/proposal.js';
import type { RegistryError, RegistryErrorCode } from '../../platform/registries/registry-error.js';
import type { ResolvedImage } from '../../platform/registries/resolve-platform.js';
import { ask, optionsOf, propose, resolveDigest, type CheckState, type ImageQuestion } from './check-state.js';
import type { RegistryQuestions } from './fresh-once.js';
import { findTagCandidate } from './find-tag-candidate.js';

export interface ImageCheck {
  readonly proposal: UpdateProposal;
  readonly candidate: UpdateCandidate | null;
  /** The candidate’s image for this platform. */
  readonly resolved: ResolvedImage | null;
  /** What the present tag names in the registry; null: not asked, or no answer. */
  readonly remoteDigest: string | null;
  /** The registry could not be asked: why. */
  readonly failure: RegistryError | null;
}

const NO_REPOSITORY = 'the container was made from an image id, which names no repository';
const MADE_HERE = 'the image has no digest of a repository: it was built or loaded here, not pulled';
const PINNED: ReadonlySet<string> = new Set(['pinned_by_policy', 'pinned_by_digest']);

/**
 * Whether there is something newer for a container, by its rules. A registry that does not answer is no error: the
 * proposal is `unknown` with the reason, and `failure` says why. Rejects only when `signal` aborts.
 */
export async function checkImage(registries: RegistryQuestions, question: ImageQuestion): Promise<ImageCheck> {
  const reference = readImageReference(question.reference);
  if (reference === null) return nothing(makeProposal('digest_unknown', { detail: NO_REPOSITORY }));
  const state: CheckState = { registries, question, reference, resolved: new Map(), failure: null };
  const held = propose(state, { tags: [], digest: null });
  if (PINNED.has(held.code)) return nothing(held);
  const { strategy } = question.rules;
  if (strategy === 'digest' && question.repoDigests.length === 0) {
    // Its name is told to no registry: there it could be somebody else’s.
    return nothing(makeProposal('digest_unknown', { detail: MADE_HERE }));
  }
  if (strategy !== 'digest') {
    const found = await findTagCandidate(state);
    if (found.digest !== null) return conclude(state, found.proposal, { candidateDigest: found.digest });
    if (found.proposal.status !== 'current') return conclude(state, found.proposal, {});
    const digest = await compareTag(state);
    const proposal = propose(state, { tags: found.tags, digest });
    return conclude(state, proposal, { candidateDigest: digest.remoteDigest, remoteDigest: digest.remoteDigest });
  }
  const digest = await compareTag(state);
  const proposal = propose(state, { tags: null, digest });
  return conclude(state, proposal, { candidateDigest: digest.remoteDigest, remoteDigest: digest.remoteDigest });
}

/** Whether the present tag names another image than the one that runs. */
async function compareTag(state: CheckState): Promise<DigestComparison> {
  const { registries, question, reference } = state;
  const { imageId, repoDigests, containerdImageStore, manifestDigest = null } = question;
  const tagged = { ...reference, tag: reference.tag ?? 'latest', digest: null };
  const asked = await ask(state, () => registries.head(tagged, optionsOf(question)));
  return compareDigests({
    repoDigests,
    reference,
    remote: asked === null ? null : { digest: asked.digest },
    ...(asked === null && state.failure !== null ? { remoteReason: state.failure.message } : {}),
    resolve: (digest) => resolveDigest(state, digest),
    imageId,
    containerdImageStore,
    manifestDigest,
  });
}

interface Conclusion {
  readonly candidateDigest?: string | null;
  readonly remoteDigest?: string | null;
}

function conclude(state: CheckState, proposal: UpdateProposal, found: Conclusion): ImageCheck {
  const { candidateDigest = null, remoteDigest = null } = found;
  const candidate = describeCandidate(state, proposal.candidate, candidateDigest);
  return {
    proposal,
    candidate,
    resolved: candidate === null ? null : (state.resolved.get(candidate.digest) ?? null),
    remoteDigest,
    failure: proposal.status === 'unknown' ? unlessAnswer(state.failure) : null,
  };
}

/** These say what there is; the others that nobody could say. */
const ANSWERS: ReadonlySet<RegistryErrorCode> = new Set(['not_found', 'wrong_platform']);

function unlessAnswer(failure: RegistryError | null): RegistryError | null {
  return failure === null || ANSWERS.has(failure.code) ? null : failure;
}

function describeCandidate(
  { question }: CheckState,
  candidate: TagCandidate | null,
  digest: string | null,
): UpdateCandidate | null {
  if (candidate === null || digest === null) return null;
  const { tag, kind } = candidate;
  return { reference: candidateReference(question.reference, { tag, digest }), digest, kind };
}

function nothing(proposal: UpdateProposal): ImageCheck {
  return { proposal, candidate: null, resolved: null, remoteDigest: null, failure: null };
}
