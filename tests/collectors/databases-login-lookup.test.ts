import test from 'ava';
import { startRedis } from '../helpers/database-servers.js';
import { createHost, ss, states } from '../helpers/database-host.js';

test('a login that cannot be looked up costs its own database the measures, and no other', async (t) => {
  const [first, second] = await Promise.all([startRedis(), startRedis()]);
  t.teardown(() => Promise.all([first.stop(), second.stop()]));
  const ps = "printf 'PID PPID COMMAND COMMAND\\n100 1 redis-server redis-server\\n101 1 redis-server redis-server\\n'";
  const host = await createHost(t, {
    shims: { ss: ss([first.port, 'redis-server'], [second.port, 'redis-server']), ps },
  });
  const credentialOf = async (identity: string) => {
    if (identity === `redis:${first.port}`) throw new Error('timeout expired');
    return undefined;
  };
  const collected = await host.collect({ credentialOf });
  t.deepEqual(states(collected).toSorted(), [`redis:${first.port} unknown`, `redis:${second.port} online`].toSorted());
  t.deepEqual(
    collected.failures.map((failure) => failure.class),
    ['protocol_error'],
  );
  t.regex(collected.failures[0]?.message ?? '', new RegExp(`redis:${first.port} could not be measured`));
});
