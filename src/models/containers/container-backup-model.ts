import { Model } from 'objection';
import type {
  BackedUpVolume,
  BackupFailure,
  BackupRequest,
  BackupState,
  BackupTask,
  BackupVerification,
} from '../../domain/containers/backups/backup.js';

/** Table `container_backups`: what was asked for, what lies on the host, and what was last done with it. */
export class ContainerBackupModel extends Model {
  declare id: string;
  declare containerId: string;
  declare hostId: string;
  declare serverId: string;
  declare updateRunId: string | null;
  declare state: BackupState;
  declare containerName: string;
  declare imageReference: string;
  declare imageId: string;
  declare imageTag: string | null;
  /** Envelope: the container's inspection, which holds secrets. */
  declare config: Buffer | null;
  declare volumes: BackedUpVolume[];
  // pg gives bigint columns as text.
  declare sizeBytes: number | string;
  declare error: BackupFailure | null;
  declare request: BackupRequest;
  /** The last verification or restore that was asked for. */
  declare task: BackupTask | null;
  declare createdBy: string;
  declare correlationId: string;
  declare workflowId: string | null;
  declare createdAt: Date;
  declare finishedAt: Date | null;
  declare verifiedAt: Date | null;
  declare verification: BackupVerification | null;
  declare restoredAt: Date | null;
  declare expiresAt: Date | null;

  static override tableName = 'container_backups';
  static override jsonAttributes = ['volumes', 'error', 'request', 'task', 'verification'];
}
