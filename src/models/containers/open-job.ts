import type { Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import { ContainerJobModel } from './container-job-model.js';

export interface NewJob {
  readonly id?: string;
  readonly kind: ContainerJobModel['kind'];
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly workflowId: (jobId: string) => string;
  /** Default: now. */
  readonly startedAt?: Date;
  /** Hosts or containers, with the sites that reach them. */
  readonly items: readonly { readonly id: string; readonly site: string }[];
}

/** Writes the intent row of a job and its items. */
export async function insertJob(job: NewJob, trx: Transaction): Promise<ContainerJobModel> {
  const id = job.id ?? newId();
  const { kind, requestedBy, correlationId, items, startedAt = new Date() } = job;
  const row = await ContainerJobModel.query(trx)
    .insert({
      id,
      kind,
      state: 'running',
      requestedBy,
      correlationId,
      workflowId: job.workflowId(id),
      startedAt,
      counts: { total: items.length },
    })
    .returning('*');
  await trx.raw(
    `insert into container_job_items (job_id, item_id, site)
     select ?, item.id, item.site from unnest(?::uuid[], ?::text[]) as item (id, site)`,
    [id, items.map((item) => item.id), items.map((item) => item.site)],
  );
  return row;
}
