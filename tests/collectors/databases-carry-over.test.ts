import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { MAX_DATABASES, reconcile, type Round } from '../../src/collectors/databases/carry-over.js';
import type { ContainerList } from '../../src/collectors/databases/evidence.js';
import type { Evidence } from '../../src/collectors/databases/server.js';
import { parseContainers, parseInspected } from '../../src/collectors/databases/parse-containers.js';
import {
  parseNetstat,
  parseProcNet,
  parseSsListeners,
  parseSsUnix,
} from '../../src/collectors/databases/parse-listeners.js';
import { parsePackages } from '../../src/collectors/databases/parse-packages.js';
import { parseProcesses } from '../../src/collectors/databases/parse-processes.js';
import { parseUnits } from '../../src/collectors/databases/parse-units.js';
import { databaseSchema, type KnownDatabase } from '../../src/collectors/databases/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';
import { NONE, full, inspectedAs, listing, read } from '../helpers/database-evidence.js';

// What happens from one collection to the next.

const dockerOf = (evidence: Evidence): ContainerList | undefined => evidence.containers[0];
const roundOf = (evidence: Partial<Round>): Round => ({
  ...full,
  units: undefined,
  answered: { docker: dockerOf({ ...full, ...evidence }), podman: undefined },
  ...evidence,
});
const known = reconcile(roundOf({}), []);
const presence = (databases: readonly KnownDatabase[], identity: string): string | undefined =>
  databases.find(({ endpoint }) => endpoint.identity === identity)?.presence;
const EMPTY = listing('');
const noContainers: ContainerList = { answered: true, containers: [] };

test('what is found again is the same, and nothing is found twice', (t) => {
  const again = reconcile(roundOf({}), known);
  t.deepEqual(again, known);
  t.is(new Set(again.map(({ endpoint }) => endpoint.identity)).size, again.length);
});

test('a container that was recreated keeps its identity, and takes its new id', (t) => {
  const containers =
    dockerOf(full)?.containers.map((one) => (one.name === 'shop-db-1' ? { ...one, id: 'f'.repeat(64) } : one)) ?? [];
  const list = { answered: true, containers };
  const again = reconcile(roundOf({ containers: [list], answered: { docker: list, podman: undefined } }), known);
  const database = again.find(({ endpoint }) => endpoint.identity === 'postgresql:container:shop-db-1:5432');
  t.is(database?.presence, 'present');
  t.is(database?.endpoint.containerId, 'f'.repeat(64));
});

test('while Docker does not answer its databases are unseen, or the same behind their ports: none is gone, none is new', (t) => {
  const silent: ContainerList = { answered: false, containers: [] };
  const again = reconcile(
    roundOf({ containers: [silent], answered: { docker: silent, podman: undefined }, inspected: new Map() }),
    known,
  );
  const identities = (databases: readonly KnownDatabase[]) =>
    databases
      .filter(({ endpoint }) => endpoint.certainty !== 'suspected')
      .map(({ endpoint }) => endpoint.identity)
      .toSorted();
  t.deepEqual(identities(again), identities(known));
  t.is(presence(again, 'redis:container:cache:6379'), 'unseen');
});

test('a container that was removed is gone, one that was stopped is offline', (t) => {
  const inspected = new Map([
    ['shop-db-1', inspectedAs('exited')],
    ['cache', null],
  ]);
  const round = roundOf({
    containers: [noContainers],
    answered: { docker: noContainers, podman: undefined },
    inspected,
  });
  const listeners = {
    ...full.listeners,
    rows: full.listeners?.rows.filter(({ port }) => port !== 5433) ?? [],
    whole: true,
  };
  const again = reconcile({ ...round, listeners }, known);
  t.is(presence(again, 'postgresql:container:shop-db-1:5432'), 'absent');
  t.deepEqual(again.find(({ presence: state }) => state === 'absent')?.absence, {
    status: 'offline',
    reason: 'The container shop-db-1 is exited.',
  });
  t.is(presence(again, 'redis:container:cache:6379'), undefined);
});

test('a list of listeners that is not whole proves no absence', (t) => {
  const again = reconcile(roundOf({ listeners: { rows: [], whole: false } }), known);
  t.is(presence(again, 'redis:6379'), 'unseen');
});

