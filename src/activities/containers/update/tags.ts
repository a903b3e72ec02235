import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { inspectImageIfThere } from './resolve-candidate.js';
import type { HostStep } from './with-step.js';

/** Lets the user’s reference name the image; one with a digest names it already. */
export async function moveTag({ open }: HostStep, { candidate }: PlanFacts, imageId: string): Promise<void> {
  if (candidate.reference.includes('@')) return;
  const named = await inspectImageIfThere(open.engine, candidate.reference);
  if (named?.['Id'] === imageId) return;
  await open.engine.tagImage(imageId, candidate.reference);
}

/** What the reference named before, named again; what was pulled for the update goes, unless something else uses it. */
export async function putTagsBack(step: HostStep, facts: PlanFacts): Promise<Record<string, unknown>> {
  const { open, confirm } = step;
  const { candidate, taggedBefore, imageWasThere } = facts;
  const hasTag = !candidate.reference.includes('@');
  if (hasTag && candidate.pullReference !== null) {
    await confirm();
    if (taggedBefore === null) await removeIfThere(step, candidate.reference);
    else if ((await inspectImageIfThere(open.engine, taggedBefore)) !== null)
      await open.engine.tagImage(taggedBefore, candidate.reference);
  }
  if (imageWasThere || candidate.pullReference === null) return { imageRemoved: false };
  await confirm();
  return { imageRemoved: await removeIfThere(step, candidate.pullReference) };
}

/** In use by something else, or gone already: both are fine. */
async function removeIfThere({ open }: HostStep, reference: string): Promise<boolean> {
  try {
    await open.engine.removeImage(reference);
    return true;
  } catch (error) {
    if (error instanceof EngineError && (error.code === 'conflict' || error.code === 'not_found')) return false;
    throw error;
  }
}
