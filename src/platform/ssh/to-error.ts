/** Rejections are always Errors, even where someone aborted or threw a plain value. */
export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The work was aborted', { cause: reason });
}
