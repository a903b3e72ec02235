import type { CacheManager } from '../cache/cache-manager.js';
import { readImageConfig, type ImageConfig } from './image-config.js';
import { parseJson, readObject } from './json-answer.js';
import { ACCEPT_MANIFESTS, readManifest, type IndexEntry, type Manifest } from './manifest.js';
import { rankPlatform, renderPlatform, type Platform } from './platform.js';
import { assertFound, describePlace, manifestPath, MAX_MANIFEST_BYTES, readMediaType } from './read-head.js';
import { RegistryError } from './registry-error.js';
import type { RegistrySession } from './registry-session.js';
import type { RegistryTarget } from './registry-target.js';
import { verifyDigest } from './verify-digest.js';

/** The image that a digest means for one platform. */
export interface ResolvedImage {
  /** What was asked for: an index, or the manifest itself. */
  readonly indexDigest: string;
  readonly manifestDigest: string;
  readonly configDigest: string;
  readonly config: ImageConfig;
  readonly layers: readonly { readonly digest: string; readonly sizeBytes: number }[];
  /** To download when nothing is there yet. */
  readonly downloadBytes: number;
}

export interface ResolveQuestion {
  readonly session: RegistrySession;
  readonly target: RegistryTarget;
  readonly digest: string;
  readonly platform: Platform;
  /** For what has a digest: it never changes. */
  readonly cache: CacheManager;
}

const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 3;
const CONTENT_LIFETIME_MS = 24 * 60 * 60_000;
const MAX_LISTED_PLATFORMS = 12;

/**
 * Reads index, manifest and config, each checked against its digest. Throws `wrong_platform` when there is none for
 * the platform, or when the image says that it is for another one.
 */
export async function resolvePlatform(question: ResolveQuestion): Promise<ResolvedImage> {
  const { target, digest, platform } = question;
  const place = describePlace(target, digest);
  const { image, manifestDigest } = await findManifest(question, digest, 1);
  const config = await loadConfig(question, image.config.digest);
  if (rankPlatform(config.platform, platform) === null) throw wrongPlatform(place, platform, [config.platform]);
  return {
    indexDigest: digest,
    manifestDigest,
    configDigest: image.config.digest,
    config,
    layers: image.layers,
    downloadBytes: image.layers.reduce((sum, layer) => sum + layer.sizeBytes, image.config.sizeBytes),
  };
}

interface Found {
  readonly image: Extract<Manifest, { type: 'image' }>;
  readonly manifestDigest: string;
}

async function findManifest(question: ResolveQuestion, digest: string, depth: number): Promise<Found> {
  const { target, platform } = question;
  const place = describePlace(target, digest);
  const manifest = await loadManifest(question, digest);
  if (manifest.type === 'image') return { image: manifest, manifestDigest: digest };
  if (depth === MAX_DEPTH) throw new RegistryError('bad_answer', `${place} is an index within indexes.`);
  const entry = chooseEntry(manifest.entries, platform);
  if (entry === null) {
    throw wrongPlatform(
      place,
      platform,
      manifest.entries.flatMap((offered) => offered.platform ?? []),
    );
  }
  return findManifest(question, entry.digest, depth + 1);
}

/** The best one that runs on the host; an index that names no platform has to have one entry only. */
function chooseEntry(entries: readonly IndexEntry[], host: Platform): IndexEntry | null {
  let best: { readonly entry: IndexEntry; readonly rank: number } | null = null;
  for (const entry of entries) {
    const rank = entry.platform === null ? null : rankPlatform(entry.platform, host);
    if (rank !== null && (best === null || rank > best.rank)) best = { entry, rank };
  }
  if (best !== null) return best.entry;
  const [only] = entries;
  return entries.length === 1 && only?.platform === null ? only : null;
}

function loadManifest(question: ResolveQuestion, digest: string): Promise<Manifest> {
  const { target, session } = question;
  const place = describePlace(target, digest);
  return load(question, `manifest\0${digest}`, async () => {
    const answer = await session.request({
      method: 'GET',
      repository: target.repository,
      path: manifestPath(target, digest),
      accept: ACCEPT_MANIFESTS,
      maxBytes: MAX_MANIFEST_BYTES,
    });
    assertFound(answer, place);
    verifyDigest(answer.body, digest, place);
    const value = readManifest(readObject(parseJson(answer.body, place), place), readMediaType(answer), place);
    return { value, sizeBytes: answer.body.length };
  });
}

function loadConfig(question: ResolveQuestion, digest: string): Promise<ImageConfig> {
  const { target, session } = question;
  const place = describePlace(target, digest);
  return load(question, `config\0${digest}`, async () => {
    const answer = await session.request({
      method: 'GET',
      repository: target.repository,
      path: `/v2/${target.repository}/blobs/${digest}`,
      maxBytes: MAX_CONFIG_BYTES,
    });
    assertFound(answer, place);
    verifyDigest(answer.body, digest, place);
    return { value: readImageConfig(answer.body, place), sizeBytes: answer.body.length };
  });
}

/** What was read of a digest, with the size by which the cache counts it. */
export interface Content<T = unknown> {
  readonly value: T;
  readonly sizeBytes: number;
}

/** Kept per login: a digest is no permission. */
async function load<T>(
  { cache, session, target }: ResolveQuestion,
  key: string,
  read: () => Promise<Content<T>>,
): Promise<T> {
  const { registry, repository } = target;
  const fullKey = `${registry}\0${repository}\0${session.fingerprint}\0${key}`;
  const content = await cache.getOrLoad<Content<T>>(fullKey, CONTENT_LIFETIME_MS, read);
  return content.value;
}

function wrongPlatform(place: string, wanted: Platform, offered: readonly Platform[]): RegistryError {
  const names = [...new Set(offered.map(renderPlatform))].slice(0, MAX_LISTED_PLATFORMS).join(', ');
  const detail = `${place} has no image for ${renderPlatform(wanted)}${names === '' ? '' : `, only for ${names}`}.`;
  return new RegistryError('wrong_platform', detail);
}
