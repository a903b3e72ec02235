import { ProtectionFactsModel } from '../../../models/protection/protection-facts-model.js';
import { saveLiveFacts } from '../../../models/protection/host-facts.js';
import type { HostCapabilities } from '../../../platform/commands/index.js';
import type { Database } from '../../../platform/db/database.js';
import type { Logger } from '../../../platform/log/logger.js';
import type { HostAccess } from '../../../platform/ssh/host-access.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { collectHostFacts } from './collect-host-facts.js';

export interface RefreshParts {
  readonly database: Database;
  readonly hosts: HostAccess;
  readonly log: Logger;
}

/** Younger facts are not read again: judging and planning one action asks more than once. */
const YOUNG_MS = 20_000;
const UNKNOWN_HOST: HostCapabilities = { tools: {}, sudo: 'none' };

/**
 * Looks at a host and keeps what it told, unless that was done seconds ago. A host that cannot be reached is no
 * failure: it is then judged by what is known, and by one level more where that is old.
 */
export function createFactsRefresher({ database, hosts, log }: RefreshParts): (serverId: string) => Promise<void> {
  return async (serverId) => {
    const known = await ProtectionFactsModel.query(database.knex).findById(serverId).select('collectedAt');
    if (known !== undefined && Date.now() - known.collectedAt.getTime() < YOUNG_MS) return;
    const [host] = await hosts.load([serverId]);
    if (host === undefined || host.status === 'blocked') return;
    const capabilities = host.capabilities ?? UNKNOWN_HOST;
    const collectedAt = new Date();
    try {
      const facts = await host.withTransport((transport) => collectHostFacts(transport, { host: capabilities }));
      await saveLiveFacts(database.knex, { serverId, facts, collectedAt });
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      log.debug({ err: error, serverId }, 'a host could not be looked at; it is judged by what is known of it');
    }
  };
}
