import type { PatchServer, Server } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { requireVersion } from '../../platform/http/etag.js';
import type { CallContext } from '../context.js';
import { refuseTakenName } from '../credentials/refuse-taken-name.js';
import { requireReferences } from './create-servers.js';
import { lockJumps, requireJumpChain } from './jump-chain.js';
import { presentServer } from './present-server.js';
import type { InventoryServices } from './services.js';

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
    if (typeof patch.jumpServerId === 'string') await lockJumps(trx);
    // No key update: servers that refer to this one may be enrolled meanwhile.
    const before = await ServerModel.query(trx).findById(id).forNoKeyUpdate();
    if (before === undefined) throw new MillwrightError('not_found', `There is no server ${id}.`);
    requireVersion(before.version, request.expectedVersion);
    if (patch.name !== undefined) await refuseTakenName(ServerModel.query(trx), patch.name, id);
    await requireReferences(patch, trx);
    if (typeof patch.jumpServerId === 'string') await requireJumpChain({ id, jumpServerId: patch.jumpServerId }, trx);
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
    ...(sudo === undefined ? {} : { sudo, sudoDetected: sudo === null, capabilitiesAt: null }),
    updatedAt: new Date(),
    version: before.version + 1,
  };
}
