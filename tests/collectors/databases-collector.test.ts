import { execFileSync } from 'node:child_process';
import type { Duplex } from 'node:stream';
import test from 'ava';
import type { Collected } from '../../src/collectors/collector.js';
import type { DatabasesFacts } from '../../src/collectors/databases/schema.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { SocketTarget } from '../../src/platform/ssh/transport.js';
import { startPostgres, startRedis } from '../helpers/database-servers.js';
import { after, createHost, items, listen, local, ss, states } from '../helpers/database-host.js';

test('servers of two engines are found, measured and observed, and keep their identities', async (t) => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  t.teardown(() => Promise.all([postgres.stop(), redis.stop()]));
  const rows = [
    [postgres.port, 'postgres'],
    [redis.port, 'redis-server'],
    [22, 'sshd'],
  ] as const;
  const ps = `printf 'PID PPID COMMAND COMMAND\\n100 1 postgres postgres -D /data\\n101 1 redis-server redis-server *:${redis.port}\\n'`;
  const host = await createHost(t, { shims: { ss: ss(...rows), ps } });
  const first = await host.collect();
  t.deepEqual(first.failures, []);
  t.deepEqual(states(first), [`postgresql:${postgres.port} online`, `redis:${redis.port} online`]);
  t.true(first.observations.databases?.complete);
  t.deepEqual(items(first)[0]?.foundBy, ['listener', 'process']);
  const labels = first.samples.map(({ metric, labels: { database } }) => `${metric} ${database}`);
  t.true(labels.includes(`database_up redis:${redis.port}`));
  t.true(labels.includes(`postgresql_connections postgresql:${postgres.port}`));
  t.is(new Set(labels).size, labels.length, 'no sample twice');
  const second = await host.collect(after(first));
  t.deepEqual(states(second), states(first));
  t.deepEqual(second.failures, []);
});

test('a server that stops is offline from then on, with its version; one that comes back is online', async (t) => {
  const redis = await startRedis();
  const host = await createHost(t, {
    shims: {
      ss: ss([redis.port, 'redis-server']),
      ps: `printf 'PID PPID COMMAND COMMAND\\n100 1 redis-server redis-server *:${redis.port}\\n'`,
    },
  });
  const first = await host.collect();
  await host.replace('ss', ss());
  await redis.stop();
  const second = await host.collect(after(first));
  t.deepEqual(states(second), [`redis:${redis.port} offline`]);
  t.is(items(second)[0]?.version, items(first)[0]?.version);
  t.is(second.samples.find(({ metric }) => metric === 'database_up')?.value, 0);
  t.deepEqual(states(await host.collect(after(second))), states(second));
});

test('a port is believed when its protocol answers; a stranger there is left alone for an hour', async (t) => {
  const redis = await startRedis();
  t.teardown(() => redis.stop());
  let calls = 0;
  const stranger = await listen(t, (socket) => {
    calls += 1;
    socket.end('220 mail ready\r\n');
  });
  const host = await createHost(t, {
    shims: { ss: ss([6379], [5432], [9999]) },
    ports: { 6379: redis.port, 5432: stranger },
  });
  const first = await host.collect();
  t.deepEqual(states(first), ['redis:6379 online']);
  t.deepEqual(items(first)[0]?.foundBy, ['listener', 'protocol']);
  t.is(calls, 1);
  let last = first;
  for (let count = 0; count < 3; count += 1) last = await host.collect(after(last));
  t.is(calls, 1);
  t.deepEqual(states(last), ['redis:6379 online']);
  const facts = last.facts as DatabasesFacts;
  const woken = { ...last, facts: { ...facts, strangers: facts.strangers.map(({ port }) => ({ port, wait: 1 })) } };
  await host.collect(after(woken));
  t.is(calls, 2);
});

test('logins are asked for by identity, and a password is in no fact and no failure', async (t) => {
  const redis = await startRedis(['--requirepass', 'canary-pass-99']);
  t.teardown(() => redis.stop());
  const asked: string[] = [];
  const host = await createHost(t, {
    shims: {
      ss: ss([redis.port, 'redis-server']),
      ps: `printf 'PID PPID COMMAND COMMAND\\n100 1 redis-server redis-server\\n'`,
    },
  });
  const closed = await host.collect();
  t.deepEqual(states(closed), [`redis:${redis.port} login_required`]);
  t.is(closed.samples.find(({ metric }) => metric === 'database_up')?.value, 1);
  const credentialOf = async (identity: string) => {
    asked.push(identity);
    return { user: 'default', password: 'canary-pass-99' };
  };
  const open = await host.collect({ credentialOf });
  t.deepEqual(asked, [`redis:${redis.port}`]);
  t.deepEqual(states(open), [`redis:${redis.port} online`]);
  t.false(JSON.stringify(open).includes('canary'));
});

