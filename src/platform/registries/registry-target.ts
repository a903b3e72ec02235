import { RegistryError } from './registry-error.js';

/** An image in a registry. The digest counts before the tag; without either it is `latest`. */
export interface RegistryTarget {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string | null;
  readonly digest?: string | null;
}

const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
const MAX_REPOSITORY_LENGTH = 255;

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Tag or digest. Nothing that is sent in a path may lead out of it. Throws `RegistryError`. */
export function referenceOf({ registry, repository, tag, digest }: RegistryTarget): string {
  assertRepository(registry, repository);
  const reference = digest ?? tag ?? 'latest';
  if (digest !== null && digest !== undefined ? isDigest(digest) : isTag(reference)) return reference;
  throw new RegistryError('not_found', `${registry}/${repository} has no tag or digest of that form.`);
}

export function assertRepository(registry: string, repository: string): void {
  const isName =
    repository.length <= MAX_REPOSITORY_LENGTH && repository.split('/').every((part) => PATH_PART.test(part));
  const url = URL.canParse(`https://${registry}/`) ? new URL(`https://${registry}/`) : null;
  const isHost = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!isName || !isHost) throw new RegistryError('not_found', 'The name is not that of a repository in a registry.');
}
