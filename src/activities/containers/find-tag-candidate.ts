import { makeProposal, type UpdateProposal } from '../../domain/containers/versions/proposal.js';
import { RegistryError } from '../../platform/registries/registry-error.js';
import { ask, optionsOf, propose, resolveDigest, type CheckState } from './check-state.js';

export interface TagFinding {
  readonly proposal: UpdateProposal;
  /** What the candidate’s tag names; null: there is no candidate. */
  readonly digest: string | null;
  /** Tags that were considered. */
  readonly tags: readonly string[];
}

/** Tags that turn out to be of no use, one after another: more than this is no accident. */
const MAX_CANDIDATES = 10;

/**
 * The newest tag that the rules allow, that nobody has rejected, and that has an image for this platform. Only what is
 * proposed is asked about, so that a repository of a thousand tags costs no more than one of three.
 */
export async function findTagCandidate(state: CheckState): Promise<TagFinding> {
  const { registries, question, reference } = state;
  const listed = await ask(state, () => registries.listTags(reference, optionsOf(question)));
  if (listed === null) {
    const tagsReason = state.failure?.message ?? '';
    return { proposal: propose(state, { tags: null, tagsReason, digest: null }), digest: null, tags: [] };
  }
  const tags = new Set(listed.tags);
  const knownDigests: Record<string, string> = {};
  for (let round = 0; round < MAX_CANDIDATES; round += 1) {
    const proposal = propose(state, { tags: [...tags], digest: null, knownDigests });
    const tag = proposal.candidate?.tag;
    if (tag === undefined) return { proposal, digest: null, tags: [...tags] };
    const verdict = await lookAtTag(state, tag);
    if ('problem' in verdict)
      return { proposal: makeProposal('tags_unknown', verdict.problem), digest: null, tags: [] };
    if (verdict.digest === null) tags.delete(tag);
    else if (question.rejectedDigests.includes(verdict.digest)) knownDigests[tag] = verdict.digest;
    else return { proposal, digest: verdict.digest, tags: [...tags] };
  }
  const detail = `${MAX_CANDIDATES} newer tags were rejected, deleted or built for other platforms`;
  return { proposal: makeProposal('tags_unknown', { detail }), digest: null, tags: [] };
}

type Verdict = { readonly digest: string | null } | { readonly problem: { readonly detail: string } };

/** Null: the tag names nothing that runs here. */
async function lookAtTag(state: CheckState, tag: string): Promise<Verdict> {
  const { registries, question, reference } = state;
  const { registry, repository } = reference;
  try {
    const { digest } = await registries.head({ registry, repository, tag }, optionsOf(question));
    if (!question.rejectedDigests.includes(digest)) await resolveDigest(state, digest);
    return { digest };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.code === 'wrong_platform' || error.code === 'not_found') return { digest: null };
    state.failure = error;
    return { problem: { detail: error.message } };
  }
}
