import { parseTag } from '../../../domain/containers/versions/parse-tag.js';
import { classifyChange, compareVersions } from '../../../domain/containers/versions/compare-versions.js';
import { readImageReference, withDefaultTag } from '../../../domain/containers/references/image-reference.js';
import { isSameRepository } from '../../../domain/containers/references/render-reference.js';
import type { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import type { EngineDescription, EngineObject, ContainerEngine } from '../../../platform/engines/engine.js';
import { checkContainer, platformOf } from '../check-container.js';
import { readImagePlatform } from '../read-host.js';
import { imageIdOf, imageReferenceOf } from './read-inspect.js';
import { inspectImageIfThere, resolveCandidate, type Candidate } from './resolve-candidate.js';
import type { UpdateDependencies } from './dependencies.js';
import { UpdateError } from './update-error.js';

export interface ChangeQuestion {
  readonly dependencies: Pick<UpdateDependencies, 'registries' | 'database'>;
  readonly engine: ContainerEngine;
  readonly description: EngineDescription;
  readonly run: UpdateRunModel;
  readonly target: EngineObject;
  /** Goes to this reference whatever the rules propose: asked for, or approved before. */
  readonly reference: string | null;
  readonly signal: AbortSignal;
}

export type Change =
  | { readonly candidate: Candidate; readonly unchanged: null }
  /** Why there is nothing to do. */
  | { readonly candidate: null; readonly unchanged: string };

/** Which image the container is to go to: the one asked for, or what its rules propose. */
export async function findChange(question: ChangeQuestion): Promise<Change> {
  const wanted = question.reference ?? (await findLocalChange(question));
  const proposed = wanted === null ? await propose(question) : { reference: wanted, unchanged: null };
  if (proposed.unchanged !== null) return { candidate: null, unchanged: proposed.unchanged };
  const { engine, description, target, dependencies, signal } = question;
  const oldImage = await inspectImageIfThere(engine, imageIdOf(target));
  const platform = (oldImage === null ? null : readImagePlatform(oldImage)) ?? platformOf(description);
  const candidate = await resolveCandidate({
    engine,
    registries: dependencies.registries,
    reference: proposed.reference,
    kind: classifyReferences(imageReferenceOf(target), proposed.reference),
    platform,
    signal,
  });
  if (candidate.imageIds.includes(imageIdOf(target))) {
    return { candidate: null, unchanged: `${proposed.reference} is the image that runs already` };
  }
  return { candidate, unchanged: null };
}

/** An image that was built on the host: its name means another one now than when the container was made. */
async function findLocalChange({ engine, target }: ChangeQuestion): Promise<string | null> {
  const reference = imageReferenceOf(target);
  const image = await inspectImageIfThere(engine, reference);
  if (image === null || image['Id'] === imageIdOf(target)) return null;
  const digests = image['RepoDigests'];
  return Array.isArray(digests) && digests.length > 0 ? null : reference;
}

async function propose(
  question: ChangeQuestion,
): Promise<{ reference: string; unchanged: null } | { reference: null; unchanged: string }> {
  const { dependencies, engine, description, run, target, signal } = question;
  const { rows } = await dependencies.database.pool.query<{ digest: string }>(
    'select digest from update_rejections where container_id = $1',
    [run.containerId],
  );
  const { proposal, candidate, failure, remoteDigest } = await checkContainer(dependencies.registries, {
    engine,
    description,
    inspect: target,
    rules: run.policy,
    rejectedDigests: rows.map(({ digest }) => digest),
    fresh: true,
    signal,
  });
  if (candidate !== null) return { reference: candidate.reference, unchanged: null };
  if (failure?.retryable === true) throw failure;
  // The tag names something that could not be read for this host: to be asked for by itself, it says what is wrong.
  if (remoteDigest !== null && proposal.status === 'unknown')
    return { reference: imageReferenceOf(target), unchanged: null };
  if (proposal.status !== 'unknown') return { reference: null, unchanged: proposal.reason };
  throw new UpdateError('image_unknown', proposal.reason);
}

/** How far the step is, by the tags; `other` where they cannot be compared, or where it goes back. */
export function classifyReferences(from: string, to: string): Candidate['kind'] {
  const [a, b] = [readImageReference(from), readImageReference(to)];
  if (a === null || b === null || !isSameRepository(a, b)) return 'other';
  const [fromTag, toTag] = [withDefaultTag(a).tag, withDefaultTag(b).tag];
  if (fromTag === toTag) return 'digest';
  const [older, newer] = [parseTag(fromTag ?? ''), parseTag(toTag ?? '')];
  if (older === null || newer === null || older.family !== newer.family) return 'other';
  return compareVersions(older, newer) <= 0 ? classifyChange(older, newer) : 'other';
}
