import { execFileSync } from 'node:child_process';
import { fc, runs } from '../helpers/properties.js';
import test, { type ExecutionContext } from 'ava';
import { reconcile, type Round } from '../../src/collectors/databases/carry-over.js';
import type { InstalledPackage, Unit } from '../../src/collectors/databases/evidence.js';
import { packageToolOf, type PackageTool } from '../../src/collectors/databases/package-managers.js';
import { parsePackages } from '../../src/collectors/databases/parse-packages.js';
import { parseProcesses } from '../../src/collectors/databases/parse-processes.js';
import type { DatabasesFacts, KnownDatabase } from '../../src/collectors/databases/schema.js';
import { startRedis } from '../helpers/database-servers.js';
import { NONE, listing, read } from '../helpers/database-evidence.js';
import { after, createHost, items, ss, states } from '../helpers/database-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const brief = (packages: readonly InstalledPackage[]): string[] =>
  packages.map(({ engine, name, version }) => `${engine} ${name} ${version}`);

test('dpkg-query: what is installed of servers, once each; what was removed, clients and wrappers are none', (t) => {
  const debian = parsePackages('dpkg-query', read('dpkg-query-12.txt'));
  t.deepEqual(debian.errors, []);
  t.deepEqual(brief(debian.value), [
    'postgresql postgresql-15 15.18',
    'redis redis-server 7.0.15',
    'mariadb mariadb-server 10.11.19',
  ]);
  t.deepEqual(brief(parsePackages('dpkg-query', read('dpkg-query-ubuntu-22.txt')).value), [
    'mongodb mongodb-org-server 7.0.14',
    'mysql mysql-server-8.0 8.0.39',
    'postgresql postgresql-13 13.16',
    'postgresql postgresql-16 16.4',
    'minio minio 20240913200260.0.0',
  ]);
});

test('rpm, apk and pacman: the same name is a server here and a client there', (t) => {
  t.deepEqual(brief(parsePackages('rpm', read('rpm-el9.txt')).value), [
    'postgresql postgresql-server 13.14',
    'postgresql postgresql15-server 15.8',
    'mariadb mariadb-server 10.5.22',
    'redis redis 6.2.7',
    'mongodb mongodb-org-server 6.0.17',
    'mysql mysql-community-server 8.4.2',
  ]);
  t.deepEqual(
    brief(parsePackages('rpm', read('rpm-suse-15.txt')).value),
    ['postgresql postgresql16-server 16.3', 'redis valkey 7.2.6'],
    'a package that only pulls in another is none',
  );
  t.deepEqual(brief(parsePackages('rpm', outputOf('mariadb\t10.5.22\n')).value), []);
  t.deepEqual(brief(parsePackages('apk', read('apk-3.20.txt')).value), [
    'postgresql postgresql16 16.4',
    'mariadb mariadb 10.11.8',
    'redis redis 7.2.5',
  ]);
  t.deepEqual(brief(parsePackages('pacman', read('pacman-7.txt')).value), [
    'postgresql postgresql 16.4',
    'mariadb mariadb 11.5.2',
    'redis valkey 8.0.0',
  ]);
});

test('a line that is broken costs that line', (t) => {
  const { value, errors } = parsePackages('dpkg-query', outputOf('%%%\nii \tredis-server\t5:7.0.15-1\n'));
  t.is(value.length, 1);
  t.is(errors.length, 1);
});

test('the tool is that of the host’s own package manager, and of an image without one the list that it has', (t) => {
  const toolOf = (...tools: string[]) =>
    packageToolOf({ tools: Object.fromEntries(tools.map((tool) => [tool, ''])), sudo: 'none' });
  t.is(toolOf('rpm', 'apt-get', 'dpkg-query'), 'dpkg-query');
  t.is(toolOf('dpkg-query', 'dnf', 'rpm'), 'rpm');
  t.is(toolOf('apk'), 'apk');
  t.is(toolOf('pacman'), 'pacman');
  t.is(toolOf('rpm'), 'rpm');
  t.is(toolOf('ss'), undefined);
});

