import { readCheckpointFile } from '../../platform/audit/checkpoint-file.js';
import { checkpointPublicKeys } from '../../platform/audit/checkpoint.js';
import { verifyAudit } from '../../platform/audit/verify.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

export interface AuditActivityDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
  /** A JSON lines file outside the database. */
  readonly checkpointFile: string;
  /** Called after each batch of entries, a few thousand at a time. */
  readonly heartbeat?: (() => void) | undefined;
}

export interface AuditActivities {
  /**
   * Recomputes the whole chain and compares it with the exported checkpoints. Throws audit_chain_broken, which names
   * the first broken entry: a run that finds tampering must not end well.
   */
  verifyAuditChain(): Promise<{ readonly checked: number; readonly checkpoints: number }>;
}

export function createAuditActivities(dependencies: AuditActivityDependencies): AuditActivities {
  const { database, keyring, checkpointFile, heartbeat } = dependencies;
  return {
    async verifyAuditChain() {
      const { checkpoints } = await readCheckpointFile(checkpointFile);
      const publicKeys = checkpointPublicKeys(keyring);
      const onProgress = (): void => heartbeat?.();
      const verdict = await verifyAudit(database.pool, { checkpoints, publicKeys, onProgress });
      if (verdict.ok) return { checked: verdict.checked, checkpoints: verdict.checkpoints.compared };
      throw new MillwrightError('audit_chain_broken', verdict.detail ?? 'The audit trail is broken.', {
        members: { firstBroken: verdict.firstBroken, reason: verdict.reason },
      });
    },
  };
}
