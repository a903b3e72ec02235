import test from 'ava';
import { parseContainers } from '../../src/collectors/databases/parse-containers.js';
import {
  parseNetstat,
  parseProcNet,
  parseSsListeners,
  parseSsUnix,
  splitAddress,
} from '../../src/collectors/databases/parse-listeners.js';
import { parseProcesses } from '../../src/collectors/databases/parse-processes.js';
import { imageBaseName, signatureOfContainer } from '../../src/collectors/databases/signatures.js';
import type { DatabaseEngine } from '../../src/domain/inventory/database-instance.js';
import { outputOf } from './fixtures.js';
import { read } from '../helpers/database-evidence.js';

test('ss of both ages: addresses of either family, zones, mapped ones, processes and their absence', (t) => {
  const young = parseSsListeners(read('ss-6.1-root.txt'));
  t.deepEqual(young.errors, []);
  t.true(young.value.whole);
  t.deepEqual(young.value.rows[0], { address: '127.0.0.1', port: 5432, pid: 812, process: 'postgres' });
  t.deepEqual(young.value.rows.find(({ port }) => port === 53)?.address, '127.0.0.53');
  t.deepEqual(
    young.value.rows.find(({ port }) => port === 3306),
    { address: '*', port: 3306, pid: 1001, process: 'mysqld' },
  );
  const old = parseSsListeners(read('ss-4.11-user.txt'));
  t.deepEqual(old.errors, []);
  t.deepEqual(
    old.value.rows.map(({ address, port, pid }) => [address, port, pid]),
    [
      ['127.0.0.1', 5432, null],
      ['*', 6379, null],
      ['*', 6379, null],
      ['*', 8080, null],
      ['127.0.0.1', 9000, null],
    ],
  );
});

test('a row of ss that is not understood costs itself, and the list is no longer whole', (t) => {
  const { value, errors } = parseSsListeners(outputOf('LISTEN 0 1 127.0.0.1:5432 *:*\nLISTEN 0 1 what *:*\n'));
  t.is(value.rows.length, 1);
  t.false(value.whole);
  t.is(errors.length, 1);
  t.false(parseSsListeners({ ...outputOf('LISTEN 0 1 1.2.3.4:1 *:*\nLIST'), truncated: true }).value.whole);
});

test('unix sockets: paths with blanks, no abstract ones', (t) => {
  const { value, errors } = parseSsUnix(read('ss-unix-6.1-root.txt'));
  t.deepEqual(errors, []);
  t.true(value.rows.some(({ path }) => path === '/srv/app one/cache.socket'));
  t.false(value.rows.some(({ path }) => path.includes('X11')));
});

test('netstat of net-tools and of BusyBox', (t) => {
  t.deepEqual(parseNetstat(read('netstat-net-tools.txt')).value.rows, [
    { address: '127.0.0.1', port: 5432, pid: 812, process: 'postgres' },
    { address: '*', port: 22, pid: 600, process: 'sshd' },
    { address: '*', port: 3306, pid: null, process: null },
    { address: '::1', port: 5432, pid: 812, process: 'postgres' },
    { address: '*', port: 6379, pid: 900, process: 'redis-server' },
  ]);
  t.deepEqual(
    parseNetstat(read('netstat-busybox.txt')).value.rows.map(({ port, pid }) => [port, pid]),
    [
      [6380, 400],
      [3307, null],
    ],
  );
});

test('/proc/net/tcp and tcp6: the byte order of the host, listeners only', (t) => {
  const { value, errors } = parseProcNet(read('proc-net-tcp.txt'));
  t.deepEqual(errors, []);
  t.deepEqual(
    value.rows.map(({ address, port }) => `${address} ${port}`),
    ['127.0.0.1 5432', '* 6379', '::1 5432', '2001:db8:0:0:123:4567:89ab:cdef 3306', '127.0.0.1 27049'],
  );
});

