import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import { HostKeyMismatchError } from '../../../src/platform/ssh/host-key.js';
import { MAX_JUMPS, type SshTarget } from '../../../src/platform/ssh/pool-target.js';
import type { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { ask, failsWith } from '../../helpers/both-transports.js';
import { generateKeyPair, startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';
import { waitUntil } from '../../helpers/wait-until.js';

let fleet: SshdFleet;

test.before(async () => {
  fleet = await startSshdFleet({
    hosts: [
      { name: 'bastion', maxSessions: 0 },
      { name: 'second' },
      { name: 'inner' },
      { name: 'inner-2' },
      { name: 'down', kind: 'down' },
      { name: 'no-forwarding', tcpForwarding: false },
      { name: 'restarts' },
    ],
  });
});

test.after.always(() => fleet.stop());

const target = (name: string, changes: Partial<SshTarget> = {}): SshTarget =>
  describeFleetTarget(fleet, fleet.host(name), changes);

const echo = (pool: ConnectionPool, to: SshTarget): Promise<string> =>
  pool.withTransport(to, async (transport) => (await transport.run(ask('echo through'))).stdout.toString());

test('reaches hosts through two jump hosts, each verified, over one connection to each', async (t) => {
  const pool = new ConnectionPool();
  const second = target('second', { jump: target('bastion') });
  t.is(await echo(pool, target('inner', { jump: second })), 'through\n');
  t.is(await echo(pool, target('inner-2', { jump: second })), 'through\n');
  t.is(pool.counters.openConnections, 4);
  await pool.withTransport(target('inner', { jump: second }), (_transport, { hops }) => {
    t.deepEqual(
      hops.map((hop) => hop.id),
      ['bastion', 'second', 'inner'],
    );
    return Promise.resolve();
  });
  t.is(pool.counters.handshakes, 4);
  await pool.close();
  t.is(pool.counters.openConnections, 0);
});

test('says whose host key is wrong on the way', async (t) => {
  const pool = new ConnectionPool();
  const hostKeyPolicy = { kind: 'pinned', keys: [generateKeyPair().blob] } as const;
  const inner = target('inner', { jump: target('bastion', { hostKeyPolicy }) });
  const error = await t.throwsAsync(echo(pool, inner), { instanceOf: HostKeyMismatchError });
  t.is(error.targetId, 'bastion');
  const own = await t.throwsAsync(echo(pool, target('inner', { hostKeyPolicy, jump: target('bastion') })), {
    instanceOf: HostKeyMismatchError,
  });
  t.is(own.targetId, 'inner');
  await pool.close();
});

test('tells a failing jump host from a failing host behind it', async (t) => {
  const pool = new ConnectionPool();
  const behindDown = await failsWith(t, echo(pool, target('inner', { jump: target('down') })), 'jump_host_failed');
  t.is((behindDown.cause as RemoteError).errorClass, 'connection_refused');
  const refused = await failsWith(
    t,
    echo(pool, target('inner', { jump: target('no-forwarding') })),
    'jump_host_failed',
  );
  t.is((refused.cause as RemoteError).errorClass, 'forwarding_refused');
  await failsWith(t, echo(pool, target('down', { jump: target('bastion') })), 'connection_refused');
  await pool.close();
});

test('does not count the failures of a jump host against the hosts behind it', async (t) => {
  const pool = new ConnectionPool({ breaker: { failures: 1, firstOpenMs: 60_000, maxOpenMs: 60_000 } });
  const inner = target('inner', { jump: target('down') });
  await failsWith(t, echo(pool, inner), 'jump_host_failed');
  const again = await failsWith(t, echo(pool, inner), 'jump_host_failed');
  t.is((again.cause as RemoteError).errorClass, 'circuit_open');
  await pool.close();
});

test('reconnects the whole way when the jump host was restarted', async (t) => {
  const pool = new ConnectionPool();
  const inner = target('inner', { jump: target('restarts') });
  t.is(await echo(pool, inner), 'through\n');
  await fleet.host('restarts').restart();
  await waitUntil(() => pool.counters.openConnections === 0);
  t.is(await echo(pool, inner), 'through\n');
  t.is(pool.counters.handshakes, 4);
  await pool.close();
});

test('closes the way to an idle host from the inside out', async (t) => {
  const pool = new ConnectionPool({ idleTimeoutMs: 100 });
  t.is(await echo(pool, target('inner', { jump: target('second') })), 'through\n');
  await waitUntil(() => pool.counters.openConnections === 0);
  t.is(pool.counters.idleCloses, 2);
  await pool.close();
});

test('refuses ways that go in circles or never end', async (t) => {
  const pool = new ConnectionPool();
  const circle = target('inner', { jump: target('second', { jump: target('inner') }) });
  await failsWith(t, echo(pool, circle), 'jump_host_failed');
  let long = target('inner');
  for (let i = 0; i <= MAX_JUMPS; i += 1) long = target('second', { port: 1_000 + i, jump: long });
  await failsWith(t, echo(pool, long), 'jump_host_failed');
  await pool.close();
});
