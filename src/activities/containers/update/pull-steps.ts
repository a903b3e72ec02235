import type { UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import { parseImageReference } from '../../../domain/containers/references/image-reference.js';
import { imageIdOf } from './read-inspect.js';
import type { UpdateDependencies } from './dependencies.js';
import { inspectIfThere } from './read-members.js';
import { inspectImageIfThere } from './resolve-candidate.js';
import { saveConfig } from './save-config.js';
import { UpdateError } from './update-error.js';
import { requirePlan, withStep, type HostStep } from './with-step.js';

const PROGRESS_MS = 2_000;

export function createPullSteps(
  dependencies: UpdateDependencies,
): Pick<UpdateSiteActivities, 'pullImage' | 'backUpContainer'> {
  return {
    pullImage: withStep(dependencies, 'pull', pullImage),
    backUpContainer: withStep(dependencies, 'backup', saveConfig),
  };
}

/**
 * Brings exactly the approved digest to the host. The tag is moved later, right before the new container is made, so
 * that an update which ends here leaves the host’s names as they were.
 */
async function pullImage(step: HostStep) {
  const facts = requirePlan(step);
  const { candidate } = facts;
  const pulled = candidate.pullReference === null ? null : await pull(step, candidate.pullReference);
  const image = await findCandidateImage(step, facts);
  const [target] = facts.members;
  const container = await inspectIfThere(step.open.engine, target?.id ?? '');
  const unchanged = container !== null && imageIdOf(container) === image;
  return {
    evidence: { reference: candidate.reference, digest: candidate.digest, imageId: image, unchanged, ...pulled },
    result: { unchanged },
  };
}

async function pull(step: HostStep, reference: string): Promise<{ seconds: number }> {
  const { open, dependencies, signal, beat, confirm } = step;
  const startedAt = performance.now();
  const { registry } = parseImageReference(reference);
  const login = await dependencies.loginFor(registry);
  let told = 0;
  await confirm();
  await open.engine.pullImage({
    reference,
    login,
    signal,
    onProgress: (progress) => {
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      beat(progress);
    },
  });
  return { seconds: Math.round((performance.now() - startedAt) / 100) / 10 };
}

/** The image on the host that the plan speaks of; what was pulled has to be exactly that. */
export async function findCandidateImage({ open }: Pick<HostStep, 'open'>, facts: PlanFacts): Promise<string> {
  const { candidate } = facts;
  const reference = candidate.pullReference ?? candidate.imageIds[0] ?? candidate.reference;
  const image = await inspectImageIfThere(open.engine, reference);
  if (image === null) throw new UpdateError('not_ready', `${reference} is not on the host.`);
  const id = String(image['Id']);
  const digests = Array.isArray(image['RepoDigests']) ? image['RepoDigests'].map(String) : [];
  const isIt =
    candidate.imageIds.includes(id) ||
    (candidate.digest !== null && digests.some((entry) => entry.endsWith(`@${candidate.digest ?? ''}`)));
  if (isIt) return id;
  throw new UpdateError('digest_mismatch', `${reference} is ${id} on the host, which is not what was approved.`);
}
