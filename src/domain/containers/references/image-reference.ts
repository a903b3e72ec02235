import { ImageReferenceError, type ReferenceProblem } from './reference-error.js';

/** An image as Docker names it, in full: `docker.io/library/nginx` for `nginx`. */
export interface ImageReference {
  /** Host, with the port where one is written: `docker.io`, `ghcr.io`, `localhost:5000`, `[fd00::1]:5000`. */
  readonly registry: string;
  /** Path in the registry: `library/nginx`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const HUB = 'docker.io';
const HUB_FORMER_NAME = 'index.docker.io';
const OFFICIAL = 'library/';

const MAX_TEXT_LENGTH = 1024;
const MAX_REGISTRY_LENGTH = 255;
const MAX_REPOSITORY_LENGTH = 255;

// None of these has a quantifier within a quantified group over the same characters: they are linear.
const HOST_LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const IPV6_HOST = /^\[[a-fA-F0-9:]+\]$/;
const PORT = /^[0-9]{1,5}$/;
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const IMAGE_ID = /^(?:sha256:)?[a-f0-9]{64}$/;
const DIGESTS: ReadonlyMap<string, RegExp> = new Map([
  ['sha256', /^[a-f0-9]{64}$/],
  ['sha384', /^[a-f0-9]{96}$/],
  ['sha512', /^[a-f0-9]{128}$/],
]);

export function isTag(text: string): boolean {
  return TAG.test(text);
}

export function isDigest(text: string): boolean {
  const at = text.indexOf(':');
  return DIGESTS.get(text.slice(0, at))?.test(text.slice(at + 1)) ?? false;
}

/** An engine shows the id in place of the name once the tag has moved on. */
export function isImageId(text: string): boolean {
  return IMAGE_ID.test(text);
}

/**
 * Reads a reference as Docker does. A tag is not invented: `nginx` has none (see `withDefaultTag`).
 * Throws `ImageReferenceError`.
 */
export function parseImageReference(text: string): ImageReference {
  const refuse = (code: ReferenceProblem): never => {
    throw new ImageReferenceError(code, text);
  };
  if (text === '') return refuse('empty');
  if (text.length > MAX_TEXT_LENGTH) return refuse('too_long');
  if (isImageId(text)) return refuse('is_image_id');
  const { registry, rest } = splitRegistry(text);
  const { path, tag, digest } = splitRest(rest);
  const repository = registry === HUB && !path.includes('/') ? `${OFFICIAL}${path}` : path;
  const problem =
    findRegistryProblem(registry) ?? findRepositoryProblem(path, repository) ?? findEndProblem(tag, digest);
  return problem === null ? { registry, repository, tag, digest } : refuse(problem);
}

/** Null where `parseImageReference` throws: for what an engine or a registry wrote. */
export function readImageReference(text: string): ImageReference | null {
  try {
    return parseImageReference(text);
  } catch (error) {
    if (error instanceof ImageReferenceError) return null;
    throw error;
  }
}

/** What Docker asks a registry for: `latest` where neither a tag nor a digest is written. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  return reference.tag === null && reference.digest === null ? { ...reference, tag: 'latest' } : reference;
}

/** The first part is a registry when it cannot be a user: it has a dot, a colon or upper case, or is `localhost`. */
function splitRegistry(text: string): { registry: string; rest: string } {
  const slash = text.indexOf('/');
  if (slash === -1) return { registry: HUB, rest: text };
  const first = text.slice(0, slash);
  if (first === HUB_FORMER_NAME) return { registry: HUB, rest: text.slice(slash + 1) };
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  return isHost ? { registry: first, rest: text.slice(slash + 1) } : { registry: HUB, rest: text };
}

function splitRest(rest: string): { path: string; tag: string | null; digest: string | null } {
  const at = rest.indexOf('@');
  const named = at === -1 ? rest : rest.slice(0, at);
  const digest = at === -1 ? null : rest.slice(at + 1);
  const colon = named.indexOf(':');
  if (colon === -1) return { path: named, tag: null, digest };
  return { path: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

function findRegistryProblem(registry: string): ReferenceProblem | null {
  if (registry.length > MAX_REGISTRY_LENGTH) return 'too_long';
  const bracket = registry.lastIndexOf(']');
  const colon = registry.indexOf(':', bracket + 1);
  const host = colon === -1 ? registry : registry.slice(0, colon);
  if (colon !== -1 && !isPort(registry.slice(colon + 1))) return 'bad_registry';
  if (IPV6_HOST.test(host)) return null;
  return host.split('.').every((label) => HOST_LABEL.test(label)) ? null : 'bad_registry';
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65_535;
}

function findRepositoryProblem(path: string, repository: string): ReferenceProblem | null {
  if (repository.length > MAX_REPOSITORY_LENGTH) return 'too_long';
  if (path !== path.toLowerCase()) return 'upper_case';
  return path.split('/').every((part) => PATH_PART.test(part)) ? null : 'bad_repository';
}

function findEndProblem(tag: string | null, digest: string | null): ReferenceProblem | null {
  if (tag !== null && tag.length > 128) return 'too_long';
  if (tag !== null && !isTag(tag)) return 'bad_tag';
  return digest === null || isDigest(digest) ? null : 'bad_digest';
}
