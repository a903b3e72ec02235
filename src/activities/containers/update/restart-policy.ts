import type { PlanMember } from '../../../domain/containers/updates/plan-facts.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import type { OpenHostEngine } from '../open-host-engine.js';

/**
 * What an engine does with a container when it starts. Podman has no such start: what it restarts after a boot is a
 * matter of units, so that an engine which cannot change the policy of a container there leaves nothing open.
 */
export async function setRestartPolicy(
  { engine, description }: Pick<OpenHostEngine, 'engine' | 'description'>,
  id: string,
  policy: PlanMember['restartPolicy'],
): Promise<void> {
  try {
    await engine.updateRestartPolicy(id, policy);
  } catch (error) {
    if (error instanceof EngineError && description.runtime === 'podman' && !error.retryable) return;
    throw error;
  }
}
