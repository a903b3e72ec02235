import { Gauge } from 'prom-client';
import { ServerModel } from '../models/inventory/server-model.js';
import type { Database } from '../platform/db/database.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import type { ConnectionPool } from '../platform/ssh/connection-pool.js';
import type { PoolCounters, PoolEvent } from '../platform/ssh/pool-events.js';

/** What a host has taught about its channels is known again after a restart. */
export async function rememberSessionLimit(database: Database, event: PoolEvent): Promise<void> {
  const { id } = event.target;
  if (event.type !== 'session_limit_learned' || id === undefined) return;
  // Losing it costs one refused channel at the next start.
  await ServerModel.query(database.knex)
    .findById(id)
    .patch({ maxSessions: event.limit })
    .catch(() => undefined);
}

const HELP: Readonly<Record<keyof PoolCounters, string>> = {
  leases: 'Times a connection was taken from the pool.',
  coalesced: 'Leases that waited for a connect already under way.',
  handshakes: 'SSH handshakes begun.',
  connects: 'Connections made.',
  failedConnects: 'Connects that failed.',
  connectRetries: 'Further tries after a connection was dropped before the login.',
  reconnects: 'Idle connections found dead and made anew.',
  evictions: 'Connections closed for lack of room.',
  idleCloses: 'Connections closed for not being used.',
  refusedChannels: 'Channels a server refused.',
  breakerOpenings: 'Times a host was left alone after failures.',
  loginPauses: 'Times a login was paused after refusals.',
  openConnections: 'Connections open now.',
  activeLeases: 'Connections in use now.',
};

/** The pool’s counters on /metrics. */
export function exposePool(metrics: Metrics, pool: ConnectionPool): void {
  for (const [name, help] of Object.entries(HELP) as [keyof PoolCounters, string][]) {
    const metric = `millwright_ssh_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    new Gauge({
      name: metric,
      help,
      registers: [metrics.registry],
      collect() {
        this.set(pool.counters[name]);
      },
    });
  }
}
