import test from 'ava';
import { findServers } from '../../src/collectors/databases/find-servers.js';
import { parseSsUnix } from '../../src/collectors/databases/parse-listeners.js';
import { parseProcesses } from '../../src/collectors/databases/parse-processes.js';
import { outputOf } from './fixtures.js';
import { NONE, brief, full, listing, read } from '../helpers/database-evidence.js';

test('all evidence of one server becomes one, side ports and consoles none', (t) => {
  t.deepEqual(brief(findServers(full)), [
    'mariadb:container:hostdb:3306 at 127.0.0.1:3310 certain',
    'minio:9000 at 127.0.0.1:9000 certain',
    'minio:container:store:9000 at 127.0.0.1:9100 certain',
    'mongodb:27017 at 10.0.0.5:27017 certain',
    'mongodb:container:linked:27017 at 127.0.0.1:27018 certain',
    'mysql:3306 at 127.0.0.1:3306 certain',
    'postgresql:5432 at 127.0.0.1:5432 certain',
    'postgresql:container:custom:5432 at 127.0.0.1:5500 certain',
    'postgresql:container:shop-db-1:5432 at 127.0.0.1:5433 certain',
    'redis:6379 at 127.0.0.1:6379 certain',
    'redis:container:cache:6379 at 172.18.0.4:6379 certain',
    'redis:container:mystery:6379 at 127.0.0.1:7000 suspected',
    'redis:socket:/srv/app one/cache.socket at -:- certain',
  ]);
  const postgres = findServers(full).find(({ identity }) => identity === 'postgresql:5432');
  t.is(postgres?.socketPath, '/run/postgresql/.s.PGSQL.5432');
  t.deepEqual(postgres?.foundBy, ['listener', 'socket', 'process']);
});

test('until a container’s server tells its version itself, the tag of its image does', (t) => {
  const versions = new Map(findServers(full).map(({ identity, packageVersion }) => [identity, packageVersion]));
  t.is(versions.get('postgresql:container:shop-db-1:5432'), '16.3');
  t.is(versions.get('redis:container:cache:6379'), '7');
  t.is(versions.get('minio:container:store:9000'), null);
});

test('a listener of a process with another name is nothing, on whatever port', (t) => {
  const listeners = listing('LISTEN 0 1 0.0.0.0:5432 *:* users:(("node",pid=9,fd=3))\n');
  t.deepEqual(findServers({ ...NONE, listeners }), []);
});

test('a listener of nobody known is suspected by its port, assumed when such a process runs, certain when it names the port', (t) => {
  const listeners = listing('LISTEN 0 1 0.0.0.0:6379 *:*\nLISTEN 0 1 0.0.0.0:7777 *:*\n');
  t.deepEqual(brief(findServers({ ...NONE, listeners })), ['redis:6379 at 127.0.0.1:6379 suspected']);
  const processes = (args: string) => parseProcesses(outputOf(`9 1 redis-server ${args}\n`)).value;
  const running = { ...NONE, listeners, processes: processes('/etc/redis.conf') };
  t.deepEqual(brief(findServers(running)), ['redis:6379 at 127.0.0.1:6379 assumed']);
  const telling = { ...NONE, listeners, processes: processes('redis-server *:7777') };
  t.deepEqual(brief(findServers(telling)), [
    'redis:6379 at 127.0.0.1:6379 assumed',
    'redis:7777 at 127.0.0.1:7777 certain',
  ]);
});

test('two servers on one port of different addresses keep apart', (t) => {
  const listeners = listing(
    'LISTEN 0 1 10.0.0.5:6379 *:* users:(("redis-server",pid=8,fd=3))\n' +
      'LISTEN 0 1 127.0.0.1:6379 *:* users:(("redis-server",pid=9,fd=3))\n',
  );
  t.deepEqual(brief(findServers({ ...NONE, listeners })), [
    'redis:10.0.0.5:6379 at 10.0.0.5:6379 certain',
    'redis:6379 at 127.0.0.1:6379 certain',
  ]);
});

test('where nothing tells of listeners, processes do, one for each server', (t) => {
  const servers = findServers({ ...NONE, processes: parseProcesses(read('ps-busybox.txt')).value });
  t.deepEqual(brief(servers), ['mariadb:3307 at 127.0.0.1:3307 assumed', 'redis:6380 at 127.0.0.1:6380 assumed']);
});

test('without its process told, a socket finds its server by the port in its name', (t) => {
  const listeners = listing('LISTEN 0 1 127.0.0.1:5432 *:*\n');
  const unix = parseSsUnix(
    outputOf('u_str LISTEN 0 1 /run/postgresql/.s.PGSQL.5432 1 * 0\nu_str LISTEN 0 1 /tmp/.s.PGSQL.6432 1 * 0\n'),
  ).value;
  t.deepEqual(brief(findServers({ ...NONE, listeners, unix })), [
    'postgresql:5432 at 127.0.0.1:5432 suspected',
    'postgresql:socket:/tmp/.s.PGSQL.6432 at -:6432 assumed',
  ]);
});
