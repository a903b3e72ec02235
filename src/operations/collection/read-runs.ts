import type { CollectionError, CollectionRun } from '../../domain/collection/run.js';
import { CollectionErrorModel } from '../../models/collection/collection-error-model.js';
import { RunModel } from '../../models/collection/run-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { workflowLink } from '../../platform/temporal/start-workflow.js';
import type { CallContext } from '../context.js';
import { presentCollectionError, presentRun } from './present-run.js';
import type { CollectionServices } from './services.js';

/** Position in a list ordered by a time and then the id, newest first. */
export interface TimeKey {
  readonly at: string;
  readonly id: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: TimeKey | undefined;
}

function linker(services: CollectionServices): (workflowId: string) => string {
  return (id) => workflowLink(services.temporalUiUrl, services.temporal.namespace, id);
}

export async function getRun(context: CallContext, services: CollectionServices, id: string): Promise<CollectionRun> {
  const row = await RunModel.query(context.database.knex).findById(id);
  if (row === undefined) throw new MillwrightError('not_found', `There is no collection run ${id}.`);
  return presentRun(row, linker(services));
}

export interface RunFilter extends PageRequest {
  readonly state?: CollectionRun['state'] | undefined;
}

/** Runs, newest first: `limit` rows after the key. */
export async function listRuns(
  context: CallContext,
  services: CollectionServices,
  filter: RunFilter,
): Promise<CollectionRun[]> {
  const query = RunModel.query(context.database.knex)
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.state !== undefined) query.where('state', filter.state);
  if (filter.after !== undefined)
    query.whereRaw('(started_at, id) < (?::timestamptz, ?::uuid)', [filter.after.at, filter.after.id]);
  const rows = await query;
  return rows.map((row) => presentRun(row, linker(services)));
}

export interface CollectionErrorFilter extends PageRequest {
  readonly serverId?: string | undefined;
  readonly runId?: string | undefined;
  readonly class?: string | undefined;
}

/** What went wrong, newest first. */
export async function listCollectionErrors(
  context: CallContext,
  filter: CollectionErrorFilter,
): Promise<CollectionError[]> {
  const query = CollectionErrorModel.query(context.database.knex)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.serverId !== undefined) query.where('serverId', filter.serverId);
  if (filter.runId !== undefined) query.where('runId', filter.runId);
  if (filter.class !== undefined) query.where('class', filter.class);
  if (filter.after !== undefined)
    query.whereRaw('(at, id) < (?::timestamptz, ?::uuid)', [filter.after.at, filter.after.id]);
  const rows = await query;
  return rows.map(presentCollectionError);
}
