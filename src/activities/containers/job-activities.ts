import {
  scheduledJobIds,
  type ContainerJobActivities,
  type ContainerJobPlan,
  type ContainerJobResult,
  type ContainerSiteInput,
} from '../../domain/containers/job-messages.js';
import type { JobKind } from '../../domain/containers/job.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import { failPendingItems } from '../../models/containers/job-items.js';
import { insertJob } from '../../models/containers/open-job.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import { REMOTE_ERRORS } from '../../platform/ssh/remote-errors.js';

/** The database steps of discoveries and update checks. Each looks before it acts: repeating one changes nothing. */
export function createContainerJobActivities({ database }: { readonly database: Database }): ContainerJobActivities {
  return {
    openScheduledContainerJob: ({ kind, scheduledAt }) => openScheduledJob(database, kind, new Date(scheduledAt)),
    planContainerJob: (input) => planJob(database, input),
    recordUnservedContainerSite: (input) => recordUnserved(database, input),
    finishContainerJob: ({ jobId, failure }) => finishJob(database, jobId, failure ?? null),
  };
}

const SCHEDULED_BY = 'schedule:containers';
/** What is looked at every five minutes needs no long memory; what was found is kept elsewhere. */
const SCHEDULED_DAYS = 7;

const ITEMS: Readonly<Record<JobKind, string>> = {
  discovery: `select host.id, server.site from container_hosts host join servers server on server.id = host.server_id
    where host.runtime <> 'kubernetes' order by server.site, host.id`,
  update_check: `select container.id, server.site
      from containers container join container_hosts host on host.id = container.host_id
           join servers server on server.id = host.server_id
     where container.gone_at is null and container.aside_of is null order by server.site, container.id`,
};

async function openScheduledJob(database: Database, kind: JobKind, scheduledAt: Date): Promise<{ jobId?: string }> {
  return database.knex.transaction(async (trx) => {
    // A repeated activity finds the job of the same tick.
    await trx.raw('select pg_advisory_xact_lock(724030)');
    const tick = { kind, requestedBy: SCHEDULED_BY, startedAt: scheduledAt };
    const found = await ContainerJobModel.query(trx).findOne(tick);
    if (found !== undefined) return found.state === 'running' ? { jobId: found.id } : {};
    await forgetOldJobs(trx, kind);
    const { rows: items } = await trx.raw<{ rows: { id: string; site: string }[] }>(ITEMS[kind]);
    if (items.length === 0) return {};
    const id = newId();
    const workflowId = (): string => scheduledJobIds[kind].run;
    await insertJob({ ...tick, id, correlationId: id, workflowId, items }, trx);
    return { jobId: id };
  });
}

async function forgetOldJobs(trx: Transaction, kind: JobKind): Promise<void> {
  await ContainerJobModel.query(trx)
    .delete()
    .where({ kind, requestedBy: SCHEDULED_BY })
    .where('startedAt', '<', new Date(Date.now() - SCHEDULED_DAYS * 86_400_000));
}

/** Demands the intent row: what was started past our operations has none and does not act. */
async function planJob(
  database: Database,
  input: { readonly jobId: string; readonly workflowId: string },
): Promise<ContainerJobPlan> {
  const job = await ContainerJobModel.query(database.knex).findById(input.jobId);
  if (job === undefined || job.workflowId !== input.workflowId || job.state !== 'running') {
    throw new MillwrightError(
      'intent_missing',
      `Workflow ${input.workflowId} has no open job of its own: it was not started through Millwright, or its job has ended. Nothing was done.`,
    );
  }
  const { rows } = await database.pool.query<{ site: string; items: number }>(
    'select site, count(*)::int as items from container_job_items where job_id = $1 group by site order by site',
    [job.id],
  );
  return { jobId: job.id, sites: rows };
}

/** Every host or container of a site that no worker took is told so. */
async function recordUnserved(database: Database, input: ContainerSiteInput): Promise<{ failed: number }> {
  const { remedy } = REMOTE_ERRORS.site_unserved;
  const message = `No worker took the work of site ${input.site} within 45 s.`;
  const failed = await failPendingItems(database.pool, input, { class: 'site_unserved', message, remedy });
  // The ids are those of hosts in a discovery: they are then no containers.
  await database.pool.query(
    `update containers set update_status = 'unknown', update_candidate = null, update_reason = $2, update_checked_at = now()
      where id = any($1::uuid[])`,
    [failed, message],
  );
  return { failed: failed.length };
}

/** Counts what the sites wrote and closes the job. A job that is closed stays as it is. */
async function finishJob(database: Database, jobId: string, failure: string | null): Promise<ContainerJobResult> {
  await database.pool.query(
    `update container_jobs job
        set state = case when $2::text is null then 'completed' else 'failed' end, finished_at = now(), failure = $2,
            counts = counted.counts
       from (select jsonb_build_object('total', count(*), 'succeeded', count(*) filter (where state = 'succeeded'),
                                       'failed', count(*) filter (where state <> 'succeeded'))
                    || jsonb_build_object('current', count(*) filter (where outcome = 'current'),
                                          'available', count(*) filter (where outcome = 'available'),
                                          'held', count(*) filter (where outcome = 'held'),
                                          'unknown', count(*) filter (where outcome is null or outcome in ('unknown', 'failed'))) as counts
               from container_job_items where job_id = $1) counted
      where job.id = $1 and job.state = 'running'`,
    [jobId, failure],
  );
  const job = await ContainerJobModel.query(database.knex).findById(jobId).throwIfNotFound();
  return { jobId, counts: job.counts };
}
