/** Code and message of a failure, as rows and histories show it; messages of our errors hold no secret. */
export interface StepFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

export function describeStepFailure(error: unknown): StepFailure {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error), remedy: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : null;
  return { code, message: error.message, remedy };
}

/** Facts that a failure brings along for the evidence of its step. */
export function evidenceOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error) || !('evidence' in error)) return {};
  const { evidence } = error;
  return typeof evidence === 'object' && evidence !== null ? { ...evidence } : {};
}
