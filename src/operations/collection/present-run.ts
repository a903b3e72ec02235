import type { CollectionError, CollectionRun, CollectionSchedule } from '../../domain/collection/run.js';
import type { CollectionErrorModel } from '../../models/collection/collection-error-model.js';
import type { RunModel } from '../../models/collection/run-model.js';
import type { ScheduleModel } from '../../models/collection/schedule-model.js';

/** A run as the API shows it; `linkTo` gives the page of a workflow in the Temporal Web UI. */
export function presentRun(row: RunModel, linkTo: (workflowId: string) => string): CollectionRun {
  return {
    id: row.id,
    state: row.state,
    origin: row.origin,
    requestedBy: row.requestedBy,
    correlationId: row.correlationId,
    classes: row.classes,
    selector: row.selector,
    tickAt: row.tickAt.toISOString(),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    servers: { total: row.serversTotal, succeeded: row.serversSucceeded, failed: row.serversFailed },
    failure: row.failure,
    workflowId: row.workflowId,
    links: { temporal: linkTo(row.workflowId) },
  };
}

export function presentCollectionError(row: CollectionErrorModel): CollectionError {
  return {
    id: row.id,
    runId: row.runId,
    serverId: row.serverId,
    collector: row.collector,
    stage: row.stage,
    class: row.class,
    message: row.message,
    remedy: row.remedy,
    retryable: row.retryable,
    at: row.at.toISOString(),
  };
}

export function presentSchedule(row: ScheduleModel): CollectionSchedule {
  return {
    intervalSeconds: row.intervalSeconds,
    jitterSeconds: row.jitterSeconds,
    paused: row.paused,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}
