import type { ProposalQuestion, UpdateProposal } from '../../../../src/domain/containers/versions/proposal.js';
import { proposeUpdate } from '../../../../src/domain/containers/versions/propose-update.js';
import { parseImageReference } from '../../../../src/domain/containers/references/image-reference.js';

/** Current tag; the tags of the repository, separated by spaces; `tag kind`, or the code when nothing is proposed. */
export type Row = readonly [current: string, tags: string, expected: string];

/** The same with the policy's constraint first. */
export type ConstraintRow = readonly [constraint: string, ...row: Row];

export function propose(current: string, tags: string, more: Partial<ProposalQuestion> = {}): UpdateProposal {
  return proposeUpdate({
    current: { reference: parseImageReference(`example.org/app:${current}`) },
    tags: tags.split(' ').filter((tag) => tag !== ''),
    strategy: 'semver',
    digest: null,
    ...more,
  });
}

/** A proposal in the words of a row. */
export function describeProposal({ candidate, code }: UpdateProposal): string {
  return candidate === null ? code : `${candidate.tag} ${candidate.kind}`;
}
