import type { Database } from '../../platform/db/database.js';

const RESOURCE_TABLES = ['storage_devices', 'storage_pools', 'database_instances', 'found_certificates'] as const;

/**
 * Forgets changes, and resources that are gone, of before a time. What belonged to a server that no longer exists is
 * gone with it.
 */
export async function purgeInventory(database: Database, before: Date): Promise<Record<string, number>> {
  const { knex } = database;
  const events = await knex('inventory_events').where('at', '<', before).delete();
  const servers = knex('servers').select('id');
  let resources = 0;
  for (const table of RESOURCE_TABLES) {
    await knex(table).whereNull('goneAt').whereNotIn('serverId', servers.clone()).update({ goneAt: new Date() });
    resources += await knex(table).where('goneAt', '<', before).delete();
  }
  const states = await knex('collector_states').whereNotIn('serverId', servers.clone()).delete();
  return { inventoryEvents: events, goneResources: resources, collectorStates: states };
}
