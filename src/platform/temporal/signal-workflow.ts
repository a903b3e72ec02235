import { WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalConnection } from './connection.js';

export interface SignalRequest {
  readonly workflowId: string;
  readonly signal: string;
  /** Plain JSON: ids and facts only. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Signals the open run of a workflow. `gone`: there is none. Throws when Temporal cannot be reached. */
export async function signalWorkflow(temporal: TemporalConnection, request: SignalRequest): Promise<'sent' | 'gone'> {
  try {
    await temporal.call((client) =>
      client.workflow.getHandle(request.workflowId).signal(request.signal, request.input),
    );
    return 'sent';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}
