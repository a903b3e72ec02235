import type { ResourceEvent } from '../../domain/inventory/tracking/resource-event.js';
import { CollectorStateModel } from '../../models/inventory/collector-state-model.js';
import { lockInventory } from '../../models/inventory/lock-inventory.js';
import type { Database } from '../../platform/db/database.js';
import { describeWork, leaveOutKnown, RESOURCE_KINDS, type HostObservations } from './observation-work.js';
import type { HostWork, KnownState, KnownStates } from './observation-work.js';
import { isDataError, recordRefusal } from './record-refusal.js';
import { SIMPLE_STORES } from './resource-stores.js';
import { storeDevices } from './store-devices.js';
import { compareWatched, writeEvents, writeStates } from './write-states.js';

export type { CollectedObservations, HostObservations } from './observation-work.js';

export interface ObservationStore {
  /**
   * Stores what collections of some hosts found. Safe to repeat: the same tick twice changes nothing. Rejects when the
   * database does not work; what a host says never makes it reject.
   */
  store(hosts: readonly HostObservations[]): Promise<void>;
}

/** Hosts that are written at the same time, each in a transaction of its own. */
const PARALLEL_HOSTS = 4;

export function createObservationStore(database: Database): ObservationStore {
  return { store: (hosts) => storeHosts(database, hosts.map(describeWork)) };
}

async function storeHosts(database: Database, hosts: readonly HostWork[]): Promise<void> {
  if (hosts.length === 0) return;
  const states = await readStates(database, hosts);
  // Most hosts are as they were: one query for all of them, and nothing is written.
  const queue = hosts.filter(
    (host) => leaveOutKnown(host, states.get(host.serverId) ?? new Map()).collectors.length > 0,
  );
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let host = queue.shift(); host !== undefined; host = queue.shift()) {
      try {
        await storeHost(database, host);
      } catch (error) {
        if (isDataError(error)) await recordRefusal(database, host, error);
        else failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_HOSTS }, work));
  if (failures.length > 0) throw failures[0];
}

const READ_STATES = `
  select server_id as "serverId", collector, digests, watched, collected_at as "collectedAt"
    from collector_states where server_id = any ($1::uuid[])`;

type StateRow = KnownState & { readonly serverId: string; readonly collector: string };

async function readStates(database: Database, hosts: readonly HostWork[]): Promise<Map<string, KnownStates>> {
  const { rows } = await database.pool.query<StateRow>({
    name: 'inventory_states',
    text: READ_STATES,
    values: [hosts.map((host) => host.serverId)],
  });
  const states = new Map<string, Map<string, KnownState>>();
  for (const row of rows) {
    const ofServer = states.get(row.serverId) ?? new Map<string, KnownState>();
    states.set(row.serverId, ofServer.set(row.collector, row));
  }
  return states;
}

async function storeHost(database: Database, host: HostWork): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await lockInventory(trx, host.serverId);
    // Another worker may have been faster.
    const rows = await CollectorStateModel.query(trx)
      .select('collector', 'digests', 'watched', 'collectedAt')
      .where({ serverId: host.serverId });
    const states: KnownStates = new Map(rows.map((row) => [row.collector, row]));
    const work = leaveOutKnown(host, states);
    if (work.collectors.length === 0) return;
    const events: ResourceEvent[] = [];
    for (const kind of RESOURCE_KINDS) {
      if (!work.collectors.some(({ parts }) => parts.has(kind))) continue;
      events.push(...(await (kind === 'devices' ? storeDevices(trx, work) : SIMPLE_STORES[kind](trx, work))));
    }
    events.push(...compareWatched(work, states));
    await writeEvents(trx, work, events);
    await writeStates(trx, work);
  });
}
