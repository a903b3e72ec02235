import type { Server } from '../../domain/inventory/server.js';
import { HostKeyModel } from '../../models/inventory/host-key-model.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { requirePerson } from '../identity/require-person.js';
import { presentServer } from './present-server.js';
import { requireServer } from './read-servers.js';
import type { InventoryServices } from './services.js';

/**
 * A person accepts the key a host presented after a change: it is pinned, the former ones are kept as replaced, and
 * work on the server goes on.
 */
export async function acceptHostKey(
  context: CallContext,
  services: InventoryServices,
  request: { readonly id: string; readonly fingerprint: string },
): Promise<Server> {
  const server = await requireServer(context, request.id);
  // A changed key may be somebody in between: a program or an assistant has no way to tell.
  await requirePerson(context, {
    refused: {
      action: 'server.host_key_refused',
      subject: { type: 'server', id: server.id },
      details: { fingerprint: request.fingerprint },
    },
    act: 'accept a host key',
    remedy: 'Compare the fingerprint on the host itself, and accept it with a token of the kind human.',
  });
  const accepted = (server.hostKeys ?? []).find((key) => key.fingerprint === request.fingerprint);
  if (accepted === undefined) {
    throw new MillwrightError(
      'unprocessable',
      `Server ${server.name} has not presented a key with this fingerprint. Run test-connection and compare.`,
      {
        errors: [{ path: 'fingerprint', message: 'no key with this fingerprint was seen' }],
      },
    );
  }
  await context.database.knex.transaction((trx) => pinAccepted(context, server, accepted, trx));
  services.hosts.forget(server.id);
  return presentServer(await requireServer(context, server.id));
}

async function pinAccepted(
  context: CallContext,
  server: ServerModel,
  accepted: HostKeyModel,
  trx: Transaction,
): Promise<void> {
  const others = (state: HostKeyModel['state']) =>
    HostKeyModel.query(trx).where({ serverId: server.id, state }).whereNot('id', accepted.id);
  const replaced = (server.hostKeys ?? []).filter((key) => key.state === 'pinned').map((key) => key.fingerprint);
  await others('pinned').patch({ state: 'replaced' });
  await others('pending').patch({ state: 'rejected' });
  await HostKeyModel.query(trx)
    .findById(accepted.id)
    .patch({ state: 'pinned', trust: 'accepted', pinnedAt: new Date() });
  // The fingerprint given at enrolment was for the former key.
  await ServerModel.query(trx)
    .findById(server.id)
    .patch({
      status: 'unknown',
      statusReason: null,
      expectedFingerprint: null,
      updatedAt: new Date(),
      version: server.version + 1,
    });
  await appendAudit(trx, {
    actor: context.actor,
    door: context.door,
    action: 'server.host_key_accepted',
    subject: { type: 'server', id: server.id },
    outcome: 'succeeded',
    correlationId: context.correlationId,
    details: { accepted: { algorithm: accepted.algorithm, fingerprint: accepted.fingerprint }, replaced },
  });
}
