import type { Fingerprint } from '../../domain/protection/actions/fingerprint.js';
import type { Plan } from '../../domain/protection/plan.js';
import type { ServerModel } from '../inventory/server-model.js';
import { HostKeyModel } from '../inventory/host-key-model.js';
import { ServerCredentialModel } from '../credentials/server-credential-model.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { hashJson } from '../../platform/json/canonical-json.js';
import type { ActionBasis, ActionPlace } from './action-model.js';

export interface HashedPlan {
  readonly basis: ActionBasis;
  readonly fingerprint: Fingerprint | null;
  readonly shown: Omit<Plan, 'hash'>;
}

/** The hash that is approved: of all that the decision rests on. */
export function hashPlan({ basis, fingerprint, shown }: HashedPlan): string {
  return hashJson({ version: 1, basis, fingerprint, shown });
}

/** What is shown, as its hash was made of it. */
export function withoutHash({ hash: _hash, ...shown }: Plan): Omit<Plan, 'hash'> {
  return shown;
}

/** Where a server is today. */
export async function readPlace(knex: Database['knex'] | Transaction, server: ServerModel): Promise<ActionPlace> {
  const [keys, credential] = await Promise.all([
    HostKeyModel.query(knex).where({ serverId: server.id, state: 'pinned' }),
    server.credentialId === null ? undefined : ServerCredentialModel.query(knex).findById(server.credentialId),
  ]);
  return {
    transport: server.transport,
    address: server.address,
    port: server.port,
    loginUser: credential?.loginUser ?? null,
    hostKeys: keys.map(({ fingerprint }) => fingerprint).toSorted(),
  };
}
