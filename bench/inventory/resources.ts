// Lists of devices with 2,000 servers of ten disks behind them, and what storing a collection costs. Needs
// TEST_DATABASE_URL: `node dist/bench/inventory/resources.js`.
import { createObservationStore } from '../../src/activities/inventory/store-observations.js';
import { readDetailedHealth } from '../../src/operations/inventory/resources/read-health.js';
import { listDevices } from '../../src/operations/inventory/resources/read-devices.js';
import type { CallContext } from '../../src/operations/context.js';
import { createLogger } from '../../src/platform/log/logger.js';
import {
  attribute,
  database,
  device,
  disks,
  newServerId,
  pool,
  pools,
  smart,
  smartOf,
  tick,
} from '../../tests/activities/inventory/observations-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../tests/helpers/database.js';
import { percentile } from '../series/statistics.js';

const SERVERS = 2_000;
const DISKS = 10;
const REPEATS = 50;
const servers = Array.from({ length: SERVERS }, newServerId);

async function fill(db: TestDatabase): Promise<CallContext> {
  const actor = { kind: 'system', id: 'system', name: 'test', role: 'admin', tokenId: null, tokenKind: null } as const;
  const log = createLogger({ level: 'silent' });
  const context: CallContext = { actor, correlationId: 'speed', door: 'system', log, database: db.database };
  const { knex, pool } = db.database;
  const attributes = Array.from({ length: 20 }, (_, n) => attribute(n + 1, `Attribute_${n}`, String(n)));
  const names = Array.from({ length: DISKS }, (_, n) => `sd${String.fromCodePoint(97 + n)}`);
  const template = names.map((name, n) => device(`S${n}`, { name, smart: smart({ attributes, passed: n !== 3 }) }));
  const [first = ''] = servers;
  await createObservationStore(db.database).store([
    tick(first, 0, [disks(...template.map((each) => ({ ...each, smart: null }))), smartOf(template)]),
  ]);
  await knex.raw(
    `insert into servers (id, name, address, transport, labels)
     select id, 'host ' || n, 'x', 'local', jsonb_build_object('role', case when n % 20 = 0 then 'db' else 'web' end)
       from unnest(?::uuid[]) with ordinality as s (id, n)`,
    [servers],
  );
  const columns = (
    await pool.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute where attrelid = 'storage_devices'::regclass and attnum > 0`,
    )
  ).rows.map(({ name }) => name);
  const rest = columns.filter((name) => !['id', 'server_id', 'health'].includes(name)).join(', ');
  await pool.query(
    `insert into storage_devices (id, server_id, health, ${rest})
     select gen_random_uuid(), s.id, case when n % 100 = 7 then 'failing' else 'healthy' end, ${rest}
       from storage_devices, unnest($1::uuid[]) with ordinality as s (id, n)`,
    [servers.slice(1)],
  );
  await pool.query('analyze');
  return context;
}

async function measure(title: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < REPEATS; n += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  const shown = [0.5, 0.95].map((share) => percentile(times, share).toFixed(1).padStart(8));
  process.stdout.write(`${title.padEnd(46)} ${shown.join(' ')}\n`);
}

async function measureLists(context: CallContext): Promise<void> {
  const middle = servers.toSorted()[SERVERS / 2] ?? '';
  const lists = {
    'first page': { limit: 51 },
    'page in the middle': { limit: 51, after: { serverId: middle, name: 'sdc', id: middle } },
    'one server': { limit: 51, serverId: middle },
    failing: { limit: 51, health: 'failing' as const },
    selector: { limit: 51, selector: 'role=db' },
    'rare kind': { limit: 51, type: 'nvme' as const },
  };
  for (const [name, filter] of Object.entries(lists)) {
    await measure(`devices, ${name}`, () => listDevices(context, filter));
  }
  await measure('detailed health', () => readDetailedHealth(context));
}

async function measureUnchanged(db: TestDatabase): Promise<void> {
  const store = createObservationStore(db.database);
  const hosts = (minute: number) =>
    servers
      .slice(1, 26)
      .map((serverId) =>
        tick(serverId, minute, [
          disks(...Array.from({ length: 60 }, (_, n) => device(`${serverId}-${n}`, { name: `sd${n}` }))),
        ]),
      );
  await store.store(hosts(0));
  await measure('storing 25 hosts of 60 disks, as they were', () => store.store(hosts(5)));
}

async function measureAnew(db: TestDatabase): Promise<void> {
  const store = createObservationStore(db.database);
  const server = newServerId();
  const attributes = Array.from({ length: 20 }, (_, n) => attribute(n + 1, `Attribute_${n}`, String(n)));
  const everything = (minute: number) => {
    const items = Array.from({ length: 60 }, (_, n) =>
      device(`E${n}`, { name: `sd${n}`, smart: smart({ attributes, temperatureCelsius: 30 + (minute % 9) }) }),
    );
    const zpools = Array.from({ length: 20 }, (_, n) => pool(`p${n}`, { usedBytes: String(minute * 1_000) }));
    const found = Array.from({ length: 12 }, (_, n) => database(5_000 + n, { details: { minute } }));
    const databases = { observations: { databases: { items: found, complete: true } }, collector: 'databases' };
    return tick(server, minute, [
      disks(...items.map((item) => ({ ...item, smart: null }))),
      smartOf(items),
      pools(...zpools),
      databases,
    ]);
  };
  await store.store([everything(0)]);
  let minute = 0;
  await measure('storing 60 disks, 20 pools, 12 databases anew', () => store.store([everything((minute += 5))]));
}

const db = await createTestDatabase();
try {
  const context = await fill(db);
  process.stdout.write(
    `${SERVERS} servers with ${DISKS} disks; ${REPEATS} times each\n${''.padEnd(46)}      p50      p95 (ms)\n`,
  );
  await measureLists(context);
  await measureUnchanged(db);
  await measureAnew(db);
} finally {
  await db.drop();
}