const REDIS: InstalledPackage = { engine: 'redis', name: 'redis-server', version: '7.0.15' };
const unit = (activeState: string, enabled: boolean): Unit => ({ name: 'redis-server.service', activeState, enabled });
const quiet: Round = {
  ...NONE,
  listeners: listing(''),
  unix: { rows: [], whole: true },
  processes: { rows: [], whole: true },
  units: [unit('inactive', false)],
  answered: { docker: undefined, podman: undefined },
  packages: [REDIS],
};
const told = (databases: readonly KnownDatabase[]): string[] =>
  databases.map(({ endpoint, presence, absence }) =>
    [endpoint.identity, presence, absence?.status ?? '-', endpoint.foundBy.join('+')].join(' '),
  );

test('an installed server that does not run and is not meant to is stopped; one that is meant to run is offline', (t) => {
  const first = reconcile(quiet, []);
  t.deepEqual(told(first), ['redis:6379 absent stopped package']);
  t.is(
    first[0]?.absence?.reason,
    'It is installed (redis-server 7.0.15) and does not run, and its unit redis-server.service is not enabled.',
  );
  t.deepEqual(
    reconcile(quiet, first).map(({ endpoint, absence }) => [endpoint, absence]),
    [[first[0]?.endpoint, first[0]?.absence]],
  );
  t.deepEqual(told(reconcile({ ...quiet, units: undefined }, first)), ['redis:6379 absent stopped package']);
  t.deepEqual(told(reconcile({ ...quiet, packages: [] }, first)), [], 'it was removed');
  t.deepEqual(told(reconcile({ ...quiet, units: [unit('failed', true)] }, [])), [
    'redis:6379 absent offline unit+package',
  ]);
});

test('what listens, runs, or cannot be seen in full is not called stopped', (t) => {
  const running = listing('LISTEN 0 1 127.0.0.1:6380 *:* users:(("redis-server",pid=900,fd=7))\n');
  t.deepEqual(told(reconcile({ ...quiet, listeners: running }, reconcile(quiet, []))), [
    'redis:6380 present - listener',
  ]);
  const processes = parseProcesses(outputOf('900 1 redis-server /usr/bin/redis-server unixsocket:/srv/a\n')).value;
  t.deepEqual(told(reconcile({ ...quiet, processes }, [])), []);
  t.deepEqual(told(reconcile({ ...quiet, listeners: { rows: [], whole: false } }, [])), []);
  t.deepEqual(told(reconcile({ ...quiet, processes: undefined }, [])), []);
});

test('a server that somebody disabled is stopped under the identity that it had, and gone when it is removed', (t) => {
  const processes = parseProcesses(outputOf('900 1 redis-server /usr/bin/redis-server *:6379\n')).value;
  const running = {
    ...quiet,
    listeners: listing('LISTEN 0 1 *:6379 *:* users:(("redis-server",pid=900,fd=7))\n'),
    processes,
  };
  const before = reconcile({ ...running, units: [unit('active', true)] }, []);
  t.deepEqual(told(before), ['redis:6379 present - listener+process+package']);
  t.is(before[0]?.endpoint.packageVersion, '7.0.15');
  const disabled = reconcile(quiet, before);
  t.deepEqual(told(disabled), ['redis:6379 absent stopped listener+process+package']);
  t.deepEqual(told(reconcile(running, disabled)), ['redis:6379 present - listener+process+package']);
  t.deepEqual(told(reconcile({ ...quiet, packages: undefined }, before)), []);
});

test('a version is taken of the package only whose program runs: another place, another release, a container are not it', (t) => {
  const versionOf = (program: string, packages: readonly InstalledPackage[], engine = 'postgres') => {
    const listeners = listing(`LISTEN 0 1 127.0.0.1:7000 *:* users:(("${engine}",pid=812,fd=7))\n`);
    const processes = parseProcesses(outputOf(`812 1 ${engine} ${program} -D /data\n`)).value;
    return reconcile({ ...quiet, listeners, processes, packages }, [])[0]?.endpoint.packageVersion;
  };
  const two: InstalledPackage[] = ['13.16', '16.4'].map((version) => ({
    engine: 'postgresql',
    name: `postgresql-${version.slice(0, 2)}`,
    version,
  }));
  t.is(versionOf('/usr/lib/postgresql/16/bin/postgres', two), '16.4');
  t.is(versionOf('/usr/pgsql-13/bin/postgres', two), '13.16');
  t.is(versionOf('/usr/libexec/postgresql16/postgres', two), '16.4');
  t.is(versionOf('/usr/lib/postgresql/15/bin/postgres', two), undefined);
  t.is(versionOf('/usr/bin/postgres', two), null, 'which of them is not told');
  t.is(versionOf('/usr/local/bin/postgres', two.slice(0, 1)), undefined);
  t.is(versionOf('postgres', two.slice(0, 1)), undefined);
  t.is(versionOf('/usr/bin/redis-server', [REDIS], 'redis-server'), '7.0.15');
});

