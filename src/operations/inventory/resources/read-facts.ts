import type { HostFacts } from '../../../domain/inventory/host-facts.js';
import { CollectorStateModel } from '../../../models/inventory/collector-state-model.js';
import type { CallContext } from '../../context.js';
import { requireServer } from '../read-servers.js';

/** Profile, capabilities, and what the collectors remember of a server; of one collector when it is named. */
export async function getHostFacts(context: CallContext, serverId: string, collector?: string): Promise<HostFacts> {
  const server = await requireServer(context, serverId);
  const query = CollectorStateModel.query(context.database.knex).where({ serverId: server.id }).orderBy('collector');
  if (collector !== undefined) query.where({ collector });
  const rows = await query;
  return {
    serverId: server.id,
    profile: server.profile,
    capabilities: server.capabilities,
    collectors: rows.map((row) => ({
      collector: row.collector,
      collectedAt: row.collectedAt.toISOString(),
      succeededAt: row.succeededAt?.toISOString() ?? null,
      watched: row.watched,
      facts: row.facts ?? null,
    })),
  };
}
