import { EngineError } from './engine-error.js';
import { readText } from './engine-json.js';
import type { EngineObject } from './engine.js';
import { showText } from './show-text.js';

export interface SplitReference {
  /** Registry and repository, as the engine wants it in `fromImage`. */
  readonly repository: string;
  /** A tag or `sha256:…`. */
  readonly tag: string;
  /** For the login: what stands before the first slash. */
  readonly registry: string;
}

const SHOWN_CHARACTERS = 200;

/**
 * `registry/repository:tag`, `…@sha256:…` or both (then the digest counts). Throws `bad_request` where neither is
 * given: engines would take every tag there is, or `latest`.
 */
export function splitReference(reference: string): SplitReference {
  const at = reference.indexOf('@');
  const named = at === -1 ? reference : reference.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = at === -1 ? (hasTag ? named.slice(colon + 1) : '') : reference.slice(at + 1);
  if (tag === '' || repository === '' || /\s/.test(reference)) {
    const shown = showText(reference, SHOWN_CHARACTERS);
    throw new EngineError('bad_request', `"${shown}" does not name one image: it needs a tag or a digest.`);
  }
  return { repository, tag, registry: repository.slice(0, Math.max(0, repository.indexOf('/'))) };
}

/** As kernels name machines → as images do. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armv6l', 'arm'],
  ['armv7l', 'arm'],
  ['armhf', 'arm'],
  ['i386', '386'],
  ['i686', '386'],
]);

export const nameArchitecture = (name: string): string => ARCHITECTURES.get(name) ?? name;

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

export function parsePlatform(platform: string): Platform {
  const [os = '', architecture = '', variant = ''] = platform.toLowerCase().split('/');
  return { os, architecture: nameArchitecture(architecture), variant };
}

/** As an inspected image says it. */
export function readPlatform(image: EngineObject): Platform {
  return parsePlatform(
    [image['Os'], image['Architecture'], image['Variant']].map((part) => readText(part).replaceAll('/', '')).join('/'),
  );
}

export function showPlatform({ os, architecture, variant }: Platform): string {
  return variant === '' ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** Whether an image can run where `wanted` is asked for: an ARM image also on a newer variant than its own. */
export function fitsPlatform(image: Platform, wanted: Platform): boolean {
  if (image.os !== wanted.os || image.architecture !== wanted.architecture) return false;
  const [has, may] = [readVariant(image), readVariant(wanted)];
  return has === undefined || may === undefined || has <= may;
}

function readVariant({ variant }: Platform): number | undefined {
  const found = /^v(\d+)$/.exec(variant);
  return found === null ? undefined : Number(found[1]);
}
