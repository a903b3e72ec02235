import type { CallContext } from '../operations/context.js';
import type { Services } from './open-services.js';

/** The system itself as an actor: at start, and for commands given on the machine. */
export function systemContext(
  services: Pick<Services, 'database' | 'log'>,
  correlationId: string,
  door: 'system' | 'cli' = 'system',
): CallContext {
  return {
    actor: { kind: 'system', id: 'system', name: 'Millwright', role: 'admin', tokenId: null, tokenKind: null },
    correlationId,
    door,
    log: services.log,
    database: services.database,
  };
}
