import type { Database } from '../db/database.js';
import { appendCheckpoint, readCheckpointFile } from './checkpoint-file.js';
import type { CheckpointSigner, SignedCheckpoint } from './checkpoint.js';
import { readAuditHead } from './read.js';

export interface ExportCheckpointOptions {
  readonly database: Database;
  readonly signer: CheckpointSigner;
  /** A JSON lines file outside the database; copy it elsewhere as well. */
  readonly file: string;
}

/**
 * Signs the present end of the chain and appends it to the file and to the table. Nothing is written when the file
 * already holds it. Returns undefined for an empty chain.
 */
export async function exportCheckpoint(options: ExportCheckpointOptions): Promise<SignedCheckpoint | undefined> {
  const { database, signer, file } = options;
  const head = await readAuditHead(database.pool);
  if (head === undefined) return undefined;
  const { checkpoints } = await readCheckpointFile(file);
  const known = checkpoints.find((one) => one.sequence === head.sequence && one.keyId === signer.keyId);
  // One with another hash must not hide this one: both stay, and verify reports it.
  if (known?.hash === head.hash) return known;
  const at = new Date().toISOString();
  const checkpoint = signer.sign({ sequence: head.sequence, hash: head.hash, at });
  // The file first: it is the one that counts.
  await appendCheckpoint(file, checkpoint);
  await database.pool.query('select audit_add_checkpoint($1, $2, $3, $4, $5)', [
    checkpoint.sequence,
    Buffer.from(checkpoint.hash, 'hex'),
    checkpoint.at,
    checkpoint.keyId,
    Buffer.from(checkpoint.signature, 'base64'),
  ]);
  return checkpoint;
}
