import { SECRET_COLUMNS } from '../../domain/credentials/secret-columns.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import { planRewrap, rewrapSecrets, type RotationPlan, type RotationResult } from '../../platform/crypto/rotate.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';

export interface RotationInput {
  /** Active: the new key. Former: every key still in use. */
  readonly keyring: Keyring;
  readonly batchSize?: number;
  readonly onProgress?: (progress: { table: string; column: string; rewrapped: number }) => void;
}

/** What a rotation to the keyring's active key would do. Throws master_key_mismatch when a key in use is not given. */
export async function planMasterKeyRotation(context: CallContext, input: RotationInput): Promise<RotationPlan> {
  return planRewrap({ database: context.database, columns: SECRET_COLUMNS, ...input });
}

/**
 * Puts all secrets under the keyring's active key and retires the former ones, while the system runs: every process
 * must hold both keys before, and may drop the former ones after. Stopped halfway, it is simply run again.
 */
export async function rotateMasterKey(context: CallContext, input: RotationInput): Promise<RotationResult> {
  return rewrapSecrets({
    database: context.database,
    columns: SECRET_COLUMNS,
    ...input,
    onRetire: async (trx, result) => {
      await recordAudit(trx, context, {
        action: 'master_key.rotated',
        subject: { type: 'encryption_key', id: result.targetId },
        details: { retiredIds: result.retiredIds, rewrapped: result.rewrapped },
      });
    },
  });
}