test('ports of arguments are read, sentinels marked, and no argument is kept', (t) => {
  const { value } = parseProcesses(read('ps-procps.txt'));
  t.deepEqual(value.rows.find(({ pid }) => pid === 900)?.port, 6379);
  t.deepEqual(value.rows.find(({ pid }) => pid === 1600)?.port, 9000);
  t.deepEqual(
    value.rows.flatMap(({ pid, isSentinel }) => (isSentinel ? [pid] : [])),
    [950],
  );
  t.false(JSON.stringify(value).includes('hunter2'));
  t.deepEqual(
    parseProcesses(read('ps-busybox.txt')).value.rows.map(({ name, port }) => [name, port]),
    [
      ['redis-server', 6380],
      ['mariadbd', 3307],
    ],
  );
});

test('a broken row of ps is told without its text: arguments hold secrets', (t) => {
  const { errors } = parseProcesses(outputOf('  PID PPID COMMAND COMMAND\nmysqld --password=hunter2\n'));
  t.is(errors.length, 1);
  t.false(String(errors[0]?.message).includes('hunter2'));
});

test('images are known by their own name, whatever the registry, tag or digest', (t) => {
  const names: Record<string, DatabaseEngine | undefined> = {
    postgres: 'postgresql',
    'postgres:16': 'postgresql',
    'localhost:5000/a/b/postgis:16-3.4': 'postgresql',
    'docker.io/library/postgres@sha256:abc': 'postgresql',
    'bitnami/mariadb:11': 'mariadb',
    'percona:8': 'mysql',
    'valkey/valkey:8-alpine': 'redis',
    'redis/redis-stack': 'redis',
    'quay.io/minio/minio': 'minio',
    'prometheuscommunity/postgres-exporter': undefined,
    'oliver006/redis_exporter': undefined,
    'mongo-express:1': undefined,
    'minio/mc': undefined,
    'redis/redisinsight': undefined,
  };
  for (const [image, engine] of Object.entries(names)) t.is(signatureOfContainer(image, '')?.engine, engine, image);
  t.is(signatureOfContainer('e5c4d3', '"docker-entrypoint.sh postgres"')?.engine, 'postgresql');
  t.is(signatureOfContainer('x', '"/bin/postgres_exporter --web"')?.engine, undefined);
  t.is(imageBaseName('host:5000/Team/DB:1@sha256:00'), 'db');
});

test('Docker’s ports: ranges, both families, UDP, unpublished; names with links', (t) => {
  const { value, errors } = parseContainers('docker', read('docker-ps-27.txt'));
  t.deepEqual(errors, []);
  t.true(value.answered);
  const web = value.containers.find(({ name }) => name === 'web');
  t.is(web?.published.length, 12);
  t.deepEqual(value.containers.find(({ name }) => name === 'linked')?.published, [
    { address: '127.0.0.1', port: 27_018, containerPort: 27_017 },
  ]);
  t.deepEqual(value.containers.find(({ name }) => name === 'cache')?.exposed, [6379]);
});

test('Podman’s lists are objects, one a line or all in an array', (t) => {
  for (const name of ['podman-ps-5.txt', 'podman-ps-array.txt']) {
    const { value } = parseContainers('podman', read(name));
    t.deepEqual(
      value.containers.map(({ engine, published }) => [engine, published[0]?.port]),
      [
        ['redis', 6390],
        ['mysql', undefined],
      ],
    );
  }
});

test('an engine that does not answer is not an engine without containers', (t) => {
  t.deepEqual(parseContainers('docker', { ...outputOf(''), exitCode: 1 }).value, { answered: false, containers: [] });
  t.deepEqual(parseContainers('docker', outputOf('')).value, { answered: true, containers: [] });
  t.false(parseContainers('docker', outputOf('{"broken')).value.answered);
});

test('addresses that are none are refused', (t) => {
  for (const text of ['', ':', '1.2.3.4', '1.2.3.4:0', '1.2.3.4:70000', 'name:5432', '[::1]', '$(x):5432']) {
    t.is(splitAddress(text), undefined, text);
  }
});
