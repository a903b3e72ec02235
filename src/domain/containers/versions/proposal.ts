import type { ChangeKind } from './compare-versions.js';
import type { DigestComparison } from './compare-digests.js';
import type { ImageReference } from '../references/image-reference.js';

export type UpdateStrategy = 'digest' | 'semver' | 'pattern' | 'pinned';

export interface ProposalQuestion {
  readonly current: {
    /** As the container was made with it; both tag and digest where both were written. */
    readonly reference: ImageReference;
  };
  /** All tags of the repository; null: they could not be read. Needed by `semver` and `pattern`. */
  readonly tags: readonly string[] | null;
  /** Why `tags` is null. */
  readonly tagsReason?: string;
  readonly strategy: UpdateStrategy;
  /** `semver`: a range (`^1.2`). `pattern`: a regular expression for the whole tag. */
  readonly constraint?: string | undefined;
  /** Whether the present tag itself has moved; null: not asked. */
  readonly digest: DigestComparison | null;
  /** Pre-releases although the current one is none. */
  readonly includePrereleases?: boolean;
  /** Lets a reference of the form `tag@sha256:…` follow its tag. */
  readonly followTag?: boolean;
  /** What a person has refused; a tag stays out as long as it names one of them. */
  readonly rejectedDigests?: readonly string[];
  /** Digests that tags are known to name, to hold against `rejectedDigests`. */
  readonly knownDigests?: Readonly<Record<string, string>>;
}

export interface UpdateCandidate {
  readonly tag: string;
  readonly kind: 'digest' | ChangeKind;
  /** A major, or a minor below 1.0. */
  readonly mayBreak: boolean;
}

/** As the container's `update.status` says it. */
export type ProposalStatus = 'current' | 'available' | 'unknown' | 'held';

export interface UpdateProposal {
  readonly candidate: UpdateCandidate | null;
  readonly status: ProposalStatus;
  readonly code: ProposalCode;
  /** A sentence for people: why this, or why nothing. */
  readonly reason: string;
  /** A major that stands beside a smaller step. */
  readonly nextMajor: string | null;
}

interface ProposalRow {
  readonly status: ProposalStatus;
  readonly text: string;
}

export const PROPOSAL_CODES = {
  newer_tag: { status: 'available', text: 'A newer tag of the same variant is there' },
  new_digest: { status: 'available', text: 'The tag names another image now' },
  newest: { status: 'current', text: 'No newer tag of the same variant' },
  same_digest: { status: 'current', text: 'The tag still names this image' },
  not_compared: { status: 'current', text: 'The tag names no version, and no newer image was looked for' },
  pinned_by_policy: { status: 'held', text: 'The policy pins this container' },
  pinned_by_digest: { status: 'held', text: 'The reference is pinned to a digest' },
  rejected: { status: 'held', text: 'What is newer has been rejected' },
  outside_constraint: { status: 'current', text: 'What is newer lies outside the constraint' },
  digest_unknown: { status: 'unknown', text: 'Whether the tag has moved could not be found out' },
  tags_unknown: { status: 'unknown', text: 'The tags of the repository could not be read' },
  bad_constraint: { status: 'unknown', text: 'The constraint of the policy cannot be used' },
  current_not_matched: {
    status: 'unknown',
    text: 'The current tag does not match the pattern, so nothing can be newer',
  },
} as const satisfies Readonly<Record<string, ProposalRow>>;

export type ProposalCode = keyof typeof PROPOSAL_CODES;

export interface ProposalDetails {
  readonly candidate?: UpdateCandidate;
  readonly nextMajor?: string | null;
  readonly detail?: string | undefined;
}

export function makeProposal(code: ProposalCode, details: ProposalDetails = {}): UpdateProposal {
  const { status, text } = PROPOSAL_CODES[code];
  const detail = details.detail === undefined || details.detail === '' ? '' : `: ${details.detail}`;
  return {
    candidate: details.candidate ?? null,
    status,
    code,
    reason: `${text}${detail}`,
    nextMajor: details.nextMajor ?? null,
  };
}
