import type { BackedUpVolume, BackupVerification } from '../../../domain/containers/backups/backup.js';
import { BackupError, type BackupErrorCode } from './backup-error.js';
import { verifyAsLoginCommand, verifyCommand } from './commands.js';
import type { BackupPlace } from './place.js';
import { placeOf, runScript } from './run-script.js';

/** What is true of the backup itself, and not of this attempt. */
const VERDICTS: ReadonlySet<BackupErrorCode> = new Set(['damaged', 'missing']);

export interface VerifyRequest {
  readonly volumes: readonly BackedUpVolume[];
}

/**
 * Checksums, then a test restore into a scratch directory that is compared entry by entry with the listing made at
 * backup time. Damage is the answer; what keeps the test from being made is thrown.
 */
export async function verifyBackup(place: BackupPlace, { volumes }: VerifyRequest): Promise<BackupVerification> {
  const results: BackupVerification['volumes'] = [];
  for (const volume of volumes) {
    const problem = await findProblem(place, volume);
    results.push({ volume: volume.volume, ok: problem === null, problem });
  }
  return { ok: results.every(({ ok }) => ok), at: new Date().toISOString(), volumes: results };
}

async function findProblem(place: BackupPlace, volume: BackedUpVolume): Promise<string | null> {
  const command = volume.method === 'engine_archive' ? verifyAsLoginCommand : verifyCommand;
  try {
    await runScript(place, command, storedArguments(volume), { what: `verifying ${volume.volume}` });
    return null;
  } catch (error) {
    if (error instanceof BackupError && VERDICTS.has(error.code)) return error.message;
    throw error;
  }
}

/** A stored volume as the scripts take it. */
export function storedArguments(volume: BackedUpVolume) {
  const { method, location, sha256, listingSha256, files, sizeBytes } = volume;
  return { method, location, ...placeOf(volume), sha256, listingSha256, files, sizeBytes };
}
