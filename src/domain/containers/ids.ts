/** Workflow ids of the domain. An open id is unique in Temporal: the id is the lock. */
export const containerIds = {
  update: (containerId: string): string => `containers/update/${containerId}`,
  discovery: (jobId: string): string => `containers/discover/${jobId}`,
  check: (jobId: string): string => `containers/check/${jobId}`,
  backup: (backupId: string): string => `containers/backup/${backupId}`,
  // Restoring and updating exclude each other: both change the container.
  restore: (containerId: string): string => `containers/update/${containerId}`,
  verifyBackup: (backupId: string): string => `containers/verify-backup/${backupId}`,
} as const;
