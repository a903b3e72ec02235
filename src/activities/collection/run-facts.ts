/** The run that hosts are collected for. */
export interface RunFacts {
  readonly runId: string;
  readonly workflowId: string;
  readonly correlationId: string;
  readonly requestedBy: string;
  /** Sample time of every row of the run. */
  readonly tickAt: string;
}
