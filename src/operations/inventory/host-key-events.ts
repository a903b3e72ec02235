import { blockForHostKey, pinFirstKey, type SeenKey } from '../../models/inventory/host-key-records.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Database } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import type { HostKeyMismatchError } from '../../platform/ssh/host-key.js';

// Not a person’s doing: a host presented a key.
const ACTOR = { kind: 'system', id: 'system', name: 'Millwright' } as const;

export interface FirstContact {
  readonly serverId: string;
  readonly key: SeenKey;
  /** The fingerprint was known at enrolment; otherwise this is trust on first use. */
  readonly given: boolean;
}

/** Pins the key of a first contact, once. */
export async function recordFirstContact(database: Database, { serverId, key, given }: FirstContact): Promise<void> {
  await database.knex.transaction(async (trx) => {
    if (!(await pinFirstKey(serverId, key, given ? 'given' : 'first_use', trx))) return;
    await appendAudit(trx, {
      actor: ACTOR,
      door: 'system',
      action: 'server.host_key_pinned',
      subject: { type: 'server', id: serverId },
      outcome: 'succeeded',
      correlationId: newId(),
      details: { algorithm: key.algorithm, fingerprint: key.fingerprint, trust: given ? 'given' : 'first_use' },
    });
  });
}

/** Stops all work on the host that presented another key than the pinned one, the server itself or a jump to it. */
export async function recordMismatch(
  database: Database,
  error: HostKeyMismatchError,
  fallbackId: string,
): Promise<void> {
  const serverId = error.targetId ?? fallbackId;
  await database.knex.transaction(async (trx) => {
    if (!(await blockForHostKey(serverId, error.presentedKeys, trx))) return;
    await appendAudit(trx, {
      actor: ACTOR,
      door: 'system',
      action: 'server.blocked',
      subject: { type: 'server', id: serverId },
      outcome: 'succeeded',
      correlationId: newId(),
      details: { reason: 'the host key changed', presented: error.presentedKeys.map((key) => key.fingerprint) },
    });
  });
}
