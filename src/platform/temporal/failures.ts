import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { MillwrightError } from '../errors/millwright-error.js';
import { RemoteError } from '../ssh/remote-errors.js';

export type Redact = (text: string) => string;

/**
 * The one door every activity's failure passes on its way into a history: the vocabulary decides whether Temporal
 * tries again, and message, stack and causes are redacted.
 */
export function createFailureInterceptor(redact: Redact): ActivityInboundCallsInterceptor {
  return {
    async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>) {
      try {
        return await next(input);
      } catch (error) {
        throw toFailure(error, redact);
      }
    },
  };
}

export function toFailure(error: unknown, redact: Redact): Error {
  if (!(error instanceof Error)) return ApplicationFailure.create({ message: redact(String(error)), type: 'internal' });
  // Cancellation and Temporal's own signals (complete async, …) must arrive unchanged.
  if (isTemporalControl(error)) return error;
  const failure = ApplicationFailure.create({
    message: redact(error.message),
    type: nameFailure(error),
    nonRetryable: isFinal(error),
    ...(error instanceof ApplicationFailure && error.nextRetryDelay ? { nextRetryDelay: error.nextRetryDelay } : {}),
  });
  failure.stack = redact(error.stack ?? '');
  return failure;
}

/** Errors of a closed vocabulary go by their code; `class` and text of others say little. */
function nameFailure(error: Error): string {
  if (error instanceof ApplicationFailure) return error.type ?? 'internal';
  return isOfVocabulary(error) ? error.code : error.name;
}

/** An engine's, a registry's, a step's: each says by itself whether trying again helps. */
function isOfVocabulary(error: Error): error is Error & { readonly code: string; readonly retryable: boolean } {
  return (
    'retryable' in error && typeof error.retryable === 'boolean' && 'code' in error && typeof error.code === 'string'
  );
}

function isFinal(error: Error): boolean {
  if (error instanceof ApplicationFailure) return error.nonRetryable ?? false;
  if (error instanceof MillwrightError || error instanceof RemoteError) return !error.definition.retryable;
  return isOfVocabulary(error) && !error.retryable;
}

function isTemporalControl(error: Error): boolean {
  return error.name === 'CancelledFailure' || error.name === 'CompleteAsyncError';
}
