import type { ContainerObservation } from '../../domain/containers/discovery/container-observation.js';
import { readContainer } from '../../domain/containers/discovery/read-container.js';
import { readResources } from '../../domain/containers/discovery/read-resources.js';
import type { ImagePlatform, ResourceObservation } from '../../domain/containers/discovery/resources.js';
import { readText } from '../../domain/containers/recreation/engine-json.js';
import type { ContainerEngine, EngineObject, ImageSummary } from '../../platform/engines/engine.js';
import { EngineError } from '../../platform/engines/engine-error.js';
import { inParallel } from './in-parallel.js';

/** Everything an engine shows at one moment. */
export interface HostReading {
  /** When the reading began: what was written from a later one counts. */
  readonly readAt: Date;
  readonly containers: readonly ContainerObservation[];
  readonly resources: readonly ResourceObservation[];
}

/** The engine may have few streams, and others need it as well. */
const QUESTIONS_AT_ONCE = 4;

/**
 * Reads containers, images, volumes and networks. Images that containers use are looked into for their platform, which
 * never changes: those in `knownPlatforms` are not asked about again. What goes away meanwhile is left out.
 */
export async function readHost(
  engine: ContainerEngine,
  knownPlatforms: ReadonlyMap<string, ImagePlatform>,
): Promise<HostReading> {
  const readAt = new Date();
  const listed = await engine.listContainers();
  const inspected = await inParallel(listed, QUESTIONS_AT_ONCE, ({ id }) => unlessGone(engine.inspectContainer(id)));
  const inspects = inspected.filter((inspect) => inspect !== null);
  const images = await engine.listImages();
  const used = [...new Set(inspects.map((inspect) => readText(inspect['Image'])))].filter((id) => id !== '');
  const details = new Map(
    await inParallel(used, QUESTIONS_AT_ONCE, async (id) => {
      const isKnown = knownPlatforms.has(id) && images.some((image) => image.id === id);
      return [id, isKnown ? null : await unlessGone(engine.inspectImage(id))] as const;
    }),
  );
  const digests = collectDigests(images, details);
  const containers = inspects
    .map((inspect) => readContainer(inspect, digests.get(readText(inspect['Image'])) ?? []))
    .filter((container) => container !== null);
  const [volumes, networks] = [await engine.listVolumes(), await engine.listNetworks()];
  const platforms = collectPlatforms(knownPlatforms, details);
  return { readAt, containers, resources: readResources({ images, volumes, networks, containers, platforms }) };
}

async function unlessGone(asking: Promise<EngineObject>): Promise<EngineObject | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'not_found') return null;
    throw error;
  }
}

type Details = ReadonlyMap<string, EngineObject | null>;

function collectDigests(images: readonly ImageSummary[], details: Details): Map<string, readonly string[]> {
  const digests = new Map<string, readonly string[]>();
  for (const [id, inspect] of details) {
    const names = inspect?.['RepoDigests'];
    if (Array.isArray(names))
      digests.set(
        id,
        names.filter((name) => typeof name === 'string'),
      );
  }
  for (const { id, digests: names } of images) digests.set(id, names);
  return digests;
}

function collectPlatforms(known: ReadonlyMap<string, ImagePlatform>, details: Details): Map<string, ImagePlatform> {
  const platforms = new Map(known);
  for (const [id, inspect] of details) {
    const platform = inspect === null ? null : readImagePlatform(inspect);
    if (platform !== null) platforms.set(id, platform);
  }
  return platforms;
}

/** Null: the engine does not say what the image is built for. */
export function readImagePlatform(inspect: EngineObject): ImagePlatform | null {
  const [os, architecture] = [readText(inspect['Os']), readText(inspect['Architecture'])];
  if (os === '' || architecture === '') return null;
  return { os, architecture, variant: readText(inspect['Variant']) || null };
}
