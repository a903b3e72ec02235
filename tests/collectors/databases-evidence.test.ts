import type { Duplex } from 'node:stream';
import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/databases/index.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { Transport } from '../../src/platform/ssh/transport.js';
import { startRedis } from '../helpers/database-servers.js';
import { createShimHost, type Shim } from '../helpers/shim-host.js';
import { startSshdFleet } from '../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../helpers/sshd-target.js';
import { after, createHost, items, local, ss, states } from '../helpers/database-host.js';

const DOCKER_PS = { args: 'ps --no-trunc --format {{json .}}', file: 'databases/docker-ps-27.txt' };

test('containers: one observation each, inspected where ps does not say where they are', async (t) => {
  const refuse = async (): Promise<Duplex> => {
    throw new RemoteError('connection_refused', 'nobody there');
  };
  const docker: Shim = {
    answers: [
      DOCKER_PS,
      { args: /^inspect .* cache$/, file: 'databases/inspect-bridge.txt' },
      { args: /^inspect .* hostdb$/, file: 'databases/inspect-host.txt' },
    ],
  };
  const listeners: Shim = {
    answers: [
      { args: '-Hltnp', file: 'databases/ss-6.1-root.txt' },
      { args: '-Hlxp', stdout: '' },
    ],
  };
  const host = await createHost(t, {
    open: refuse,
    shims: { docker, ss: listeners, ps: `cat ${process.cwd()}/tests/fixtures/commands/databases/ps-procps.txt` },
  });
  const first = await host.collect();
  const contained = items(first).filter(({ containerName }) => containerName !== null);
  t.deepEqual(
    contained.map(({ identity, address, port }) => `${identity} ${address}:${port}`),
    [
      'mariadb:container:hostdb:3306 127.0.0.1:3310',
      'minio:container:store:9000 127.0.0.1:9100',
      'mongodb:container:linked:27017 127.0.0.1:27018',
      'postgresql:container:custom:5432 127.0.0.1:5500',
      'postgresql:container:shop-db-1:5432 127.0.0.1:5433',
      'redis:container:cache:6379 172.18.0.4:6379',
    ],
  );
  t.false((await host.calls()).some(({ args }) => args.includes('mystery')));
  await host.replace('docker', 'exit 1');
  const second = await host.collect(after(first));
  t.false(second.observations.databases?.complete);
  t.true(second.failures.some((failure) => failure.class === 'docker_unavailable'));
  await host.replace('docker', docker);
  const third = await host.collect(after(second));
  t.deepEqual(
    items(third).map(({ identity }) => identity),
    items(first).map(({ identity }) => identity),
  );
  t.true(third.observations.databases?.complete);
});

test('where ss is missing netstat tells, and where that fails the kernel’s own table', async (t) => {
  const redis = await startRedis();
  t.teardown(() => redis.stop());
  const shim = await createShimHost({
    ps: 'echo "PID PPID COMMAND COMMAND"',
    netstat: { answers: [{ args: '-lntp', file: 'databases/netstat-busybox.txt' }] },
  });
  t.teardown(shim.close);
  const transport: Transport = { ...shim.transport, open: () => local.open({ host: '127.0.0.1', port: redis.port }) };
  const request = { collectors: [collector], host: shim.host };
  const [collected] = (await collectHost(transport, request)).collected;
  t.deepEqual(collected === undefined ? [] : states(collected), ['redis:6380 online']);
  await shim.replace('netstat', 'exit 1');
  await shim.replace('cat', { files: { '/proc/net/tcp': 'databases/proc-net-tcp.txt', '/proc/net/tcp6': null } });
  const [again] = (await collectHost(transport, request)).collected;
  t.deepEqual(again === undefined ? [] : states(again), ['redis:6379 online']);
});

test('on a host without any of the tools nothing is observed, and nothing is said to be gone', async (t) => {
  const shim = await createShimHost({ cat: 'exit 1' });
  t.teardown(shim.close);
  const [collected] = (await collectHost(shim.transport, { collectors: [collector], host: shim.host })).collected;
  t.not(collected?.observations.databases?.complete, true);
  t.deepEqual(collected?.failures, []);
});

test('over SSH: twelve databases in one connection', async (t) => {
  const servers = await Promise.all(Array.from({ length: 12 }, () => startRedis(['--save', ''])));
  t.teardown(() => Promise.all(servers.map((server) => server.stop())));
  const fleet = await startSshdFleet({ hosts: [{ name: 'plain' }] });
  const pool = new ConnectionPool();
  t.teardown(async () => {
    await pool.close();
    await fleet.stop();
  });
  const { transport } = await pool.lease(describeFleetTarget(fleet, fleet.host('plain')));
  const ps = `printf 'PID PPID COMMAND COMMAND\\n${servers.map((_, index) => `${100 + index} 1 redis-server redis-server`).join('\\n')}\\n'`;
  const host = await createHost(t, {
    shims: { ss: ss(...servers.map(({ port }) => [port, 'redis-server'] as const)), ps },
    open: (target) => transport.open(target),
  });
  const startedAt = performance.now();
  const collected = await host.collect();
  t.log(`12 databases in ${Math.round(performance.now() - startedAt)} ms`);
  t.is(states(collected).filter((state) => state.endsWith('online')).length, 12);
  t.deepEqual(collected.failures, []);
});
