import type { PatchServer, Server } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { requireVersion } from '../../platform/http/etag.js';
import type { CallContext } from '../context.js';
import { requireReferences } from './create-servers.js';
import { presentServer } from './present-server.js';
import type { InventoryServices } from './services.js';

const MAX_JUMPS = 5;

export interface PatchRequest {
  readonly id: string;
  readonly patch: PatchServer;
  /** Refuses with `precondition_failed` when the row has another version. */
  readonly expectedVersion?: number | undefined;
}

export async function patchServer(
  context: CallContext,
  services: InventoryServices,
  request: PatchRequest,
): Promise<Server> {
  const { id, patch } = request;
  const row = await context.database.knex.transaction(async (trx) => {
    await requireReferences(patch, trx);
    if (typeof patch.jumpServerId === 'string') await refuseJumpLoop(id, patch.jumpServerId, trx);
    const before = await ServerModel.query(trx).findById(id).forUpdate();
    if (before === undefined) throw new MillwrightError('not_found', `There is no server ${id}.`);
    requireVersion(before.version, request.expectedVersion);
    await ServerModel.query(trx).findById(id).patch(toColumns(patch, before));
    await appendAudit(trx, {
      actor: context.actor,
      door: context.door,
      action: 'server.changed',
      subject: { type: 'server', id },
      outcome: 'succeeded',
      correlationId: context.correlationId,
      details: { changed: patch },
    });
    return ServerModel.query(trx).findById(id).withGraphFetched('hostKeys').throwIfNotFound();
  });
  services.hosts.forget(id);
  return presentServer(row);
}

function toColumns(patch: PatchServer, before: ServerModel): Partial<ServerModel> {
  const { hostKeyFingerprint, sudo, ...plain } = patch;
  const defined = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...defined,
    ...(hostKeyFingerprint === undefined ? {} : { expectedFingerprint: hostKeyFingerprint }),
    // Taking the given mode away lets the next detection find it.
    ...(sudo === undefined
      ? {}
      : { sudo, sudoDetected: sudo === null, ...(sudo === null ? { capabilitiesAt: null } : {}) }),
    updatedAt: new Date(),
    version: before.version + 1,
  };
}

async function refuseJumpLoop(id: string, jumpServerId: string, trx: Transaction): Promise<void> {
  let next: string | null = jumpServerId;
  for (let hops = 0; next !== null; hops += 1) {
    if (next === id || hops > MAX_JUMPS) {
      const message = next === id ? 'leads back to this server' : `has more than ${MAX_JUMPS} jumps`;
      throw new MillwrightError('unprocessable', `The chain of jump servers ${message}.`, {
        errors: [{ path: 'jumpServerId', message }],
      });
    }
    const row: ServerModel | undefined = await ServerModel.query(trx).findById(next).select('jumpServerId');
    next = row?.jumpServerId ?? null;
  }
}
