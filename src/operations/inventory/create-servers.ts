import type { CreateServer, Server } from '../../domain/inventory/server.js';
import { ServerCredentialModel } from '../../models/credentials/server-credential-model.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { appendAudit, type AuditEntryInput } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import type { CallContext } from '../context.js';
import { refuseTakenName } from '../credentials/refuse-taken-name.js';
import { requireJumpChain } from './jump-chain.js';
import { presentServer } from './present-server.js';

/** Enrols one server. Answers without contacting it: the first collection or test-connection pins its host key. */
export async function createServer(context: CallContext, input: CreateServer): Promise<Server> {
  return context.database.knex.transaction(async (trx) => {
    await refuseTakenName(ServerModel.query(trx), input.name);
    const row = await insertServer(input, trx);
    await appendAudit(trx, describeEnrolment(context, row));
    return presentServer(row);
  });
}

/** The row alone; its audit entry (`describeEnrolment`) is the caller's. */
async function insertServer(input: CreateServer, trx: Transaction): Promise<ServerModel> {
  const row = describeRow(input);
  await requireReferences(input, trx);
  if (input.jumpServerId !== undefined) await requireJumpChain({ id: row.id, jumpServerId: input.jumpServerId }, trx);
  return ServerModel.query(trx).insert(row).returning('*');
}

export type NewServerRow = Partial<ServerModel> & Pick<ServerModel, 'id' | 'name' | 'address'>;

/** The row of a new server, with the defaults of what was not given. */
export function describeRow(input: CreateServer): NewServerRow {
  return {
    id: newId(),
    name: input.name,
    address: input.address,
    port: input.port ?? 22,
    site: input.site ?? 'default',
    labels: input.labels ?? {},
    transport: input.transport ?? 'ssh',
    credentialId: input.credentialId ?? null,
    jumpServerId: input.jumpServerId ?? null,
    expectedFingerprint: input.hostKeyFingerprint ?? null,
    sudo: input.sudo ?? null,
    sudoDetected: input.sudo === undefined,
  };
}

export function describeEnrolment(context: CallContext, row: NewServerRow): AuditEntryInput {
  const { name, address, port, site, transport } = row;
  return {
    actor: context.actor,
    door: context.door,
    action: 'server.enrolled',
    subject: { type: 'server', id: row.id },
    outcome: 'succeeded',
    correlationId: context.correlationId,
    details: { name, address, port, site, transport },
  };
}

export interface References {
  readonly credentialId?: string | null | undefined;
  readonly jumpServerId?: string | null | undefined;
}

/** Ids that name nothing are told as the field they stand in, not as a broken constraint. */
export async function requireReferences(input: References, trx: Transaction): Promise<void> {
  const errors: { path: string; message: string }[] = [];
  if (
    typeof input.credentialId === 'string' &&
    (await ServerCredentialModel.query(trx).findById(input.credentialId)) === undefined
  ) {
    errors.push({ path: 'credentialId', message: 'there is no server credential with this id' });
  }
  if (
    typeof input.jumpServerId === 'string' &&
    (await ServerModel.query(trx).findById(input.jumpServerId)) === undefined
  ) {
    errors.push({ path: 'jumpServerId', message: 'there is no server with this id' });
  }
  if (errors.length === 0) return;
  throw new MillwrightError('unprocessable', errors.map((error) => `${error.path}: ${error.message}`).join('; '), {
    errors,
  });
}
