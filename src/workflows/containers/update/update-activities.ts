import { proxyActivities } from '@temporalio/workflow';
import type { UpdateEngineActivities, UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import { ACTIVITY_PROFILES, siteQueue } from '../../shared/activity-profiles.js';

export const engine = proxyActivities<UpdateEngineActivities>({
  ...ACTIVITY_PROFILES.humanDecision,
  summary: 'Record',
});

/** The same activities under the limits that fit what they do at that point. */
export interface SiteActivities {
  /** Looks and decides. */
  readonly look: UpdateSiteActivities;
  /** Changes what can be taken back by itself. */
  readonly step: UpdateSiteActivities;
  /** Moves much data. */
  readonly transfer: UpdateSiteActivities;
  /** Between the stop and the service’s return. */
  readonly back: UpdateSiteActivities;
}

export function siteActivities(site: string): SiteActivities {
  const taskQueue = siteQueue(site);
  const { hostStep, hostTransfer, hostReturn } = ACTIVITY_PROFILES;
  return {
    look: proxyActivities<UpdateSiteActivities>({ ...hostStep, taskQueue, summary: 'Look' }),
    step: proxyActivities<UpdateSiteActivities>({ ...hostStep, taskQueue, summary: 'Prepare' }),
    transfer: proxyActivities<UpdateSiteActivities>({ ...hostTransfer, taskQueue, summary: 'Transfer' }),
    back: proxyActivities<UpdateSiteActivities>({ ...hostReturn, taskQueue, summary: 'Change over' }),
  };
}
