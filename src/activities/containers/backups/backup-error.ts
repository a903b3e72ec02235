interface Definition {
  readonly retryable: boolean;
  readonly remedy: string;
}

/** Why a backup or a restore was not made; closed. */
export const BACKUP_ERRORS = {
  not_enough_space: { retryable: false, remedy: 'Free space where the backups lie, or leave the volumes out.' },
  disk_full: { retryable: false, remedy: 'Free space where the backups lie. What was begun has been removed.' },
  changed_while_archived: {
    retryable: true,
    remedy: 'Stop what writes to the volume, or accept a backup that is not consistent.',
  },
  damaged: { retryable: false, remedy: 'Do not restore this backup; make another one.' },
  missing: { retryable: false, remedy: 'The backup is not on the host any more; make another one.' },
  in_use: { retryable: false, remedy: 'Stop the containers named in the message first.' },
  unknown_volume: { retryable: false, remedy: 'Name volumes or mount points that the container has.' },
  not_possible: { retryable: false, remedy: 'Give the login root by sudo, or leave the volume out.' },
  restore_failed: { retryable: false, remedy: 'The former contents were put back; see the cause.' },
  failed: { retryable: true, remedy: 'See the message; the host has the details.' },
} as const satisfies Record<string, Definition>;

export type BackupErrorCode = keyof typeof BACKUP_ERRORS;

/** A failure of the vocabulary above. The message names no contents and no settings. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupErrorCode;
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(code: BackupErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = BACKUP_ERRORS[code].retryable;
    this.remedy = BACKUP_ERRORS[code].remedy;
  }
}
