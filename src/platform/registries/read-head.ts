import { ACCEPT_MANIFESTS } from './manifest.js';
import type { HttpAnswer } from './http-exchange.js';
import { readRateLimit, type RateLimit } from './rate-limit.js';
import { RegistryError } from './registry-error.js';
import type { RegistrySession } from './registry-session.js';
import { isDigest, referenceOf, type RegistryTarget } from './registry-target.js';
import { digestOf } from './verify-digest.js';

/** What a tag names at the moment. */
export interface HeadResult {
  readonly digest: string;
  readonly mediaType: string;
  /** Of the manifest, not of the image. */
  readonly sizeBytes: number | null;
  readonly rateLimit: RateLimit | null;
  /** `GET`: the registry cannot be asked by HEAD; where pulls are counted this was one. */
  readonly method: 'HEAD' | 'GET';
}

export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const NO_HEAD: ReadonlySet<number> = new Set([400, 405, 501]);

export function manifestPath({ repository }: RegistryTarget, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

/** Asks by HEAD; by GET only where the registry does not answer HEAD or says no digest. */
export async function readHead(session: RegistrySession, target: RegistryTarget): Promise<HeadResult> {
  const reference = referenceOf(target);
  const request = {
    repository: target.repository,
    path: manifestPath(target, reference),
    accept: ACCEPT_MANIFESTS,
    maxBytes: MAX_MANIFEST_BYTES,
  };
  const place = describePlace(target, reference);
  const head = await session.request({ ...request, method: 'HEAD' });
  const announced = readDigestHeader(head);
  if (!NO_HEAD.has(head.status)) {
    assertFound(head, place);
    if (announced !== null) return describe(head, announced, 'HEAD');
  }
  const got = await session.request({ ...request, method: 'GET' });
  assertFound(got, place);
  const digest = digestOf(got.body);
  const said = readDigestHeader(got);
  if (said !== null && said.startsWith('sha256:') && said !== digest) {
    throw new RegistryError('bad_answer', `${place} sent other bytes than those of ${said}.`);
  }
  return describe(got, digest, 'GET');
}

function describe(answer: HttpAnswer, digest: string, method: HeadResult['method']): HeadResult {
  const length = answer.headers['content-length'];
  return {
    digest,
    mediaType: readMediaType(answer) ?? '',
    sizeBytes: length === undefined ? null : Number(length),
    rateLimit: readRateLimit(answer.headers),
    method,
  };
}

export function describePlace({ registry, repository }: RegistryTarget, reference: string): string {
  return `${registry}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
}

export function readMediaType({ headers }: HttpAnswer): string | null {
  return headers['content-type']?.split(';')[0]?.trim() ?? null;
}

function readDigestHeader({ headers }: HttpAnswer): string | null {
  const value = headers['docker-content-digest'];
  return typeof value === 'string' && isDigest(value) ? value : null;
}

/** Turns every answer but 200 into an error of the vocabulary. */
export function assertFound({ status }: HttpAnswer, place: string): void {
  if (status === 200) return;
  if (status === 404) throw new RegistryError('not_found', `${place} is not there.`, { status });
  if (status === 403) throw new RegistryError('unauthorized', `${place} is not for this login.`, { status });
  if (status >= 500) throw new RegistryError('unreachable', `${place} was answered with ${status}.`, { status });
  throw new RegistryError('bad_answer', `${place} was answered with ${status}.`, { status });
}
