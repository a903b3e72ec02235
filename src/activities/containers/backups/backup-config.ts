import { backupTag } from '../../../domain/containers/backups/names.js';
import { BackupError } from './backup-error.js';
import type { BackupPlace } from './place.js';

export interface ConfigRequest {
  readonly containerRuntimeId: string;
  readonly backupId: string;
  readonly containerName: string;
}

export interface ConfigBackup {
  /** The inspection as JSON. It holds secrets: seal it at once, and wipe it with `fill(0)`. */
  readonly config: Buffer;
  readonly imageId: string;
  readonly imageReference: string;
  /** Keeps the image from being pruned. */
  readonly imageTag: string;
}

/** The settings of a container, and its image kept by a tag of ours. Repeating it changes nothing. */
export async function backupConfigAndImage(place: BackupPlace, request: ConfigRequest): Promise<ConfigBackup> {
  const inspection = await place.engine.inspectContainer(request.containerRuntimeId);
  const { Image: imageId, Config: config } = inspection;
  if (typeof imageId !== 'string' || imageId === '') {
    throw new BackupError('failed', `The engine tells no image of the container ${request.containerName}.`);
  }
  const imageTag = backupTag(request.containerName, request.backupId);
  await place.engine.tagImage(imageId, imageTag);
  return {
    config: Buffer.from(JSON.stringify(inspection)),
    imageId,
    imageReference: readReference(config) ?? imageId,
    imageTag,
  };
}

function readReference(config: unknown): string | null {
  if (typeof config !== 'object' || config === null || !('Image' in config)) return null;
  return typeof config.Image === 'string' && config.Image !== '' ? config.Image : null;
}