test('a refused login is tried once more, then once an hour, and at once when it is another one', async (t) => {
  const redis = await startRedis(['--requirepass', 'right-pass-99']);
  t.teardown(() => redis.stop());
  const host = await createHost(t, { shims: { ss: ss([redis.port, 'redis-server']) } });
  const failed = (): number =>
    Number(
      /cmdstat_auth:.*failed_calls=(\d+)/.exec(
        execFileSync(
          'redis-cli',
          ['-p', String(redis.port), '-a', 'right-pass-99', '--no-auth-warning', 'INFO', 'commandstats'],
          { encoding: 'utf8' },
        ),
      )?.[1] ?? 0,
    );
  const collectWith = async (password: string, last: Collected | undefined) =>
    host.collect({
      ...(last === undefined ? {} : after(last)),
      credentialOf: async () => ({ user: 'default', password }),
    });
  let last: Collected | undefined;
  const attempts: number[] = [];
  for (let count = 0; count < 16; count += 1) {
    last = await collectWith('wrong-pass-99', last);
    t.deepEqual(states(last), [`redis:${redis.port} login_required`]);
    t.regex(items(last)[0]?.statusReason ?? '', /refused the login/);
    attempts.push(failed());
  }
  t.deepEqual(attempts, [1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3]);
  t.false(JSON.stringify(last).includes('pass-99'));
  const right = await collectWith('right-pass-99', last);
  t.deepEqual(states(right), [`redis:${redis.port} online`]);
  t.is((right.facts as DatabasesFacts).databases[0]?.refusal, null);
});

test('a server that sends a login back cannot put it into facts or failures', async (t) => {
  const port = await listen(t, (socket) => {
    let login = '';
    socket.on('data', (chunk: Buffer) => {
      for (const command of chunk.toString().split(/(?=\*\d+\r\n)/)) {
        login = /AUTH[\s\S]*?\r\n.*\r\n(?:\$\d+\r\n)?(.*)\r\n$/.exec(command)?.[1] ?? login;
        const info = `redis_version:${login}\r\nredis_mode:${login}\r\nrole:${login}\r\nos:${login}\r\n`;
        if (/INFO/.test(command)) socket.write(`$${info.length}\r\n${info}\r\n`);
        else if (/PING/.test(command)) socket.write('+PONG\r\n');
        else socket.write(/CONFIG/.test(command) ? `-${login}\r\n` : '+OK\r\n');
      }
    });
  });
  const host = await createHost(t, {
    shims: {
      ss: ss([port, 'redis-server']),
      ps: `printf 'PID PPID COMMAND COMMAND\\n100 1 redis-server redis-server\\n'`,
    },
  });
  const collected = await host.collect({ credentialOf: async () => ({ user: 'default', password: 'canary-pass-99' }) });
  t.is(items(collected)[0]?.version, '[redacted]');
  t.false(JSON.stringify(collected).includes('canary'));
});

test('a server that hangs costs its own time only, and at most four are asked at once', async (t) => {
  const redis = await startRedis();
  t.teardown(() => redis.stop());
  const silent = await listen(t, (socket) => socket.resume());
  const streams: Duplex[] = [];
  let most = 0;
  const ports = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [20_000 + index, silent]));
  const listeners = [
    ...Object.keys(ports).map((port) => [Number(port), 'postgres'] as const),
    [redis.port, 'redis-server'] as const,
  ];
  const open = async (target: SocketTarget): Promise<Duplex> => {
    const stream = await local.open('port' in target ? { ...target, port: ports[target.port] ?? target.port } : target);
    streams.push(stream);
    most = Math.max(most, streams.filter(({ destroyed }) => !destroyed).length);
    return stream;
  };
  const host = await createHost(t, {
    open,
    shims: { ss: ss(...listeners), ps: `printf 'PID PPID COMMAND COMMAND\\n106 1 redis-server redis-server\\n'` },
  });
  const startedAt = Date.now();
  const collected = await host.collect();
  t.true(Date.now() - startedAt < 20_000);
  t.is(most, 4);
  t.true(
    streams.every(({ destroyed }) => destroyed),
    'nothing is left open',
  );
  t.deepEqual(
    states(collected).filter((state) => state.endsWith('online')),
    [`redis:${redis.port} online`],
  );
  t.is(states(collected).filter((state) => state.endsWith('unknown')).length, 6);
  t.is(collected.failures.length, 6);
});

test('a host that forwards nothing tells so once, and its databases are there all the same', async (t) => {
  const refuse = async (): Promise<Duplex> => {
    throw new RemoteError('forwarding_refused', 'no forwarding here');
  };
  const host = await createHost(t, {
    open: refuse,
    shims: { ss: ss([5432, 'postgres'], [5433, 'postgres'], [3306, 'mariadbd']) },
  });
  const collected = await host.collect();
  t.deepEqual(states(collected), ['mariadb:3306 unknown', 'postgresql:5432 unknown', 'postgresql:5433 unknown']);
  t.deepEqual(
    collected.failures.map((failure) => failure.class),
    ['forwarding_refused'],
  );
});
