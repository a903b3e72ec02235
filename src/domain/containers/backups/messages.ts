import type { BackupFailure, BackupTask } from './backup.js';

/** What crosses Temporal's boundary for backups: ids and plain facts. Fields are only ever added. */
export interface BackupInput {
  readonly backupId: string;
}

export interface OpenedBackup {
  readonly backupId: string;
  readonly containerId: string;
  readonly site: string;
  /** For summaries: container and server by name. */
  readonly title: string;
  readonly stop: boolean;
  /** Of a restore. */
  readonly approvalId: string | null;
}

export interface PreparedBackup {
  readonly running: boolean;
  readonly volumes: number;
}

export interface BackupCounts {
  readonly volumes: number;
  readonly sizeBytes: number;
}

export interface TaskEnd extends BackupInput {
  readonly state: BackupTask['state'];
  readonly failure?: BackupFailure;
  readonly needsAttention?: boolean;
}

/** Activities of the engine queue: database only. Each demands the row of its intent, and is safe to repeat. */
export interface BackupEngineActivities {
  openBackup(input: BackupInput & { readonly workflowId: string }): Promise<OpenedBackup>;
  openBackupTask(
    input: BackupInput & { readonly workflowId: string; readonly kind: BackupTask['kind'] },
  ): Promise<OpenedBackup>;
  /** `plan_changed` when what was approved is not what would be done. */
  beginRestore(input: BackupInput & { readonly planHash: string }): Promise<void>;
  failBackup(input: BackupInput & { readonly failure: BackupFailure }): Promise<void>;
  endBackupTask(input: TaskEnd): Promise<void>;
  listExpiredBackups(): Promise<{ readonly backups: readonly { readonly backupId: string; readonly site: string }[] }>;
}

/** Activities of a site's queue: everything on the host. */
export interface BackupSiteActivities {
  /** Settings, image, and whether the volumes fit. */
  prepareBackup(input: BackupInput): Promise<PreparedBackup>;
  stopForBackup(input: BackupInput): Promise<void>;
  startAfterBackup(input: BackupInput): Promise<void>;
  /** Archives the volumes. */
  storeVolumes(input: BackupInput): Promise<BackupCounts>;
  /** Makes a test restore of what was archived and closes the row. */
  proveBackup(input: BackupInput): Promise<void>;
  /** Removes what a failed backup left on the host. */
  discardBackup(input: BackupInput): Promise<void>;
  verifyStoredBackup(input: BackupInput): Promise<{ readonly ok: boolean }>;
  /** Whether it runs now; refuses while others use the volumes. Touches nothing. */
  prepareRestore(input: BackupInput): Promise<PreparedBackup>;
  restoreStoredVolumes(input: BackupInput): Promise<void>;
  /** Throws when the container that was started does not run. */
  checkRestored(input: BackupInput): Promise<void>;
  commitRestored(input: BackupInput): Promise<void>;
  undoRestored(input: BackupInput): Promise<void>;
  removeExpiredBackup(input: BackupInput): Promise<void>;
}

export const backupExpiryIds = {
  schedule: 'containers/backup-expiry-schedule',
  run: 'containers/backup-expiry',
} as const;
