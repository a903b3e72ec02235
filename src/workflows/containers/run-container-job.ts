import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  ContainerJobActivities,
  ContainerJobPlan,
  ContainerJobResult,
  ContainerSiteActivities,
  ContainerSiteInput,
  ContainerSiteProgress,
} from '../../domain/containers/job-messages.js';
import { ACTIVITY_PROFILES, siteQueue } from '../shared/activity-profiles.js';
import { describeFailure, isUnserved } from '../shared/causes.js';

const engine = proxyActivities<ContainerJobActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

export interface ContainerJobWords {
  /** `Discovery of container hosts` */
  readonly title: string;
  /** `discovered` */
  readonly done: string;
  readonly activity: keyof ContainerSiteActivities;
}

interface SiteState {
  done: number;
  failed: number;
  problem: string | null;
}

/** Demands the job’s row, lets each site work through its items slice by slice, and closes the job. */
export async function runContainerJob(jobId: string, words: ContainerJobWords): Promise<ContainerJobResult> {
  const plan = await engine.planContainerJob({ jobId, workflowId: workflowInfo().workflowId });
  const states = new Map(plan.sites.map(({ site }) => [site, { done: 0, failed: 0, problem: null } as SiteState]));
  const show = (): void => setCurrentDetails(renderProgress(plan, words, states));
  show();
  try {
    await Promise.all([...states].map(([site, state]) => workThroughSite({ jobId, site }, words, { state, show })));
  } catch (error) {
    await CancellationScope.nonCancellable(() =>
      engine.finishContainerJob({ jobId, failure: isCancellation(error) ? 'cancelled' : describeFailure(error) }),
    );
    throw error;
  }
  const problems = [...states].flatMap(([site, { problem }]) => (problem === null ? [] : [`site ${site}: ${problem}`]));
  return engine.finishContainerJob({ jobId, ...(problems.length === 0 ? {} : { failure: problems.join('; ') }) });
}

interface Shown {
  readonly state: SiteState;
  readonly show: () => void;
}

/** A site that fails holds back no other. */
async function workThroughSite(
  input: ContainerSiteInput,
  words: ContainerJobWords,
  { state, show }: Shown,
): Promise<void> {
  const site = proxyActivities<ContainerSiteActivities>({
    ...ACTIVITY_PROFILES.hostBatch,
    taskQueue: siteQueue(input.site),
    summary: `${words.title}, site ${input.site}`,
  });
  try {
    for (let left = true; left;) {
      const progress = await site[words.activity](input);
      state.done += progress.succeeded + progress.failed;
      state.failed += progress.failed;
      left = hasMore(progress);
      show();
    }
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (isUnserved(error)) state.failed += (await engine.recordUnservedContainerSite(input)).failed;
    else state.problem = describeFailure(error);
    show();
  }
}

/** A slice that got nowhere would get nowhere again. */
function hasMore({ succeeded, failed, pending }: ContainerSiteProgress): boolean {
  return pending > 0 && succeeded + failed > 0;
}

function renderProgress(
  { sites }: ContainerJobPlan,
  words: ContainerJobWords,
  states: ReadonlyMap<string, SiteState>,
): string {
  const total = sites.reduce((sum, { items }) => sum + items, 0);
  const lines = sites.map(({ site, items }) => {
    const { done = 0, failed = 0, problem = null } = states.get(site) ?? {};
    const note = problem ?? (failed > 0 ? `${failed} failed` : '');
    return `- [${done >= items ? 'x' : ' '}] site ${site}: ${done} of ${items} ${words.done}${note === '' ? '' : ` (${note})`}`;
  });
  return [`**${words.title}: ${total}**`, ...lines].join('\n');
}
