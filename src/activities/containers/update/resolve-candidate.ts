import {
  readImageReference,
  withDefaultTag,
  type ImageReference,
} from '../../../domain/containers/references/image-reference.js';
import { renderReference, renderRepository } from '../../../domain/containers/references/render-reference.js';
import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import type { Platform } from '../../../platform/registries/platform.js';
import type { RegistryClient } from '../../../platform/registries/registry-client.js';
import { RegistryError } from '../../../platform/registries/registry-error.js';
import { UpdateError } from './update-error.js';

export type Candidate = PlanFacts['candidate'];

export interface CandidateQuestion {
  readonly engine: ContainerEngine;
  readonly registries: RegistryClient;
  /** As the new container is to name its image. */
  readonly reference: string;
  readonly kind: Candidate['kind'];
  /** Of the image that runs now: another architecture is no update. */
  readonly platform: Platform;
  readonly signal: AbortSignal;
}

/**
 * The exact image that a reference means for this host: what is approved, pulled and run is this digest. Where no
 * registry knows it, an image of that name on the host counts, as one that was built there.
 */
export async function resolveCandidate(question: CandidateQuestion): Promise<Candidate> {
  const { registries, platform, signal } = question;
  const parsed = readImageReference(question.reference);
  if (parsed === null) {
    throw new UpdateError('reference_invalid', `${JSON.stringify(question.reference)} names no image.`);
  }
  const target = withDefaultTag(parsed);
  try {
    const { digest } = target.digest === null ? await registries.head(target, { fresh: true, signal }) : target;
    const resolved = await registries.resolvePlatform({ ...target, digest: digest ?? null }, platform, { signal });
    return {
      reference: question.reference,
      pullReference: `${renderRepository(target)}@${digest ?? resolved.indexDigest}`,
      digest: digest ?? resolved.indexDigest,
      imageIds: [...new Set([resolved.configDigest, resolved.manifestDigest, resolved.indexDigest])],
      kind: question.kind,
      downloadBytes: resolved.downloadBytes,
    };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.code === 'wrong_platform') throw new UpdateError('wrong_platform', error.message);
    return findOnHost(question, target, error);
  }
}

async function findOnHost(
  question: CandidateQuestion,
  target: ImageReference,
  cause: RegistryError,
): Promise<Candidate> {
  const image = await inspectImageIfThere(question.engine, question.reference);
  const isMade = image !== null && !hasDigestOf(image, target);
  if (image !== null && isMade) {
    return {
      reference: question.reference,
      pullReference: null,
      digest: null,
      imageIds: [String(image['Id'])],
      kind: question.kind,
      downloadBytes: 0,
    };
  }
  // What may come back is tried again by Temporal; a name that nobody knows is said at once.
  if (cause.retryable) throw cause;
  throw new UpdateError('image_unknown', `${renderReference(target)} could not be resolved: ${cause.message}`);
}

/** Pulled from there once: then the registry has the say, also when it is away. */
function hasDigestOf(image: EngineObject, target: ImageReference): boolean {
  const digests = Array.isArray(image['RepoDigests']) ? image['RepoDigests'] : [];
  return digests.some((entry) => {
    const parsed = typeof entry === 'string' ? readImageReference(entry) : null;
    return parsed !== null && parsed.registry === target.registry && parsed.repository === target.repository;
  });
}

export async function inspectImageIfThere(engine: ContainerEngine, reference: string): Promise<EngineObject | null> {
  return engine.inspectImage(reference).catch((error: unknown) => {
    if (error instanceof EngineError && (error.code === 'not_found' || error.code === 'bad_request')) return null;
    throw error;
  });
}
