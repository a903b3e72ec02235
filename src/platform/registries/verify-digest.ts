import { createHash } from 'node:crypto';
import { RegistryError } from './registry-error.js';

export function digestOf(body: Buffer, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}

/** The bytes must be what they were asked for. Throws `bad_answer`. */
export function verifyDigest(body: Buffer, digest: string, place: string): void {
  const [algorithm = ''] = digest.split(':');
  if (digestOf(body, algorithm) === digest) return;
  throw new RegistryError('bad_answer', `${place} sent other bytes than those of ${digest}.`);
}
