import type { Discovery, CreateUpdateCheck, JobKind, UpdateCheck } from '../../domain/containers/job.js';
import { containerIds } from '../../domain/containers/ids.js';
import { selectsContainer, type PolicySubject } from '../../domain/containers/policies/container-selector.js';
import { ContainerHostModel } from '../../models/containers/container-host-model.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import { insertJob } from '../../models/containers/open-job.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { startWorkflow } from '../../platform/temporal/start-workflow.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { requireSelector } from '../inventory/select-servers.js';
import { getDiscovery, getUpdateCheck } from './read-jobs.js';
import type { ContainerJobServices } from './services.js';

interface Item {
  readonly id: string;
  readonly site: string;
}

/** Looks at one container host now. Throws `not_found`. */
export async function createDiscovery(
  context: CallContext,
  services: ContainerJobServices,
  hostId: string,
): Promise<Discovery> {
  const { database } = context;
  const host = await ContainerHostModel.query(database.knex).findById(hostId);
  if (host === undefined) throw new MillwrightError('not_found', `There is no container host ${hostId}.`);
  const { rows } = await database.pool.query<Item>('select $2::uuid as id, site from servers where id = $1', [
    host.serverId,
    hostId,
  ]);
  const job = await openJob(context, services, { kind: 'discovery', items: rows, details: { hostId } });
  return getDiscovery(context, services, { hostId, id: job.id });
}

/** Checks containers for updates now: those named, those of a host, those selected, or all. */
export async function createUpdateCheck(
  context: CallContext,
  services: ContainerJobServices,
  input: CreateUpdateCheck,
): Promise<UpdateCheck> {
  const items = await findContainers(context.database, input);
  const { hostId = null, selector = null } = input;
  const details = { hostId, selector, containers: items.length };
  const job = await openJob(context, services, { kind: 'update_check', items, details });
  return getUpdateCheck(context, services, job.id);
}

interface NewWork {
  readonly kind: JobKind;
  readonly items: readonly Item[];
  readonly details: Readonly<Record<string, unknown>>;
}

const WORK = {
  discovery: {
    workflowId: containerIds.discovery,
    action: 'container_discovery.requested',
    subject: 'container_discovery',
  },
  update_check: { workflowId: containerIds.check, action: 'update_check.requested', subject: 'update_check' },
} as const satisfies Record<JobKind, object>;

/** The row is written first: it is the intent that the workflow demands. */
async function openJob(
  context: CallContext,
  { temporal }: ContainerJobServices,
  work: NewWork,
): Promise<ContainerJobModel> {
  const { kind, items, details } = work;
  const { workflowId, action, subject } = WORK[kind];
  const { actor, correlationId } = context;
  const job = await context.database.knex.transaction(async (trx) => {
    const row = await insertJob({ kind, requestedBy: actor.id, correlationId, workflowId, items }, trx);
    await recordAudit(trx, context, { action, subject: { type: subject, id: row.id }, details });
    return row;
  });
  try {
    await startJobWorkflow(temporal, job);
  } catch (error) {
    await ContainerJobModel.query(context.database.knex)
      .findById(job.id)
      .patch({ state: 'failed', finishedAt: new Date(), failure: 'the workflow could not be started' });
    throw error;
  }
  return job;
}

/** Starts the workflow of a job whose row is written; joins it when it is open already. */
export async function startJobWorkflow(temporal: TemporalConnection, job: ContainerJobModel): Promise<void> {
  const isDiscovery = job.kind === 'discovery';
  const total = job.counts['total'] ?? 0;
  await startWorkflow(temporal, {
    workflowType: isDiscovery ? 'discoverContainers' : 'checkUpdates',
    workflowId: job.workflowId,
    input: { jobId: job.id },
    domain: 'containers',
    requestedBy: job.requestedBy,
    correlationId: job.correlationId,
    summary: isDiscovery ? `Discovery of ${total} container host(s)` : `Update check of ${total} container(s)`,
    whenRunning: 'join',
  });
}

interface Candidate extends PolicySubject {
  readonly id: string;
}

const READ_CANDIDATES = `
  select container.id, container.name, container.image_reference as image, host.id as host, server.name as server,
         server.site, container.compose_project as project, container.compose_service as service, host.runtime,
         container.labels
    from containers container
    join container_hosts host on host.id = container.host_id
    join servers server on server.id = host.server_id
   where container.gone_at is null and container.aside_of is null
     and ($1::uuid[] is null or container.id = any($1::uuid[])) and ($2::uuid is null or host.id = $2::uuid)
   order by server.site, container.id`;

/** What was asked for by id has to be there; what is selected may be nothing. */
async function findContainers(database: Database, input: CreateUpdateCheck): Promise<Item[]> {
  const { containerIds: ids, hostId, selector } = input;
  const terms = selector === undefined ? [] : requireSelector(selector);
  const { rows } = await database.pool.query<Candidate>(READ_CANDIDATES, [ids ?? null, hostId ?? null]);
  if (ids !== undefined) requireAll(ids, rows);
  return rows.filter((row) => selectsContainer(terms, row)).map(({ id, site }) => ({ id, site }));
}

function requireAll(ids: readonly string[], rows: readonly Item[]): void {
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id.toLowerCase()));
  if (missing.length === 0) return;
  throw new MillwrightError(
    'not_found',
    `There is no such container on that host now: ${missing.slice(0, 5).join(', ')}.`,
  );
}
