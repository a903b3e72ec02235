import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import type { PoolEvent } from '../../../src/platform/ssh/pool-events.js';
import type { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { connectTcp } from '../../../src/platform/ssh/tcp-socket.js';
import { ask, failsWith } from '../../helpers/both-transports.js';
import { startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';

let fleet: SshdFleet;

test.before(async () => {
  fleet = await startSshdFleet({
    hosts: [
      { name: 'flapping' },
      { name: 'probe' },
      { name: 'refuses', kind: 'refuses_key' },
      { name: 'throttled', maxStartups: '1:100:1' },
      { name: 'hangs', kind: 'hangs' },
      { name: 'full', maxStartups: '1:100:1' },
      { name: 'crowded', maxStartups: '9:100:9' },
    ],
  });
});

test.after.always(() => fleet.stop());

const FAST = { connectBackoff: { firstMs: 100, maxMs: 400 } };

test('leaves a host alone after three failed connects, then lets one probe decide', async (t) => {
  let nowMs = 0;
  const events: PoolEvent[] = [];
  const pool = new ConnectionPool({ now: () => nowMs, onEvent: (event) => void events.push(event) });
  const host = fleet.host('flapping');
  const target = describeFleetTarget(fleet, host);
  await host.stop();
  for (let i = 0; i < 3; i += 1) await failsWith(t, pool.lease(target), 'connection_refused');
  const refused = await failsWith(t, pool.lease(target), 'circuit_open');
  t.is((refused.cause as RemoteError).errorClass, 'connection_refused');
  t.regex(refused.message, /next try is in 30 s/);
  t.is(pool.counters.breakerOpenings, 1);

  nowMs = 30_001;
  const probes = await Promise.allSettled([pool.lease(target), pool.lease(target)]);
  t.deepEqual(
    probes.map((probe) => probe.status === 'rejected' && (probe.reason as RemoteError).errorClass),
    ['connection_refused', 'connection_refused'],
  );
  t.deepEqual(
    events.flatMap((event) => (event.type === 'breaker_opened' ? [event.openMs] : [])),
    [30_000, 60_000],
  );
  await failsWith(t, pool.lease(target), 'circuit_open');

  await host.start();
  const lease = await pool.lease(target, { bypassBreaker: true });
  t.is((await lease.transport.run(ask(':'))).exitCode, 0);
  lease.release();
  pool.forget('flapping');
  (await pool.lease(target)).release();
  await pool.close();
});

test('lets a breaker that was forgotten try at once', async (t) => {
  const pool = new ConnectionPool({ breaker: { failures: 1, firstOpenMs: 60_000, maxOpenMs: 60_000 } });
  const host = fleet.host('probe');
  await host.stop();
  await failsWith(t, pool.lease(describeFleetTarget(fleet, host)), 'connection_refused');
  await host.start();
  await failsWith(t, pool.lease(describeFleetTarget(fleet, host)), 'circuit_open');
  pool.forget('probe');
  (await pool.lease(describeFleetTarget(fleet, host))).release();
  await pool.close();
});

test('stops after two refused logins until the credential changes or the pause is over', async (t) => {
  let nowMs = 0;
  const pool = new ConnectionPool({ now: () => nowMs });
  const host = fleet.host('refuses');
  const target = describeFleetTarget(fleet, host);
  // The log arrives a moment after the refusal.
  const expectTries = async (count: number): Promise<void> => {
    await sleep(100);
    t.is(host.log.split('Failed publickey').length - 1, count);
  };
  for (let i = 0; i < 4; i += 1) await failsWith(t, pool.lease(target), 'auth_rejected');
  await expectTries(2);
  t.is(pool.counters.loginPauses, 1);
  pool.forgetCredential('fleet-key');
  await failsWith(t, pool.lease(target), 'auth_rejected');
  await expectTries(3);
  await failsWith(t, pool.lease(target), 'auth_rejected');
  await failsWith(t, pool.lease(target), 'auth_rejected');
  await expectTries(4);
  nowMs = 600_001;
  await failsWith(t, pool.lease(target), 'auth_rejected');
  await expectTries(5);
  await failsWith(t, pool.lease(target, { bypassBreaker: true }), 'auth_rejected');
  await expectTries(6);
  await failsWith(t, pool.lease({ ...target, credentialId: 'another' }), 'auth_rejected');
  await expectTries(7);
  await pool.close();
});

test('tries again when the server throttles, and gets in when there is room', async (t) => {
  const host = fleet.host('throttled');
  const pool = new ConnectionPool(FAST);
  const blocking = await connectTcp({ host: host.host, port: host.port, timeoutMs: 2_000 });
  await once(blocking, 'data');
  const leased = pool.lease(describeFleetTarget(fleet, host));
  await sleep(150);
  blocking.destroy();
  const lease = await leased;
  t.true(pool.counters.connectRetries > 0);
  lease.release();
  await pool.close();
});

test('does not try again where the server hangs', async (t) => {
  const host = fleet.host('hangs');
  const pool = new ConnectionPool({ ...FAST, readyTimeoutMs: 200 });
  await failsWith(t, pool.lease(describeFleetTarget(fleet, host)), 'handshake_timeout');
  t.is(pool.counters.connectRetries, 0);
  await pool.close();
});

test('gives up on a server that keeps throttling, after three more tries', async (t) => {
  const pool = new ConnectionPool(FAST);
  const throttled = fleet.host('full');
  const blocking = await connectTcp({ host: throttled.host, port: throttled.port, timeoutMs: 2_000 });
  await once(blocking, 'data');
  await failsWith(t, pool.lease(describeFleetTarget(fleet, throttled)), 'connection_throttled');
  t.is(pool.counters.connectRetries, 3);
  blocking.destroy();
  await pool.close();
});

test('keeps the deadline of a connect', async (t) => {
  const pool = new ConnectionPool({ connectDeadlineMs: 200 });
  await failsWith(t, pool.lease(describeFleetTarget(fleet, fleet.host('hangs'))), 'handshake_timeout');
  await pool.close();
});

test('never connects to one host more often at once than its MaxStartups', async (t) => {
  const pool = new ConnectionPool(FAST);
  const logins = Array.from({ length: 20 }, (_unused, index) =>
    describeFleetTarget(fleet, fleet.host('crowded'), { credentialId: `credential-${index}` }),
  );
  const leases = await Promise.all(logins.map((login) => pool.lease(login)));
  t.is(pool.counters.openConnections, 20);
  t.is(pool.counters.connectRetries, 0);
  for (const lease of leases) lease.release();
  await pool.close();
});
