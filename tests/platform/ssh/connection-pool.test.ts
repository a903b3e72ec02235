import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import { HostKeyMismatchError } from '../../../src/platform/ssh/host-key.js';
import type { SshTarget } from '../../../src/platform/ssh/pool-target.js';
import { ask, failsWith } from '../../helpers/both-transports.js';
import { generateKeyPair, startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { listDescendants } from '../../helpers/sshd-process.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';
import { waitUntil } from '../../helpers/wait-until.js';

let fleet: SshdFleet;

test.before(async () => {
  const names = ['coalesce', 'restart', 'killed', 'idle', 'keys', 'close', 'overflow', 'cancel', 'half'];
  fleet = await startSshdFleet({
    hosts: [...names, 'scan-1', 'scan-2', 'scan-3', 'scan-4'].map((name) => ({ name })),
  });
});

test.after.always(() => fleet.stop());

const target = (name: string, changes: Partial<SshTarget> = {}): SshTarget =>
  describeFleetTarget(fleet, fleet.host(name), changes);

const ping = (pool: ConnectionPool, to: SshTarget): Promise<number | null> =>
  pool.withTransport(to, async (transport) => (await transport.run(ask(':'))).exitCode);

test('shares one connection among all who want it at once, and keeps it open', async (t) => {
  const pool = new ConnectionPool();
  await Promise.all(Array.from({ length: 20 }, () => ping(pool, target('coalesce'))));
  await ping(pool, target('coalesce'));
  const { handshakes, leases, coalesced, openConnections, activeLeases } = pool.counters;
  t.is(handshakes, 1);
  t.is(leases, 21);
  t.is(coalesced, 19);
  t.is(openConnections, 1);
  t.is(activeLeases, 0);
  await pool.close();
  t.is(pool.counters.openConnections, 0);
});

test('tells a lease which key every host on the way has shown', async (t) => {
  const pool = new ConnectionPool();
  await pool.withTransport(target('coalesce'), (_transport, { hops }) => {
    t.is(hops.length, 1);
    t.is(hops[0]?.id, 'coalesce');
    t.is(hops[0]?.hostKey.fingerprint, fleet.host('coalesce').hostKeys[0]?.fingerprint);
    return Promise.resolve();
  });
  await pool.close();
});

test('reconnects within a lease after sshd was restarted', async (t) => {
  const pool = new ConnectionPool();
  const lease = await pool.lease(target('restart'));
  t.is((await lease.transport.run(ask('echo 1'))).exitCode, 0);
  const lost = lease.transport.run(ask('sleep 30'));
  await sleep(200);
  await fleet.host('restart').restart();
  t.true((await failsWith(t, lost, 'connection_lost')).mayHaveRun);
  t.is((await lease.transport.run(ask('echo 2'))).stdout.toString(), '2\n');
  t.is(pool.counters.handshakes, 2);
  lease.release();
  await pool.close();
});

test('notices that a connection died while nobody used it', async (t) => {
  const pool = new ConnectionPool();
  await ping(pool, target('killed'));
  const host = fleet.host('killed');
  for (const pid of await listDescendants(host.pid ?? -1)) process.kill(pid, 'SIGKILL');
  t.is(await ping(pool, target('killed')), 0);
  await waitUntil(() => pool.counters.openConnections === 1);
  t.is(pool.counters.handshakes, 2);
  await pool.close();
});

for (const [how, options] of [
  ['keep-alive', { keepaliveIntervalMs: 200, keepaliveCountMax: 2 }],
  ['an unanswered channel request', { channelTimeoutMs: 400 }],
] as const) {
  test.serial(`repeats on a new connection what one found dead by ${how} never took`, async (t) => {
    const pool = new ConnectionPool(options);
    await ping(pool, target('half'));
    const pids = await listDescendants(fleet.host('half').pid ?? -1);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    t.is(await ping(pool, target('half')), 0);
    t.is(pool.counters.reconnects, 1);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await pool.close();
  });
}

test('closes what was idle for long enough', async (t) => {
  const pool = new ConnectionPool({ idleTimeoutMs: 100 });
  const lease = await pool.lease(target('idle'));
  await sleep(250);
  t.is(pool.counters.openConnections, 1);
  lease.release();
  lease.release();
  await waitUntil(() => pool.counters.openConnections === 0);
  t.is(pool.counters.idleCloses, 1);
  await pool.close();
});

test('keeps most of a cyclic scan when it has room for fewer connections than hosts', async (t) => {
  const pool = new ConnectionPool({ capacity: 3 });
  const names = ['scan-1', 'scan-2', 'scan-3', 'scan-4'];
  for (let cycle = 0; cycle < 4; cycle += 1) for (const name of names) await ping(pool, target(name));
  // Least recently used would connect 16 times; here the pinned ones stay and only the newest goes.
  t.true(pool.counters.handshakes <= 4 + 3 * 2, `${pool.counters.handshakes} handshakes`);
  t.true(pool.counters.evictions > 0);
  t.is(pool.counters.openConnections, 3);
  await pool.close();
});

test('serves one more than it has room for when all are in use, and does not keep it', async (t) => {
  const pool = new ConnectionPool({ capacity: 1 });
  const first = await pool.lease(target('scan-1'));
  t.is(await ping(pool, target('overflow')), 0);
  await waitUntil(() => pool.counters.openConnections === 1);
  t.is((await first.transport.run(ask(':'))).exitCode, 0);
  t.is(pool.counters.handshakes, 2);
  first.release();
  await pool.close();
});

test('does not use a connection whose host key is no longer the wanted one', async (t) => {
  const pool = new ConnectionPool();
  await ping(pool, target('keys'));
  const other = { kind: 'pinned', keys: [generateKeyPair().blob] } as const;
  await t.throwsAsync(ping(pool, target('keys', { hostKeyPolicy: other })), { instanceOf: HostKeyMismatchError });
  const { fingerprint = '' } = fleet.host('keys').hostKeys[0] ?? {};
  t.is(await ping(pool, target('keys', { hostKeyPolicy: { kind: 'fingerprint', fingerprint } })), 0);
  await pool.close();
});

test('drops the connections of a host or a credential that has changed', async (t) => {
  const pool = new ConnectionPool();
  await ping(pool, target('keys'));
  pool.forget('keys');
  await waitUntil(() => pool.counters.openConnections === 0);
  const lease = await pool.lease(target('keys'));
  pool.forgetCredential('fleet-key');
  t.is((await lease.transport.run(ask('echo still mine'))).exitCode, 0);
  lease.release();
  await waitUntil(() => pool.counters.openConnections === 0);
  t.is(pool.counters.handshakes, 2);
  await pool.close();
});

test('keeps logins apart by user and credential', async (t) => {
  const pool = new ConnectionPool();
  await Promise.all([ping(pool, target('keys')), ping(pool, target('keys', { credentialId: 'other' }))]);
  t.is(pool.counters.openConnections, 2);
  await pool.close();
});

test('rejects what is under way when it closes, and everything after', async (t) => {
  const pool = new ConnectionPool();
  const lease = await pool.lease(target('close'));
  const running = lease.transport.run(ask('sleep 30'));
  const rejected = failsWith(t, running, 'connection_lost');
  await sleep(150);
  const connecting = failsWith(t, ping(pool, target('idle')), 'cancelled');
  await pool.close();
  await Promise.all([rejected, connecting]);
  await failsWith(t, pool.lease(target('close')), 'cancelled');
  t.is(pool.counters.openConnections, 0);
});

test('stops waiting for a connection on abort, while others go on', async (t) => {
  const pool = new ConnectionPool();
  const controller = new AbortController();
  const first = failsWith(t, pool.lease(target('cancel'), { signal: controller.signal }), 'cancelled');
  const second = ping(pool, target('cancel'));
  controller.abort();
  await first;
  t.is(await second, 0);
  t.is(pool.counters.handshakes, 1);
  await pool.close();
});

test('refuses to work on a lease that was given back', async (t) => {
  const pool = new ConnectionPool();
  const lease = await pool.lease(target('coalesce'));
  lease.release();
  await failsWith(t, lease.transport.run(ask(':')), 'cancelled');
  await pool.close();
});
