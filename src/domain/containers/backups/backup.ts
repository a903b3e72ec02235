import { z } from 'zod';

/**
 * - `btrfs_snapshot`: a read-only subvolume that holds the contents, sharing their blocks
 * - `tar`: an archive made on the host as root
 * - `engine_archive`: the engine's own archive of the mount, where the host gives no root or the engine alone can
 *   reach the volume
 */
export const BackupMethod = z.enum(['btrfs_snapshot', 'tar', 'engine_archive']).meta({ id: 'BackupMethod' });
export type BackupMethod = z.infer<typeof BackupMethod>;

export const BackedUpVolume = z
  .strictObject({
    volume: z.string().describe('Name of the volume; for a bind mount the path on the host.'),
    type: z.enum(['volume', 'bind']),
    destination: z.string().describe('Where the container mounts it.'),
    method: BackupMethod,
    location: z.string().describe('Path on the host.'),
    directory: z.string().describe('Where everything of the backup lies on the host; snapshots may lie elsewhere.'),
    sizeBytes: z.int().min(0),
    sha256: z.string().describe('Of the archive; of a snapshot: of the listing of its contents.'),
    listingSha256: z.string().nullable().describe('Of the listing beside it that a test restore is compared with.'),
    files: z.int().min(0).describe('Entries: files, directories, links and devices.'),
    consistent: z.boolean().describe('False: archived while something could write to it.'),
  })
  .meta({ id: 'BackedUpVolume' });
export type BackedUpVolume = z.infer<typeof BackedUpVolume>;

export const BackupState = z
  .enum(['creating', 'completed', 'failed', 'expired', 'removed'])
  .meta({ id: 'BackupState' });
export type BackupState = z.infer<typeof BackupState>;

export const BackupFailure = z
  .strictObject({ code: z.string(), message: z.string(), remedy: z.string().nullable() })
  .meta({ id: 'BackupFailure' });
export type BackupFailure = z.infer<typeof BackupFailure>;

/** What a test restore found. */
export const BackupVerification = z
  .strictObject({
    ok: z.boolean(),
    at: z.iso.datetime(),
    volumes: z.array(z.strictObject({ volume: z.string(), ok: z.boolean(), problem: z.string().nullable() })),
  })
  .meta({ id: 'BackupVerification' });
export type BackupVerification = z.infer<typeof BackupVerification>;

/** The last verification or restore of a backup. */
export const BackupTask = z
  .strictObject({
    kind: z.enum(['verify', 'restore']),
    state: z.enum(['waiting_for_approval', 'running', 'completed', 'failed', 'rejected', 'expired', 'cancelled']),
    requestedAt: z.iso.datetime(),
    requestedBy: z.string(),
    finishedAt: z.iso.datetime().nullable(),
    approvalId: z.uuid().nullable(),
    workflowId: z.string(),
    correlationId: z.string(),
    error: BackupFailure.nullable(),
    needsAttention: z.boolean().describe('The former contents could not be put back by themselves.'),
  })
  .meta({ id: 'BackupTask' });
export type BackupTask = z.infer<typeof BackupTask>;

export const ContainerBackup = z
  .strictObject({
    id: z.uuid(),
    containerId: z.uuid(),
    hostId: z.uuid(),
    updateId: z.uuid().nullable(),
    state: BackupState,
    containerName: z.string(),
    image: z.strictObject({ reference: z.string(), id: z.string(), tag: z.string().nullable() }),
    volumes: z.array(BackedUpVolume),
    consistent: z.boolean().describe('No volume could change while it was archived.'),
    sizeBytes: z.int().min(0),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    verifiedAt: z.iso.datetime().nullable(),
    verification: BackupVerification.nullable(),
    restoredAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    error: BackupFailure.nullable(),
    task: BackupTask.nullable(),
    approvalId: z.uuid().nullable().describe('Of the restore that was asked for last.'),
    workflowId: z.string().nullable().describe('Of the work that was asked for last.'),
    links: z.strictObject({ temporal: z.string().nullable() }),
  })
  .meta({ id: 'ContainerBackup' });
export type ContainerBackup = z.infer<typeof ContainerBackup>;

const Text = z.string().min(1).max(4_096);

/** `true`: named and anonymous volumes. A list: these volume names or mount points in the container, binds included. */
export const VolumeChoice = z.union([z.boolean(), z.array(Text).max(200)]).meta({ id: 'VolumeChoice' });
export type VolumeChoice = z.infer<typeof VolumeChoice>;

export const CreateBackup = z
  .strictObject({
    containerId: z.uuid(),
    volumes: VolumeChoice.default(true),
    stop: z
      .boolean()
      .default(false)
      .describe('Stops a running container while its volumes are archived; without, they are archived as they change.'),
    retentionDays: z.int().min(1).max(3_650).optional().describe('Default: 7.'),
  })
  .meta({ id: 'CreateBackup' });
export type CreateBackup = z.infer<typeof CreateBackup>;

/** What a backup's row keeps of the request; nothing where an update made it. */
export interface BackupRequest {
  readonly volumes?: VolumeChoice;
  readonly stop?: boolean;
  readonly retentionDays?: number;
}

export const RestoreBackup = z
  .strictObject({
    reason: z.string().max(1_000).optional().describe('Shown to whoever approves.'),
  })
  .meta({ id: 'RestoreBackup' });
export type RestoreBackup = z.infer<typeof RestoreBackup>;
