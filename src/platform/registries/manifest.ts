import { countOf, isObject, objectOf, objectsOf, textOf, type JsonObject } from './json-answer.js';
import { RegistryError } from './registry-error.js';
import { isDigest } from './registry-target.js';
import type { Platform } from './platform.js';

export const INDEX_TYPES: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const MANIFEST_TYPES: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const CONFIG_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/** What is accepted: without all of these a registry turns an index into the manifest of some platform. */
export const ACCEPT_MANIFESTS = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ');

export interface Descriptor {
  readonly digest: string;
  readonly sizeBytes: number;
}

export interface IndexEntry extends Descriptor {
  /** Null: the index does not say. */
  readonly platform: Platform | null;
  readonly isIndex: boolean;
}

export type Manifest =
  | { readonly type: 'index'; readonly entries: readonly IndexEntry[] }
  | { readonly type: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

const MAX_ENTRIES = 500;
const MAX_LAYERS = 1_000;
const ATTESTATION = 'attestation-manifest';

/** `mediaType` is the answer's Content-Type; the manifest's own word counts before it. Throws `bad_answer`. */
export function readManifest(json: JsonObject, mediaType: string | null, place: string): Manifest {
  const type = textOf(json, 'mediaType') ?? mediaType ?? '';
  if (INDEX_TYPES.includes(type) || (Array.isArray(json['manifests']) && json['config'] === undefined)) {
    return readIndex(json, place);
  }
  const config = readDescriptor(objectOf(json, 'config'));
  if (config === null) {
    throw new RegistryError('bad_answer', `${place} has a manifest of the type ${JSON.stringify(type.slice(0, 80))}.`);
  }
  const configType = textOf(objectOf(json, 'config'), 'mediaType') ?? '';
  if (!CONFIG_TYPES.has(configType)) {
    throw new RegistryError(
      'bad_answer',
      `${place} is no container image (${JSON.stringify(configType.slice(0, 80))}).`,
    );
  }
  const layers = objectsOf(json, 'layers').map(readDescriptor);
  const read = layers.filter((layer) => layer !== null);
  if (read.length !== layers.length || layers.length > MAX_LAYERS) {
    throw new RegistryError('bad_answer', `${place} has a manifest with layers that cannot be read.`);
  }
  return { type: 'image', config, layers: read };
}

/** Attestations are no images: their platform is unknown/unknown, or a note says what they are. */
function readIndex(json: JsonObject, place: string): Manifest {
  const manifests = objectsOf(json, 'manifests');
  if (manifests.length > MAX_ENTRIES)
    throw new RegistryError('bad_answer', `${place} has an index of over ${MAX_ENTRIES} entries.`);
  const entries = manifests
    .filter((entry) => !isAttestation(entry))
    .flatMap((entry) => {
      const descriptor = readDescriptor(entry);
      if (descriptor === null) return [];
      return [
        {
          ...descriptor,
          platform: readPlatform(entry),
          isIndex: INDEX_TYPES.includes(textOf(entry, 'mediaType') ?? ''),
        },
      ];
    });
  return { type: 'index', entries };
}

function isAttestation(entry: JsonObject): boolean {
  const { os, architecture } = objectOf(entry, 'platform');
  const isUnknown = os === 'unknown' || architecture === 'unknown';
  return isUnknown || objectOf(entry, 'annotations')['vnd.docker.reference.type'] === ATTESTATION;
}

function readPlatform(entry: JsonObject): Platform | null {
  const platform = entry['platform'];
  if (!isObject(platform)) return null;
  const os = textOf(platform, 'os');
  const architecture = textOf(platform, 'architecture');
  return os === null || architecture === null ? null : { os, architecture, variant: textOf(platform, 'variant') };
}

function readDescriptor(json: JsonObject): Descriptor | null {
  const digest = textOf(json, 'digest');
  const sizeBytes = countOf(json, 'size');
  return digest === null || !isDigest(digest) || sizeBytes === null ? null : { digest, sizeBytes };
}
