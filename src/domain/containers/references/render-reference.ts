import type { ImageReference } from './image-reference.js';

const OFFICIAL_NAME = /^library\/([^/]+)$/;

/** `docker.io/library/nginx` */
export function renderRepository({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** In full: `docker.io/library/nginx:1.27@sha256:…`. */
export function renderReference(reference: ImageReference): string {
  return `${renderRepository(reference)}${renderEnd(reference)}`;
}

/** As Docker shows it: `nginx:1.27`. */
export function renderFamiliar(reference: ImageReference): string {
  const { registry, repository } = reference;
  if (registry !== 'docker.io') return renderReference(reference);
  return `${OFFICIAL_NAME.exec(repository)?.[1] ?? familiarHubPath(repository)}${renderEnd(reference)}`;
}

/** The same repository with another tag, bound to a digest where one is given. */
export function retarget(
  { registry, repository }: ImageReference,
  target: { readonly tag: string | null; readonly digest: string | null },
): ImageReference {
  return { registry, repository, tag: target.tag, digest: target.digest };
}

/** Host names are compared without case, everything else as it is written. */
export function isSameRepository(a: ImageReference, b: ImageReference): boolean {
  return a.repository === b.repository && a.registry.toLowerCase() === b.registry.toLowerCase();
}

export function isSameReference(a: ImageReference, b: ImageReference): boolean {
  return isSameRepository(a, b) && a.tag === b.tag && a.digest === b.digest;
}

/** A hub path whose first part looks like a host keeps the registry, else it would be read back as another one. */
function familiarHubPath(repository: string): string {
  const first = repository.split('/')[0] ?? '';
  return /[.:]/.test(first) || first === 'localhost' ? `docker.io/${repository}` : repository;
}

function renderEnd({ tag, digest }: ImageReference): string {
  return `${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}
