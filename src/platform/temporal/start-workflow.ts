import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { TypedSearchAttributes, type SearchAttributePair } from '@temporalio/common';
import { MillwrightError } from '../errors/millwright-error.js';
import type { TemporalConnection } from './connection.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';

/** Task queue of workflows and of activities that touch only the database. Sites have queues of their own names. */
export const ENGINE_QUEUE = 'engine';

/** The queue of everything that reaches a site's hosts. */
export function siteQueue(site: string): string {
  return `site-${site}`;
}

export interface StartRequest {
  readonly workflowType: string;
  /** The id is the lock: two open runs of one id cannot be. */
  readonly workflowId: string;
  /** Plain JSON: ids and facts only. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly domain: string;
  readonly requestedBy: string;
  readonly correlationId: string;
  /** One line for lists of the Web UI. */
  readonly summary: string;
  /** Markdown for the workflow's page of the Web UI. */
  readonly details?: string;
  /** What to do when that id is open: human commands fail (409), reconciling ones join the running one. */
  readonly whenRunning: 'fail' | 'join';
  readonly attributes?: readonly SearchAttributePair[];
}

/** Starts a workflow with the house's memo and search attributes. Returns whether this call started it. */
export async function startWorkflow(temporal: TemporalConnection, request: StartRequest): Promise<boolean> {
  const options: WorkflowStartOptions = {
    taskQueue: ENGINE_QUEUE,
    workflowId: request.workflowId,
    args: [request.input],
    memo: { correlationId: request.correlationId, requestedBy: request.requestedBy },
    staticSummary: request.summary,
    ...(request.details === undefined ? {} : { staticDetails: request.details }),
    workflowIdConflictPolicy: 'FAIL',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.domain, value: request.domain },
      { key: SEARCH_ATTRIBUTES.requestedBy, value: request.requestedBy },
      { key: SEARCH_ATTRIBUTES.correlationId, value: request.correlationId },
      ...(request.attributes ?? []),
    ]),
  };
  try {
    await temporal.call((client) => client.workflow.start(request.workflowType, options));
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    if (request.whenRunning === 'join') return false;
    throw new MillwrightError('workflow_running', `${request.workflowId} is already under way.`, {
      members: { workflowId: request.workflowId },
      cause: error,
    });
  }
}

/** Link to a workflow's page in the Temporal Web UI. */
export function workflowLink(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
