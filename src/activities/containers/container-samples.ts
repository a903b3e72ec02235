import type { ContainerObservation } from '../../domain/containers/discovery/container-observation.js';
import type { IngestRow, IngestSample } from '../../domain/series/series.js';
import type { Database } from '../../platform/db/database.js';

export interface SampledHost {
  readonly hostId: string;
  readonly serverId: string;
  readonly runtime: string;
  readonly socketPath: string;
}

/** Series stay for ever: containers that live for minutes get none of their own. */
const MIN_AGE_MS = 3_600_000;
const MAX_CONTAINERS = 300;

/** The figures of a host’s containers as one row of samples, and of those that stay, one pair each. */
export function sampleContainers(
  host: SampledHost,
  containers: readonly ContainerObservation[],
  { at, settled }: { readonly at: string; readonly settled: ReadonlySet<string> },
): IngestRow {
  const labels = { runtime: host.runtime, socket: host.socketPath };
  const count = (metric: string, value: number): IngestSample => ({ metric, labels, unit: 'count', value });
  const running = containers.filter(({ state }) => state === 'running');
  const own = containers.filter(({ runtimeId }) => settled.has(runtimeId));
  return {
    serverId: host.serverId,
    // A server may have several engines.
    group: `containers.${host.hostId}`,
    at,
    samples: [
      count('containers_total', containers.length),
      count('containers_running', running.length),
      count('containers_unhealthy', containers.filter(({ health }) => health === 'unhealthy').length),
      count('containers_restarting', containers.filter(({ state }) => state === 'restarting').length),
      ...own.flatMap((container) => sampleOne(container, labels)),
    ],
  };
}

function sampleOne({ name, state, health, facts }: ContainerObservation, host: Record<string, string>): IngestSample[] {
  const labels = { ...host, container: name };
  return [
    { metric: 'container_up', labels, unit: 'boolean', value: state === 'running' && health !== 'unhealthy' ? 1 : 0 },
    { metric: 'container_restarts_total', labels, unit: 'count', value: facts.restartCount },
  ];
}

/** Engine ids of the host’s containers that have been there for a while, by name, so many as have series. */
export async function readSettled(database: Database, hostId: string): Promise<Set<string>> {
  const { rows } = await database.pool.query<{ runtime_id: string }>(
    `select runtime_id from containers
      where host_id = $1 and gone_at is null and aside_of is null and first_seen_at < now() - make_interval(secs => $2)
      order by first_seen_at, id limit $3`,
    [hostId, MIN_AGE_MS / 1000, MAX_CONTAINERS],
  );
  return new Set(rows.map((row) => row.runtime_id));
}
