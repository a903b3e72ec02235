import { isTag } from '../references/image-reference.js';
import { ConstraintError } from './constraint.js';
import { findByPattern } from './find-by-pattern.js';
import { findBySemver } from './find-by-semver.js';
import type { Finding } from './finding.js';
import { PatternError } from './pattern/syntax.js';
import { makeProposal, type ProposalQuestion, type UpdateProposal } from './proposal.js';

/**
 * What to update a container to, if anything. Pure: the same question has the same answer, in whatever order the tags
 * come. Never an older version, another variant, another architecture, or (unless asked for) a pre-release.
 */
export function proposeUpdate(question: ProposalQuestion): UpdateProposal {
  const { strategy, current, followTag = false } = question;
  if (strategy === 'pinned') return makeProposal('pinned_by_policy');
  const { digest, tag } = current.reference;
  if (digest !== null && !(followTag && tag !== null)) return makeProposal('pinned_by_digest', { detail: digest });
  const currentTag = tag ?? 'latest';
  if (strategy === 'digest') return proposeDigest(question, currentTag);
  if (question.tags === null) return makeProposal('tags_unknown', { detail: question.tagsReason });
  return proposeTag(question, currentTag, question.tags.filter(isTag));
}

function proposeTag(question: ProposalQuestion, currentTag: string, tags: readonly string[]): UpdateProposal {
  try {
    return proposeFinding(question, currentTag, findAccepted(question, currentTag, tags));
  } catch (error) {
    if (!(error instanceof ConstraintError) && !(error instanceof PatternError)) throw error;
    return makeProposal('bad_constraint', { detail: error.message });
  }
}

/** A tag whose digest was rejected is out; when nothing else is newer, that is the reason. */
function findAccepted(question: ProposalQuestion, currentTag: string, tags: readonly string[]): Finding {
  const find = question.strategy === 'semver' ? findBySemver : findByPattern;
  const { knownDigests = {}, rejectedDigests = [] } = question;
  const accepted = tags.filter((tag) => !rejectedDigests.includes(knownDigests[tag] ?? ''));
  const finding = find({ ...question, currentTag, tags: accepted });
  if (finding.found !== 'nothing' || accepted.length === tags.length) return finding;
  const refused = find({ ...question, currentTag, tags });
  return refused.found === 'newer' ? { found: 'nothing', why: 'rejected', detail: refused.tag } : finding;
}

function proposeFinding(question: ProposalQuestion, currentTag: string, finding: Finding): UpdateProposal {
  if (finding.found === 'newer') {
    const { tag, kind, mayBreak, nextMajor } = finding;
    const detail = `${currentTag} → ${tag}${nextMajor === null ? '' : `; ${nextMajor} is a major beside it`}`;
    return makeProposal('newer_tag', { candidate: { tag, kind, mayBreak }, nextMajor, detail });
  }
  // No newer tag: the tag itself may have been built anew.
  const rebuilt = question.digest === null ? null : proposeDigest(question, currentTag);
  if (finding.found === 'incomparable') {
    if (finding.why === 'not_matched') return makeProposal('current_not_matched', { detail: currentTag });
    return rebuilt ?? makeProposal('not_compared', { detail: currentTag });
  }
  if (rebuilt !== null && rebuilt.status !== 'current') return rebuilt;
  return makeProposal(finding.why, { detail: finding.detail });
}

function proposeDigest({ digest, rejectedDigests = [] }: ProposalQuestion, tag: string): UpdateProposal {
  if (digest === null) return makeProposal('digest_unknown', { detail: 'the registry was not asked' });
  if (digest.state === 'unknown') return makeProposal('digest_unknown', { detail: digest.reason });
  if (digest.state === 'current') return makeProposal('same_digest', { detail: digest.reason });
  if (digest.remoteDigest !== null && rejectedDigests.includes(digest.remoteDigest)) {
    return makeProposal('rejected', { detail: digest.remoteDigest });
  }
  return makeProposal('new_digest', { candidate: { tag, kind: 'digest', mayBreak: false }, detail: tag });
}
