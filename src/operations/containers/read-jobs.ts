import type { Discovery, JobKind, UpdateCheck } from '../../domain/containers/job.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { workflowLink } from '../../platform/temporal/start-workflow.js';
import type { PageRequest } from '../collection/read-runs.js';
import type { CallContext } from '../context.js';
import type { ContainerJobServices } from './services.js';

/** A discovery of one host. Throws `not_found` for one of another host. */
export async function getDiscovery(
  context: CallContext,
  services: ContainerJobServices,
  { hostId, id }: { readonly hostId: string; readonly id: string },
): Promise<Discovery> {
  const [row] = await query(context.database, 'discovery').where({ id }).whereRaw(OF_HOST, [hostId]);
  if (row === undefined) throw new MillwrightError('not_found', `Container host ${hostId} has no discovery ${id}.`);
  const [discovery] = await presentDiscoveries(context.database, services, [row]);
  return discovery as Discovery;
}

const OF_HOST = 'exists (select from container_job_items where job_id = container_jobs.id and item_id = ?::uuid)';

export interface DiscoveryFilter extends PageRequest {
  readonly hostId: string;
}

/** Discoveries of a host, newest first. */
export async function listDiscoveries(
  context: CallContext,
  services: ContainerJobServices,
  filter: DiscoveryFilter,
): Promise<Discovery[]> {
  const rows = await page(query(context.database, 'discovery').whereRaw(OF_HOST, [filter.hostId]), filter);
  return presentDiscoveries(context.database, services, rows);
}

export async function getUpdateCheck(
  context: CallContext,
  services: ContainerJobServices,
  id: string,
): Promise<UpdateCheck> {
  const [row] = await query(context.database, 'update_check').where({ id });
  if (row === undefined) throw new MillwrightError('not_found', `There is no update check ${id}.`);
  const [check] = await presentChecks(context.database, services, [row]);
  return check as UpdateCheck;
}

export interface CheckFilter extends PageRequest {
  readonly state?: UpdateCheck['state'] | undefined;
}

/** Update checks, newest first. */
export async function listUpdateChecks(
  context: CallContext,
  services: ContainerJobServices,
  filter: CheckFilter,
): Promise<UpdateCheck[]> {
  const jobs = query(context.database, 'update_check');
  if (filter.state !== undefined) jobs.where('state', filter.state);
  return presentChecks(context.database, services, await page(jobs, filter));
}

function query(database: Database, kind: JobKind) {
  return ContainerJobModel.query(database.knex).where({ kind });
}

async function page(jobs: ReturnType<typeof query>, { limit, after }: PageRequest): Promise<ContainerJobModel[]> {
  jobs.orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(limit);
  if (after !== undefined) jobs.whereRaw('(started_at, id) < (?::timestamptz, ?::uuid)', [after.at, after.id]);
  return jobs;
}

type Rows = readonly ContainerJobModel[];

async function presentDiscoveries(
  database: Database,
  services: ContainerJobServices,
  rows: Rows,
): Promise<Discovery[]> {
  const facts = await readFacts(database, rows);
  return rows.map((row) => {
    const { total, succeeded, failed } = facts.counts(row.id);
    return { ...presentJob(row, services, facts), hosts: { total, succeeded, failed } };
  });
}

async function presentChecks(database: Database, services: ContainerJobServices, rows: Rows): Promise<UpdateCheck[]> {
  const facts = await readFacts(database, rows);
  return rows.map((row) => {
    const { total, succeeded, failed, current, available, held, unknown } = facts.counts(row.id);
    const containers = { total, checked: succeeded + failed, current, available, held, unknown, failed };
    return { ...presentJob(row, services, facts), containers };
  });
}

function presentJob(row: ContainerJobModel, services: ContainerJobServices, facts: Facts) {
  return {
    id: row.id,
    state: row.state,
    requestedBy: row.requestedBy,
    correlationId: row.correlationId,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    failures: facts.failures(row.id),
    failure: row.failure,
    workflowId: row.workflowId,
    links: { temporal: workflowLink(services.temporalUiUrl, services.temporal.namespace, row.workflowId) },
  };
}

interface Counts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly current: number;
  readonly available: number;
  readonly held: number;
  readonly unknown: number;
}

interface Facts {
  counts(jobId: string): Counts;
  failures(jobId: string): Discovery['failures'];
}

const NONE: Counts = { total: 0, succeeded: 0, failed: 0, current: 0, available: 0, held: 0, unknown: 0 };

// Counted from the items, so that a job under way shows how far it is.
const COUNT = `
  select job_id, count(*)::int as total, (count(*) filter (where state = 'succeeded'))::int as succeeded,
         (count(*) filter (where state = 'failed'))::int as failed,
         (count(*) filter (where outcome = 'current'))::int as current,
         (count(*) filter (where outcome = 'available'))::int as available,
         (count(*) filter (where outcome = 'held'))::int as held,
         (count(*) filter (where outcome in ('unknown', 'failed')))::int as unknown
    from container_job_items where job_id = any($1::uuid[]) group by job_id`;

const FAILURES = `
  select item.job_id, item.item_id as id, coalesce(container.name, server.name) as name, item.error ->> 'class' as class,
         item.error ->> 'message' as message, item.error ->> 'remedy' as remedy
    from unnest($1::uuid[]) as job (id)
    cross join lateral (
      select * from container_job_items where job_id = job.id and state = 'failed' order by item_id limit 50
    ) item
    left join containers container on container.id = item.item_id
    left join container_hosts host on host.id = item.item_id
    left join servers server on server.id = host.server_id
   order by item.item_id`;

async function readFacts(database: Database, rows: Rows): Promise<Facts> {
  const ids = rows.map(({ id }) => id);
  const counted = await database.pool.query<Counts & { job_id: string }>(COUNT, [ids]);
  const failed = await database.pool.query<Discovery['failures'][number] & { job_id: string }>(FAILURES, [ids]);
  const counts = new Map(counted.rows.map((row) => [row.job_id, row]));
  return {
    counts: (jobId) => counts.get(jobId) ?? NONE,
    failures: (jobId) =>
      failed.rows
        .filter((row) => row.job_id === jobId)
        .map(({ id, name, class: class_, message, remedy }) => ({ id, name, class: class_, message, remedy })),
  };
}