test('a login_required server has the version of its package, and the package manager is asked once an hour', async (t) => {
  const redis = await startRedis(['--requirepass', 'open sesame']);
  t.teardown(redis.stop);
  const ps = `printf 'PID PPID COMMAND COMMAND\\n100 1 redis-server /usr/bin/redis-server *:${redis.port}\\n'`;
  const file = 'databases/dpkg-query-12.txt';
  const host = await createHost(t, {
    shims: { ss: ss([redis.port, 'redis-server']), ps, 'dpkg-query': { answers: [{ args: '*', file }] } },
  });
  let last = await host.collect();
  t.deepEqual(last.failures, []);
  t.deepEqual(states(last).toSorted(), [
    'mariadb:3306 stopped',
    'postgresql:5432 stopped',
    `redis:${redis.port} login_required`,
  ]);
  const redisItem = items(last).find(({ engine }) => engine === 'redis');
  t.is(redisItem?.version, '7.0.15');
  t.deepEqual(redisItem?.foundBy, ['listener', 'process', 'package']);
  t.deepEqual(
    items(last)
      .map(({ engine, version }) => `${engine} ${version}`)
      .toSorted(),
    ['mariadb 10.11.19', 'postgresql 15.18', 'redis 7.0.15'],
  );
  const up = last.samples.filter(({ metric }) => metric === 'database_up');
  t.deepEqual(up.map(({ labels, value }) => `${labels['database']} ${value}`).toSorted(), [
    'mariadb:3306 null',
    'postgresql:5432 null',
    `redis:${redis.port} 1`,
  ]);
  for (let count = 0; count < 12; count += 1) {
    const next = await host.collect(after(last));
    t.deepEqual(states(next), states(last));
    last = next;
  }
  const asked = (await host.calls()).filter(({ tool }) => tool === 'dpkg-query');
  t.is(asked.length, 2);
  t.like(asked[0]?.args, { 0: '-W' });
});

test('a package manager that fails costs its evidence, and nothing else', async (t) => {
  const host = await createHost(t, { shims: { 'dpkg-query': 'exit 2' } });
  const first = await host.collect();
  t.is(first.failures.length, 1);
  t.deepEqual(states(first), []);
  t.is((first.facts as DatabasesFacts).packages?.installed, null);
});

test('no list makes the parser throw, or name a package that is not of a server', (t) => {
  const seeds = fixtureNames('databases').map(fixture);
  const tools = fc.constantFrom('dpkg-query', 'rpm', 'apk', 'pacman');
  fc.assert(
    fc.property(
      tools,
      fc.constantFrom(...seeds),
      fc.nat(4000),
      fc.string({ unit: 'binary' }),
      (tool, seed, at, piece) => {
        const text = seed.slice(0, at % seed.length) + piece + seed.slice(at % seed.length);
        const { value } = parsePackages(tool as PackageTool, outputOf(text));
        t.true(value.every(({ engine, version }) => engine.length > 0 && version.length <= 200));
      },
    ),
    { numRuns: runs(2000) },
  );
});

test('the package manager of this machine tells of the servers that it installed', async (t: ExecutionContext) => {
  const real = execFileSync('dpkg-query', ['-W', '-f=${Version}', 'redis-server'], { encoding: 'utf8' });
  const dpkg = `exec /usr/bin/dpkg-query "$@"`;
  const host = await createHost(t, { shims: { 'dpkg-query': dpkg } });
  const found = items(await host.collect());
  const redis = found.find(({ identity }) => identity === 'redis:6379');
  t.is(redis?.status, 'stopped');
  t.true(real.includes(`:${redis?.version ?? 'none'}-`), real);
  t.deepEqual(redis?.foundBy, ['package']);
});
