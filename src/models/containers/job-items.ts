import type pg from 'pg';
import { toStorableJson } from '../inventory/storable.js';

/** How one host or container of a job ended. */
export interface ItemOutcome {
  readonly itemId: string;
  readonly ok: boolean;
  readonly outcome: string;
  readonly error: ItemError | null;
}

export interface ItemError {
  readonly class: string;
  readonly message: string;
  readonly remedy: string | null;
}

export interface JobSite {
  readonly jobId: string;
  readonly site: string;
}

type Queries = Pick<pg.Pool, 'query'>;

/** Items of a site that are not settled yet, in a fixed order. */
export async function listPendingItems(pool: Queries, { jobId, site }: JobSite): Promise<string[]> {
  const { rows } = await pool.query<{ item_id: string }>(
    `select item_id from container_job_items where job_id = $1 and site = $2 and state = 'pending' order by item_id`,
    [jobId, site],
  );
  return rows.map((row) => row.item_id);
}

/** Settles items that are still pending; what an earlier attempt settled stays as it is. */
export async function settleItems(pool: Queries, jobId: string, outcomes: readonly ItemOutcome[]): Promise<void> {
  await pool.query(
    `update container_job_items item
        set state = case when outcome.ok then 'succeeded' else 'failed' end, outcome = outcome.outcome,
            error = outcome.error, finished_at = now()
       from unnest($2::uuid[], $3::boolean[], $4::text[], $5::jsonb[]) as outcome (item_id, ok, outcome, error)
      where item.job_id = $1 and item.item_id = outcome.item_id and item.state = 'pending'`,
    [
      jobId,
      outcomes.map(({ itemId }) => itemId),
      outcomes.map(({ ok }) => ok),
      outcomes.map(({ outcome }) => outcome),
      outcomes.map(({ error }) => (error === null ? null : toStorableJson(error))),
    ],
  );
}

/** Settles all that is left of a site with one failure. Returns the items. */
export async function failPendingItems(pool: Queries, site: JobSite, error: ItemError): Promise<string[]> {
  const pending = await listPendingItems(pool, site);
  await settleItems(
    pool,
    site.jobId,
    pending.map((itemId) => ({ itemId, ok: false, outcome: 'failed', error })),
  );
  return pending;
}
