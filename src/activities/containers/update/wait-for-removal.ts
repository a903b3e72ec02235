import type { ContainerEngine } from '../../../platform/engines/engine.js';
import { EngineError } from '../../../platform/engines/engine-error.js';

const REMOVAL_TIMEOUT_MS = 60_000;

/**
 * Of a container that removes itself and was stopped: until its name and its address are free. It is often gone before
 * it can be waited for, and that is what was waited for.
 */
export async function waitForRemoval(engine: Pick<ContainerEngine, 'waitContainer'>, id: string): Promise<void> {
  try {
    await engine.waitContainer(id, { until: 'removed', timeoutMs: REMOVAL_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'not_found') throw error;
  }
}
