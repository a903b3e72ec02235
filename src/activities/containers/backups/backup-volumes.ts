import { join } from 'node:path/posix';
import type { BackedUpVolume } from '../../../domain/containers/backups/backup.js';
import { judgeSpace } from '../../../domain/containers/backups/space.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { BackupError } from './backup-error.js';
import { archiveCommand, measureAsLoginCommand, measureCommand, snapshotCommand } from './commands.js';
import type { BackupPlace, PlannedVolume } from './place.js';
import { numberOf, textOf, type ScriptAnswer } from './records.js';
import { removeBackup } from './remove-backup.js';
import { loginDirectory, runScript } from './run-script.js';
import { streamVolume } from './stream-volume.js';

export interface VolumesRequest {
  readonly containerRuntimeId: string;
  readonly backupId: string;
  /** Of the measure. */
  readonly directory: string;
  readonly volumes: readonly PlannedVolume[];
  /** The container runs: its volumes may change while they are archived. */
  readonly live: boolean;
}

/**
 * Backs volumes up on their host. What an earlier attempt finished is found by its marker; what it did not finish is
 * made anew. A failure that a repetition cannot mend removes everything of this backup from the host before it is
 * thrown (BackupError `disk_full`, `not_enough_space`, `missing`, …); what broke on the way there stays for the next
 * attempt.
 */
export async function backupVolumes(place: BackupPlace, request: VolumesRequest): Promise<BackedUpVolume[]> {
  const done: BackedUpVolume[] = [];
  try {
    await demandSpace(place, request);
    for (const [index, volume] of request.volumes.entries()) done.push(await backupOne(place, request, volume, index));
    return done;
  } catch (error) {
    if (error instanceof RemoteError && error.definition.retryable) throw error;
    await removeAfter(error, place, request);
    throw asDiskFull(error);
  }
}

async function demandSpace(place: BackupPlace, { backupId, directory, volumes }: VolumesRequest): Promise<void> {
  if (volumes.length === 0) return;
  const args = { directory, paths: [join(directory, backupId)] };
  const answer = await runScript(place, measureCommand, args, { what: 'measuring free space' });
  // What an earlier attempt has finished, or begun and left, is space that this one has.
  const [kind, , heldBytes] = textOf(answer, 'volume').split(' ');
  const { enough, neededBytes, freeBytes } = judgeSpace({
    volumes: volumes.map(({ usedBytes, method }) => ({ usedBytes, entries: 0, sharesBlocks: method !== 'tar' })),
    freeBytes: numberOf(answer, 'freeBytes') + (kind === 'directory' ? Number(heldBytes) : 0),
  });
  if (enough) return;
  throw new BackupError(
    'not_enough_space',
    `The backup may take ${neededBytes} bytes, and ${freeBytes} are free where ${directory} lies.`,
  );
}

async function backupOne(
  place: BackupPlace,
  request: VolumesRequest,
  volume: PlannedVolume,
  index: number,
): Promise<BackedUpVolume> {
  const written = request.live || volume.sharedWith.length > 0;
  if (volume.method === 'engine_archive') {
    const base = join(await findLoginDirectory(place), request.backupId);
    const answer = await streamVolume(place, { base, index, volume, containerRuntimeId: request.containerRuntimeId });
    return describe(volume, answer, { base, consistent: !written });
  }
  const base = join(request.directory, request.backupId);
  const args = { base, index, source: volume.source, live: written ? ('yes' as const) : ('no' as const) };
  const what = `backing up ${volume.volume}`;
  if (volume.method === 'btrfs_snapshot') {
    const answer = await runScript(place, snapshotCommand, args, { what }).catch((error: unknown) => {
      // A file system that refuses snapshots for a reason of its own can still be archived.
      if (error instanceof BackupError && error.code === 'not_possible') return null;
      throw error;
    });
    // A snapshot is one moment, whoever writes.
    if (answer !== null) return describe(volume, answer, { base, consistent: true });
  }
  const answer = await runScript(place, archiveCommand, args, { what });
  return describe(volume, answer, { base, consistent: !written });
}

async function findLoginDirectory(place: BackupPlace): Promise<string> {
  const directory = loginDirectory(place) ?? null;
  const answer = await runScript(place, measureAsLoginCommand, { directory }, { what: 'looking for the login’s home' });
  return textOf(answer, 'directory');
}

function describe(
  volume: PlannedVolume,
  answer: ScriptAnswer,
  { base, consistent }: { readonly base: string; readonly consistent: boolean },
): BackedUpVolume {
  const listingSha256 = textOf(answer, 'listingSha256');
  const location = textOf(answer, 'location');
  return {
    volume: volume.volume,
    type: volume.type,
    destination: volume.destination,
    method: location.endsWith('.snap')
      ? 'btrfs_snapshot'
      : volume.method === 'engine_archive'
        ? 'engine_archive'
        : 'tar',
    location,
    directory: base,
    sizeBytes: numberOf(answer, 'sizeBytes'),
    sha256: textOf(answer, 'sha256'),
    listingSha256: listingSha256 === '' ? null : listingSha256,
    files: numberOf(answer, 'files'),
    consistent,
  };
}

async function removeAfter(error: unknown, place: BackupPlace, request: VolumesRequest): Promise<void> {
  const { signal: _aborted, ...rest } = place;
  const { backupId, directory } = request;
  try {
    await removeBackup(rest, { backupId, directories: [directory], volumes: [], imageTag: null });
  } catch (left) {
    throw new BackupError('failed', 'A backup failed, and what it had begun could not be removed from the host.', {
      cause: new AggregateError([error, left], 'the failure, and why it could not be cleaned up'),
    });
  }
}

function asDiskFull(error: unknown): unknown {
  if (!(error instanceof RemoteError) || error.errorClass !== 'disk_full') return error;
  return new BackupError('disk_full', 'The disk filled up while the backup was made.', { cause: error });
}
