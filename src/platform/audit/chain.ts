import { createHash } from 'node:crypto';
import type { SignatureVerdict, SignedCheckpoint } from './checkpoint.js';

/** An entry as it is stored: the columns for queries, and the text that was hashed. */
export interface StoredEntry {
  readonly sequence: number;
  /** ISO 8601 with microseconds, by the database's clock. */
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly door: string;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly outcome: string;
  readonly correlationId: string;
  /** Lower-case hex, 64 digits. */
  readonly previousHash: string;
  readonly hash: string;
  readonly payload: string;
}

/** What can be wrong with a chain. */
export type BreakReason =
  | 'entry_missing'
  | 'link_broken'
  | 'hash_mismatch'
  | 'fields_differ'
  | 'entry_malformed'
  | 'tail_missing'
  | 'rewritten'
  | 'checkpoint_forged';

export interface AuditVerdict {
  readonly ok: boolean;
  /** Entries found sound before the first broken one. */
  readonly checked: number;
  /** Sequence of the first broken or missing entry. */
  readonly firstBroken: number | null;
  readonly reason: BreakReason | null;
  /** One sentence for a person. */
  readonly detail: string | null;
  readonly head: { readonly sequence: number; readonly hash: string } | null;
  readonly checkpoints: {
    /** Compared with the chain. */
    readonly compared: number;
    /** Among them those whose signature could not be checked, because their key is not at hand. */
    readonly unknownKey: number;
  };
}

export const GENESIS_HASH = '00'.repeat(32);

/** SHA-256 of `audit:v1`, the sequence, the previous hash in hex and the payload, each on its own line. */
export function hashEntry(sequence: number, previousHash: string, payload: string): string {
  // Only the last part may contain a line feed, so the parts cannot be shifted against each other.
  return createHash('sha256').update(`audit:v1\n${sequence}\n${previousHash}\n${payload}`, 'utf8').digest('hex');
}

interface Break {
  readonly sequence: number;
  readonly reason: BreakReason;
  readonly detail: string;
}

/**
 * Checks entries as they stream by, from the first on, and compares them with checkpoints. Used on the database and
 * on an export alike.
 */
export class ChainChecker {
  readonly #checkpoints = new Map<number, SignedCheckpoint[]>();
  readonly #lastCheckpoint: SignedCheckpoint | undefined;
  readonly #verifySignature: (checkpoint: SignedCheckpoint) => SignatureVerdict;
  #checked = 0;
  #previousHash = GENESIS_HASH;
  #compared = 0;
  #unknownKey = 0;
  #lastCompared = 0;
  #break: Break | undefined;

  constructor(
    checkpoints: readonly SignedCheckpoint[],
    verifySignature: (checkpoint: SignedCheckpoint) => SignatureVerdict,
  ) {
    this.#verifySignature = verifySignature;
    for (const checkpoint of checkpoints) {
      const others = this.#checkpoints.get(checkpoint.sequence) ?? [];
      this.#checkpoints.set(checkpoint.sequence, [...others, checkpoint]);
    }
    this.#lastCheckpoint = checkpoints.toSorted((a, b) => a.sequence - b.sequence).at(-1);
  }

  /** False when the chain is broken: further entries tell nothing. */
  accept(entry: StoredEntry): boolean {
    this.#break ??= this.#examine(entry) ?? this.#compareCheckpoints(entry);
    if (this.#break !== undefined) return false;
    this.#checked += 1;
    this.#previousHash = entry.hash;
    return true;
  }

  finish(): AuditVerdict {
    this.#break ??= this.#findCutTail();
    return {
      ok: this.#break === undefined,
      checked: this.#checked,
      firstBroken: this.#break?.sequence ?? null,
      reason: this.#break?.reason ?? null,
      detail: this.#break?.detail ?? null,
      head: this.#checked === 0 ? null : { sequence: this.#checked, hash: this.#previousHash },
      checkpoints: { compared: this.#compared, unknownKey: this.#unknownKey },
    };
  }

  #examine(entry: StoredEntry): Break | undefined {
    const sequence = this.#checked + 1;
    const broken = (reason: BreakReason, detail: string): Break => ({ sequence, reason, detail });
    if (entry.sequence !== sequence) return broken('entry_missing', `Entry ${sequence} is missing.`);
    if (entry.previousHash !== this.#previousHash) {
      return broken('link_broken', `Entry ${sequence} does not follow the entry before it.`);
    }
    if (hashEntry(sequence, entry.previousHash, entry.payload) !== entry.hash) {
      return broken('hash_mismatch', `The content of entry ${sequence} does not match its hash.`);
    }
    const difference = findDifference(entry);
    if (difference === undefined) return undefined;
    if (difference === '')
      return broken('entry_malformed', `The payload of entry ${sequence} is not an audit payload.`);
    return broken('fields_differ', `Field ${difference} of entry ${sequence} is not what its payload says.`);
  }

  #compareCheckpoints(entry: StoredEntry): Break | undefined {
    const { sequence } = entry;
    for (const checkpoint of this.#checkpoints.get(sequence) ?? []) {
      const signature = this.#verifySignature(checkpoint);
      if (signature === 'bad') {
        const detail = `The checkpoint at entry ${sequence} carries a signature that its key did not make.`;
        return { sequence, reason: 'checkpoint_forged', detail };
      }
      if (checkpoint.hash !== entry.hash) {
        const detail =
          `Entry ${sequence} is not the one that the checkpoint of ${checkpoint.at} saw: the chain was written anew ` +
          `from an entry after ${this.#lastCompared} on.`;
        return { sequence, reason: 'rewritten', detail };
      }
      this.#compared += 1;
      this.#lastCompared = sequence;
      if (signature === 'unknown_key') this.#unknownKey += 1;
    }
    return undefined;
  }

  #findCutTail(): Break | undefined {
    const last = this.#lastCheckpoint;
    if (last === undefined || last.sequence <= this.#checked) return undefined;
    const sequence = this.#checked + 1;
    const detail = `The chain ends at entry ${this.#checked}, but the checkpoint of ${last.at} saw entry ${last.sequence}: the tail was cut off.`;
    return { sequence, reason: 'tail_missing', detail };
  }
}

/** Name of the first field that differs from the payload, '' when the payload is no object, undefined when all agree. */
function findDifference(entry: StoredEntry): string | undefined {
  const payload = parseObject(entry.payload);
  if (payload === undefined) return '';
  const actor = objectOf(payload.actor);
  const subject = objectOf(payload.subject);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['at', entry.at, payload.at],
    ['actor.kind', entry.actor.kind, actor.kind],
    ['actor.id', entry.actor.id, actor.id],
    ['actor.name', entry.actor.name, actor.name],
    ['door', entry.door, payload.door],
    ['action', entry.action, payload.action],
    ['subject.type', entry.subject.type, subject.type],
    ['subject.id', entry.subject.id, subject.id],
    ['outcome', entry.outcome, payload.outcome],
    ['correlationId', entry.correlationId, payload.correlationId],
  ];
  return pairs.find(([, stored, hashed]) => stored !== hashed)?.[0];
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
