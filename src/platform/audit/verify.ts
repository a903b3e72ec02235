import type pg from 'pg';
import { ChainChecker, type AuditVerdict, type StoredEntry } from './chain.js';
import { createSignatureCheck, type SignedCheckpoint } from './checkpoint.js';
import { readAuditBatches } from './read.js';

export interface VerifyOptions {
  /** Exported checkpoints: read them before calling, so that none is younger than the chain that is read. */
  readonly checkpoints?: readonly SignedCheckpoint[];
  /** Key id → base64 of the public key; checkpoints of other keys are compared without checking their signature. */
  readonly publicKeys?: ReadonlyMap<string, string>;
  /** Called after each batch with the number of entries found sound. */
  readonly onProgress?: (checked: number) => void;
}

/**
 * Recomputes the whole chain of the database and compares it with exported checkpoints. Names the first broken entry;
 * what comes after it is not looked at, because nothing vouches for it.
 */
export async function verifyAudit(pool: pg.Pool | pg.ClientBase, options: VerifyOptions = {}): Promise<AuditVerdict> {
  const checker = createChecker(options);
  for await (const batch of readAuditBatches(pool)) {
    if (!batch.every((entry) => checker.accept(entry))) break;
    options.onProgress?.(batch.at(-1)?.sequence ?? 0);
  }
  return checker.finish();
}

/** The chain as JSON lines, each ending with a line feed: what `verifyExport` checks without a database. */
export async function* exportAudit(pool: pg.Pool | pg.ClientBase): AsyncGenerator<string> {
  for await (const batch of readAuditBatches(pool)) {
    yield batch.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}

/** Checks an export (any split of its text into chunks, or a stream of a file) as `verifyAudit` checks the database. */
export async function verifyExport(
  chunks: AsyncIterable<string | Buffer>,
  options: VerifyOptions = {},
): Promise<AuditVerdict> {
  const checker = createChecker(options);
  for await (const line of splitLines(chunks)) {
    if (!checker.accept(parseEntry(line))) break;
  }
  return checker.finish();
}

function createChecker(options: VerifyOptions): ChainChecker {
  return new ChainChecker(options.checkpoints ?? [], createSignatureCheck(options.publicKeys ?? new Map()));
}

async function* splitLines(chunks: AsyncIterable<string | Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** A line that is no entry becomes one that fails every check, so that the checker names its place. */
function parseEntry(line: string): StoredEntry {
  const missing = { kind: '', id: '', name: '' };
  try {
    const value = JSON.parse(line) as Partial<StoredEntry> | null;
    return {
      ...(value as StoredEntry),
      actor: value?.actor ?? missing,
      subject: value?.subject ?? { type: '', id: '' },
    };
  } catch {
    const texts = { at: '', door: '', action: '', outcome: '', correlationId: '', previousHash: '', hash: '' };
    return { sequence: Number.NaN, actor: missing, subject: { type: '', id: '' }, payload: '', ...texts };
  }
}
