import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import { RemoteError, type RemoteErrorClass } from '../../../src/platform/ssh/remote-errors.js';
import { ask } from '../../helpers/both-transports.js';
import { startSshdFleet, type SshdFleet, type SshdHostOptions, type SshdKind } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';

const BAD_KINDS: Readonly<Partial<Record<SshdKind, RemoteErrorClass>>> = {
  down: 'connection_refused',
  hangs: 'handshake_timeout',
  changed_host_key: 'host_key_mismatch',
  floods: 'output_too_large',
  refuses_key: 'auth_rejected',
};
const GOOD_KINDS: readonly SshdKind[] = ['no_tools', 'single_session'];
const HOSTS: readonly SshdHostOptions[] = [
  ...[...(Object.keys(BAD_KINDS) as SshdKind[]), ...GOOD_KINDS].map((kind) => ({ kind, name: kind })),
  ...Array.from({ length: 13 }, (_unused, index) => ({ name: `healthy-${index}` })),
];

let fleet: SshdFleet;

test.before(async () => {
  fleet = await startSshdFleet({ hosts: HOSTS });
});

test.after.always(() => fleet.stop());

async function outcome(
  pool: ConnectionPool,
  name: string,
  target = describeFleetTarget(fleet, fleet.host(name)),
): Promise<string> {
  try {
    return await pool.withTransport(target, async (transport) => {
      const results = await Promise.all(
        [1, 2, 3].map((n) => transport.run(ask(`echo ${n}`, { maxOutputBytes: 100_000 }))),
      );
      return results.map((result) => result.stdout.toString().trim()).join('');
    });
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    checkRemedy(error);
    return error.errorClass;
  }
}

function checkRemedy(error: RemoteError): void {
  if (error.definition.remedy.length < 10) throw new Error(`${error.errorClass} has no remedy`);
}

test('twenty hosts, seven of them odd: each bad one has its own error, all others their data, in time', async (t) => {
  const pool = new ConnectionPool({ readyTimeoutMs: 1_500 });
  const pinned = new Map(fleet.hosts.map((host) => [host.name, describeFleetTarget(fleet, host)]));
  await fleet.host('changed_host_key').changeHostKey();
  const startedAt = performance.now();
  const outcomes = await Promise.all(fleet.hosts.map((host) => outcome(pool, host.name, pinned.get(host.name))));
  t.true(performance.now() - startedAt < 15_000);
  t.deepEqual(
    Object.fromEntries(fleet.hosts.map((host, index) => [host.name, outcomes[index]])),
    Object.fromEntries(HOSTS.map(({ name = '', kind = 'healthy' }) => [name, BAD_KINDS[kind] ?? '123'])),
  );
  const { handshakes } = pool.counters;
  const again = await Promise.all(fleet.hosts.map((host) => outcome(pool, host.name, pinned.get(host.name))));
  t.deepEqual(again, outcomes);
  // Warm: only the hosts that could not be kept are connected again.
  t.true(pool.counters.handshakes - handshakes <= Object.keys(BAD_KINDS).length);
  await pool.close();
});
