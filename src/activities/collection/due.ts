import type { Collector } from '../../collectors/collector.js';
import type { Database } from '../../platform/db/database.js';

/** What is remembered of a collector’s last run on a host. */
export interface LastRun {
  readonly facts: unknown;
  readonly atMs: number;
}

/** What to ask one host in one run, and what its slow collectors gave last time. */
export interface HostAgenda {
  readonly collectors: readonly Collector[];
  readonly last: ReadonlyMap<string, LastRun>;
}

interface AgendaRequest {
  readonly collectors: readonly Collector[];
  readonly classes: readonly string[];
  readonly serverIds: readonly string[];
  readonly nowMs: number;
}

/** A tick comes a little early or late: half of the usual interval must not put a collector off by a whole one. */
const SLACK_MS = 150_000;

interface StateRow {
  readonly server_id: string;
  readonly collector: string;
  readonly collected_at: Date;
  readonly facts: unknown;
}

/**
 * Which collectors each host gets: those of the run’s classes; of the slow ones, where the run does not ask for them,
 * those whose own interval has passed. Switched-off collectors are left out. A few queries for the whole batch.
 */
export async function planAgendas(database: Database, request: AgendaRequest): Promise<Map<string, HostAgenda>> {
  const { classes, nowMs, serverIds } = request;
  const settings = await readSettings(database);
  const collectors = request.collectors.filter(({ name }) => settings.get(name)?.enabled !== false);
  const slow = collectors.filter((collector) => collector.class === 'slow');
  const always = collectors.filter((collector) => collector.class === 'fast' && classes.includes('fast'));
  const ranAt = await readTimes(database, serverIds, slow);
  const agendas = new Map<string, { collectors: Collector[]; last: Map<string, LastRun> }>();
  for (const serverId of serverIds) {
    const due = slow.filter(({ name, intervalSeconds }) => {
      const at = ranAt.get(`${serverId} ${name}`);
      const intervalMs = (settings.get(name)?.intervalSeconds ?? intervalSeconds) * 1000;
      return classes.includes('slow') || at === undefined || at + intervalMs - SLACK_MS <= nowMs;
    });
    agendas.set(serverId, { collectors: [...always, ...due], last: new Map() });
  }
  for (const row of await readFacts(database, agendas)) {
    agendas.get(row.server_id)?.last.set(row.collector, { facts: row.facts, atMs: row.collected_at.getTime() });
  }
  return agendas;
}

async function readSettings(
  database: Database,
): Promise<Map<string, { intervalSeconds: number | null; enabled: boolean }>> {
  const { rows } = await database.pool.query<{ collector: string; interval_seconds: number | null; enabled: boolean }>(
    'select collector, interval_seconds, enabled from collector_settings',
  );
  return new Map(rows.map((row) => [row.collector, { intervalSeconds: row.interval_seconds, enabled: row.enabled }]));
}

async function readTimes(
  database: Database,
  serverIds: readonly string[],
  slow: readonly Collector[],
): Promise<Map<string, number>> {
  const { rows } = await database.pool.query<Omit<StateRow, 'facts'>>({
    name: 'collector_times',
    text: `select server_id, collector, collected_at from collector_states
            where server_id = any($1::uuid[]) and collector = any($2::text[])`,
    values: [serverIds, slow.map(({ name }) => name)],
  });
  return new Map(rows.map((row) => [`${row.server_id} ${row.collector}`, row.collected_at.getTime()]));
}

async function readFacts(
  database: Database,
  agendas: ReadonlyMap<string, { readonly collectors: readonly Collector[] }>,
): Promise<StateRow[]> {
  const pairs = [...agendas].flatMap(([serverId, { collectors }]) =>
    collectors.filter((collector) => collector.class === 'slow').map(({ name }) => ({ serverId, name })),
  );
  if (pairs.length === 0) return [];
  const { rows } = await database.pool.query<StateRow>(
    `select server_id, collector, collected_at, facts
       from unnest($1::uuid[], $2::text[]) as wanted (server_id, collector)
       join collector_states using (server_id, collector)`,
    [pairs.map(({ serverId }) => serverId), pairs.map(({ name }) => name)],
  );
  return rows;
}
