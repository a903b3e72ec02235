import type { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { Database } from '../../../platform/db/database.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import type { Engines } from '../open-host-engine.js';
import { BackupError } from './backup-error.js';
import type { BackupPlace } from './place.js';

export interface BackupDependencies {
  readonly database: Database;
  readonly engines: Engines;
  readonly keyring: Keyring;
  /** Where backups lie on every host; default: the usual place of each. */
  readonly directory?: string;
}

/** A backup's row and the host it belongs to, open for the time of one activity. */
export interface BackupWork {
  readonly dependencies: BackupDependencies;
  readonly place: BackupPlace;
  readonly row: ContainerBackupModel;
}

/** By the id it had last, else by its name: an update gives a container another id. */
export async function inspectContainerOf({ dependencies, place, row }: BackupWork): Promise<EngineObject> {
  const container = await ContainerModel.query(dependencies.database.knex).findById(row.containerId).throwIfNotFound();
  try {
    return await place.engine.inspectContainer(container.runtimeId);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'not_found') throw error;
    return place.engine.inspectContainer(container.name);
  }
}

export function idOf(inspection: EngineObject): string {
  const id = inspection['Id'];
  if (typeof id === 'string' && id !== '') return id;
  throw new BackupError('failed', 'The engine tells no id of the container.');
}

export function isRunning(inspection: EngineObject): boolean {
  const state = inspection['State'];
  return typeof state === 'object' && state !== null && 'Running' in state && state.Running === true;
}
