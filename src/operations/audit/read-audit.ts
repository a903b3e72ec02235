import type { AuditEntry, AuditFilter, AuditVerification } from '../../domain/audit/audit-entry.js';
import { readCheckpointFile } from '../../platform/audit/checkpoint-file.js';
import { checkpointPublicKeys, createCheckpointSigner } from '../../platform/audit/checkpoint.js';
import { exportCheckpoint } from '../../platform/audit/export-checkpoint.js';
import type { StoredEntry } from '../../platform/audit/chain.js';
import { readAuditPage } from '../../platform/audit/read.js';
import { exportAudit, verifyAudit } from '../../platform/audit/verify.js';
import type { CallContext } from '../context.js';
import type { AuditServices } from './services.js';

export interface AuditPageRequest extends AuditFilter {
  readonly limit: number;
  /** Sequence of the last entry shown. */
  readonly after?: number | undefined;
}

/** Entries of the audit trail by their sequence. */
export async function listAuditEntries(context: CallContext, request: AuditPageRequest): Promise<AuditEntry[]> {
  const { limit, after, order, ...filter } = request;
  return (await readAuditPage(context.database.pool, filter, { limit, after, order })).map(presentEntry);
}

/** Recomputes the chain and compares it with the checkpoints that were exported outside the database. */
export async function verifyAuditTrail(context: CallContext, services: AuditServices): Promise<AuditVerification> {
  // Read first: a checkpoint exported meanwhile could be younger than the chain we are about to see.
  const { checkpoints, damagedLines } = await readCheckpointFile(services.checkpointFile);
  const publicKeys = checkpointPublicKeys(services.keyring);
  const verdict = await verifyAudit(context.database.pool, { checkpoints, publicKeys });
  if (verdict.ok) await signEnd(context, services);
  return { ...verdict, checkpoints: { ...verdict.checkpoints, damagedLines: damagedLines.length } };
}

/** What was found sound cannot be cut unseen from now on. Where the file may not be written to, the worker signs. */
async function signEnd({ database }: CallContext, { keyring, checkpointFile }: AuditServices): Promise<void> {
  const signer = createCheckpointSigner(keyring);
  await exportCheckpoint({ database, signer, file: checkpointFile }).catch(() => undefined);
}

/** The whole trail as JSON lines, for archives and offline verification. */
export function exportAuditTrail(context: CallContext): AsyncIterable<string> {
  return exportAudit(context.database.pool);
}

function presentEntry(entry: StoredEntry): AuditEntry {
  const { payload, ...shown } = entry;
  return { ...shown, details: readDetails(payload) };
}

// A payload that someone has tampered with must not stop the list: verify is what reports it.
function readDetails(payload: string): Record<string, unknown> {
  try {
    const { details } = JSON.parse(payload) as { details?: unknown };
    return typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The checkpoints exported so far, and the public keys (key id → base64) they can be verified with anywhere. */
export async function listCheckpoints(services: AuditServices) {
  const { checkpoints } = await readCheckpointFile(services.checkpointFile);
  return { items: [...checkpoints], publicKeys: Object.fromEntries(checkpointPublicKeys(services.keyring)) };
}