test('what was there and is not: offline while a unit is meant to run it, or for a day where no unit tells', (t) => {
  const units = parseUnits(read('systemctl-show-252.txt')).value;
  const quiet = {
    listeners: EMPTY,
    unix: { rows: [], whole: true },
    processes: { rows: [], whole: true },
    containers: [noContainers],
  };
  const round = roundOf({ ...quiet, units, answered: { docker: noContainers, podman: undefined } });
  const only = (identity: string) => known.filter(({ endpoint }) => endpoint.identity === identity);
  const [postgres] = reconcile(round, only('postgresql:5432')).filter(
    ({ endpoint }) => endpoint.engine === 'postgresql',
  );
  t.deepEqual(postgres?.absence, {
    status: 'offline',
    reason: 'The unit postgresql@15-main.service is enabled and failed.',
  });
  const [redis] = reconcile(round, only('redis:6379')).filter(({ endpoint }) => endpoint.engine === 'redis');
  t.is(redis?.absence?.status, 'starting');
  const minio = reconcile({ ...round, units: [] }, only('minio:9000'));
  t.is(minio[0]?.absence?.status, 'offline');
  const dayLater = minio.map((one) => ({ ...one, missed: 288 }));
  t.deepEqual(reconcile({ ...round, units: [] }, dayLater), []);
});

test('a unit that somebody disabled, or whose server moved to another port, leaves nothing offline behind', (t) => {
  const quiet = {
    unix: { rows: [], whole: true },
    containers: [noContainers],
    answered: { docker: noContainers, podman: undefined },
  };
  const previous = known.filter(({ endpoint }) => endpoint.identity === 'postgresql:5432');
  const disabled = [{ name: 'postgresql@15-main.service', activeState: 'inactive', enabled: false }];
  t.deepEqual(reconcile(roundOf({ ...quiet, listeners: EMPTY, units: disabled }), previous), []);
  const moved = listing('LISTEN 0 1 127.0.0.1:5440 *:* users:(("postgres",pid=812,fd=7))\n');
  const active = [{ name: 'postgresql@15-main.service', activeState: 'active', enabled: true }];
  const again = reconcile(roundOf({ ...quiet, listeners: moved, units: active }), previous);
  t.deepEqual(
    again.map(({ endpoint, presence: state }) => `${endpoint.identity} ${state}`),
    ['postgresql:5440 present'],
  );
});

test('a server that is enabled and was never seen is offline; a unit that is not enabled is nothing by itself', (t) => {
  const units = parseUnits(read('systemctl-show-252.txt')).value;
  const databases = reconcile(
    { ...NONE, listeners: EMPTY, units, answered: { docker: undefined, podman: undefined } },
    [],
  );
  t.deepEqual(
    databases.map(({ endpoint, absence }) => `${endpoint.identity} ${absence?.status}`),
    ['postgresql:5432 offline', 'redis:6379 starting'],
  );
});

test('no output makes a parser throw but ParseError, or facts that their schema would not take back', (t) => {
  const seeds = fixtureNames('databases').map(fixture);
  const mutated = fc
    .record({
      seed: fc.constantFrom(...seeds),
      at: fc.nat(4000),
      cut: fc.nat(60),
      piece: fc.string({ unit: 'binary', maxLength: 20 }),
    })
    .map(({ seed, at, cut, piece }) => seed.slice(0, at % seed.length) + piece + seed.slice((at % seed.length) + cut));
  const tryTo = <T>(parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      t.true(error instanceof ParseError, String(error));
      return undefined;
    }
  };
  fc.assert(
    fc.property(
      fc.tuple(mutated, mutated, mutated, mutated, mutated),
      fc.boolean(),
      ([ss, unix, ps, docker, other], truncated) => {
        const output = (text: string) => ({ ...outputOf(text), truncated });
        const list = parseContainers('docker', output(docker)).value;
        const inspected = tryTo(() => parseInspected(output(other)).value) ?? null;
        parseNetstat(output(other));
        parseProcNet(output(other));
        const round: Round = {
          listeners: parseSsListeners(output(ss)).value,
          unix: parseSsUnix(output(unix)).value,
          processes: parseProcesses(output(ps)).value,
          containers: [list],
          inspected: new Map([['cache', inspected]]),
          units: parseUnits(output(other)).value,
          packages: parsePackages('dpkg-query', output(other)).value,
          answered: { docker: list, podman: undefined },
        };
        const databases = reconcile(round, known);
        t.true(databases.length <= MAX_DATABASES);
        for (const database of databases) t.true(databaseSchema.safeParse(database).success, JSON.stringify(database));
        reconcile(round, databases);
      },
    ),
    { numRuns: runs(1500) },
  );
});
