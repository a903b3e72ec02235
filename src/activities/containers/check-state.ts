import type { ImagePlatform } from '../../domain/containers/discovery/resources.js';
import type { UpdateRules } from '../../domain/containers/policy.js';
import type { ImageReference } from '../../domain/containers/references/image-reference.js';
import type { ProposalQuestion, UpdateProposal } from '../../domain/containers/versions/proposal.js';
import { proposeUpdate } from '../../domain/containers/versions/propose-update.js';
import { RegistryError } from '../../platform/registries/registry-error.js';
import type { ResolvedImage } from '../../platform/registries/resolve-platform.js';
import type { RegistryQuestions } from './fresh-once.js';

export type CheckRules = Pick<UpdateRules, 'strategy' | 'constraint' | 'includePrereleases' | 'followTag'>;

/** One container’s image and what is asked about it. */
export interface ImageQuestion {
  /** As the container was made with it. */
  readonly reference: string;
  readonly imageId: string;
  /** All of the image’s: `repository@sha256:…`. */
  readonly repoDigests: readonly string[];
  /** Of the image that runs: an update has to be for the same. */
  readonly platform: ImagePlatform;
  readonly containerdImageStore: boolean;
  /** The platform’s manifest that runs, where the engine knows it. */
  readonly manifestDigest?: string | null;
  readonly rules: CheckRules;
  /** What a person has refused for this container. */
  readonly rejectedDigests: readonly string[];
  /** Asks the registry now, whatever is remembered. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What the questions to a registry brought to light on the way. */
export interface CheckState {
  readonly registries: RegistryQuestions;
  readonly question: ImageQuestion;
  readonly reference: ImageReference;
  readonly resolved: Map<string, ResolvedImage>;
  failure: RegistryError | null;
}

export function propose(
  { question, reference }: Pick<CheckState, 'question' | 'reference'>,
  known: Pick<ProposalQuestion, 'tags' | 'digest' | 'tagsReason' | 'knownDigests'>,
): UpdateProposal {
  const { strategy, constraint, includePrereleases, followTag } = question.rules;
  return proposeUpdate({
    ...known,
    current: { reference },
    strategy,
    constraint: constraint ?? undefined,
    includePrereleases,
    followTag,
    rejectedDigests: question.rejectedDigests,
  });
}

/** The image of a digest for this platform; it is kept for whoever asked for the check. */
export async function resolveDigest(state: CheckState, digest: string): Promise<ResolvedImage> {
  const { registries, question, reference } = state;
  const { registry, repository } = reference;
  try {
    const options = question.signal === undefined ? {} : { signal: question.signal };
    const image = await registries.resolvePlatform({ registry, repository, digest }, question.platform, options);
    state.resolved.set(digest, image);
    return image;
  } catch (error) {
    if (error instanceof RegistryError) state.failure = error;
    throw error;
  }
}

/** Null when the registry gave no answer; why is in the state. */
export async function ask<T>(state: CheckState, question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    state.failure = error;
    return null;
  }
}

export function optionsOf({ fresh = false, signal }: ImageQuestion): { fresh: boolean; signal?: AbortSignal } {
  return { fresh, ...(signal === undefined ? {} : { signal }) };
}
