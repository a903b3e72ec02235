import { MillwrightError } from '../errors/millwright-error.js';

/** The ETag of a resource with an integer version. */
export function formatEtag(version: number): string {
  return `"v${version}"`;
}

/**
 * The version an If-Match header demands. `undefined`: nothing is demanded (no header, or `*`).
 * Throws `precondition_failed` for a tag that is none of ours, because it can match no version.
 */
export function parseIfMatch(header: string | undefined): number | undefined {
  const tag = header?.trim();
  if (tag === undefined || tag === '' || tag === '*') return undefined;
  const version = /^"v(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined) {
    throw new MillwrightError('precondition_failed', 'If-Match holds a tag that this API has not given out.');
  }
  return Number(version);
}

/** Throws `precondition_failed` when the resource has moved on since the caller read it. */
export function requireVersion(current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new MillwrightError('precondition_failed', `The resource is at version ${current}, not ${expected}.`, {
    members: { currentEtag: formatEtag(current) },
  });
}
