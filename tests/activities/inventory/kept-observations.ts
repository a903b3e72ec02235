import type { TestFn } from 'ava';
import { createObservationStore, type ObservationStore } from '../../../src/activities/inventory/store-observations.js';
import { InventoryEventModel } from '../../../src/models/inventory/inventory-event-model.js';
import { StorageDeviceModel } from '../../../src/models/inventory/storage-device-model.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

/** A store on a database of its own, made before the tests of a file and gone after them, and what it keeps. */
export function keepObservations(test: TestFn) {
  let db: TestDatabase;
  let store: ObservationStore;
  test.before(async () => {
    db = await createTestDatabase();
    store = createObservationStore(db.database);
  });
  test.after.always(() => db?.drop());
  const devicesOf = (serverId: string) =>
    StorageDeviceModel.query(db.database.knex).where({ serverId }).orderBy('firstSeenAt').orderBy('name');
  const eventsOf = (serverId: string) =>
    InventoryEventModel.query(db.database.knex).where({ serverId }).orderBy('at').orderBy('id');
  const told = async (serverId: string) =>
    (await eventsOf(serverId)).map(({ resourceName, kind, field }) =>
      [resourceName, kind, ...(field === null ? [] : [field])].join(' '),
    );
  return {
    database: () => db.database,
    store: { store: (...args: Parameters<ObservationStore['store']>) => store.store(...args) },
    devicesOf,
    eventsOf,
    told,
  };
}
