import type { UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import type { UpdateDependencies } from './dependencies.js';
import { createEndSteps } from './end-steps.js';
import { createPlanSteps } from './plan-steps.js';
import { createPullSteps } from './pull-steps.js';
import { createSwapSteps } from './swap-steps.js';

/** Everything of an update that reaches a host, each a step that looks before it acts. */
export function createUpdateSiteActivities(dependencies: UpdateDependencies): UpdateSiteActivities {
  return {
    ...createPlanSteps(dependencies),
    ...createPullSteps(dependencies),
    ...createSwapSteps(dependencies),
    ...createEndSteps(dependencies),
  };
}
