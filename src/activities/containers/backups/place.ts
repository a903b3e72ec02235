import type { BackedUpVolume, BackupMethod } from '../../../domain/containers/backups/backup.js';
import type { ChosenMount, LeftOutMount } from '../../../domain/containers/backups/mounts.js';
import type { HostCapabilities } from '../../../platform/commands/index.js';
import type { ContainerEngine } from '../../../platform/engines/engine.js';
import type { Transport } from '../../../platform/ssh/transport.js';

/** A host with its engine, as the functions of this folder need it. */
export interface BackupPlace {
  readonly engine: ContainerEngine;
  readonly transport: Transport;
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  /** Absolute path where backups lie; without: /var/lib/millwright/backups, or below the login's home without root. */
  readonly directory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called at least every few seconds while something is under way. */
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
}

export interface BackupProgress {
  readonly volume: string;
  /** Bytes written or read so far; 0 when not known. */
  readonly bytes: number;
}

/** One volume with the way it will go; plain JSON. */
export interface PlannedVolume extends ChosenMount {
  readonly method: BackupMethod;
  readonly usedBytes: number;
  readonly entries: number;
}

export interface BackupProblem {
  readonly code:
    | 'not_enough_space'
    | 'unknown_volume'
    | 'unreachable'
    /** Not in the way: told in the plan. */
    | 'shared'
    | 'nested_filesystem'
    | 'not_restorable'
    | 'left_out';
  readonly blocking: boolean;
  readonly message: string;
}

export interface BackupMeasure {
  /** Absolute. */
  readonly directory: string;
  readonly neededBytes: number;
  readonly freeBytes: number;
  readonly volumes: readonly PlannedVolume[];
  readonly leftOut: readonly LeftOutMount[];
  readonly problems: readonly BackupProblem[];
}

/** What a restore needs to know of a volume: a row of `container_backups.volumes`. */
export type StoredVolume = BackedUpVolume;
