import type { ImagePlatform } from '../../domain/containers/discovery/resources.js';
import { readRecord, readText } from '../../domain/containers/recreation/engine-json.js';
import type { ContainerEngine, EngineDescription, EngineObject } from '../../platform/engines/engine.js';
import { EngineError } from '../../platform/engines/engine-error.js';
import { checkImage, type ImageCheck } from './check-image.js';
import type { CheckRules } from './check-state.js';
import type { RegistryQuestions } from './fresh-once.js';
import { readImagePlatform } from './read-host.js';

export interface ContainerQuestion {
  readonly engine: ContainerEngine;
  readonly description: EngineDescription;
  /** Of the container. */
  readonly inspect: EngineObject;
  readonly rules: CheckRules;
  readonly rejectedDigests: readonly string[];
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Whether there is something newer for a container, from what its engine says now. `resolved` is the candidate’s image
 * for the platform of the one that runs. Rejects with an EngineError when the engine does not answer.
 */
export async function checkContainer(registries: RegistryQuestions, question: ContainerQuestion): Promise<ImageCheck> {
  const { engine, description, inspect, rules, rejectedDigests, fresh = false, signal } = question;
  const imageId = readText(inspect['Image']);
  const image = await inspectRunningImage(engine, imageId);
  const digests = image?.['RepoDigests'];
  return checkImage(registries, {
    reference: readText(readRecord(inspect['Config'])['Image']),
    imageId,
    repoDigests: Array.isArray(digests) ? digests.filter((entry) => typeof entry === 'string') : [],
    platform: (image === null ? null : readImagePlatform(image)) ?? platformOf(description),
    containerdImageStore: description.containerdImageStore,
    manifestDigest: readText(readRecord(inspect['ImageManifestDescriptor'])['digest']) || null,
    rules,
    rejectedDigests,
    fresh,
    signal,
  });
}

/** Null: the image was removed under its container, so all that is known of it is its id. */
async function inspectRunningImage(engine: ContainerEngine, imageId: string): Promise<EngineObject | null> {
  try {
    return await engine.inspectImage(imageId);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'not_found') return null;
    throw error;
  }
}

export function platformOf({ os, architecture }: Pick<EngineDescription, 'os' | 'architecture'>): ImagePlatform {
  return { os, architecture, variant: null };
}
