import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import { ask, failsWith } from '../../helpers/both-transports.js';
import { onSession, startOddServer } from '../../helpers/odd-ssh-server.js';
import { waitUntil } from '../../helpers/wait-until.js';

// Servers that no configuration of OpenSSH gives; its limits are tested in ssh-transport.test.ts.

test('gives up on a server that refuses every session channel', async (t) => {
  const server = await startOddServer((connection) => {
    connection.on('session', (_accept, reject) => reject());
  });
  const pool = new ConnectionPool();
  await pool.withTransport(server.target, async (transport) => {
    const error = await failsWith(t, transport.run(ask(':')), 'channel_refused');
    t.false(error.mayHaveRun);
    t.true(error.definition.retryable);
  });
  t.true(pool.counters.refusedChannels > 5);
  await pool.close();
  await server.stop();
});

test('leaves a server that refuses to run commands', async (t) => {
  const server = await startOddServer((connection) => {
    onSession(connection, (session) => session.on('exec', (_accept, reject) => reject()));
  });
  const pool = new ConnectionPool();
  await pool.withTransport(server.target, async (transport) => {
    await failsWith(t, transport.run(ask(':')), 'shell_unusable');
  });
  await waitUntil(() => pool.counters.openConnections === 0);
  await pool.close();
  await server.stop();
});

test('does not wait for ever for a command to be started', async (t) => {
  const server = await startOddServer((connection) => {
    onSession(connection, (session) => session.on('exec', () => {}));
  });
  const pool = new ConnectionPool({ channelTimeoutMs: 300 });
  await pool.withTransport(server.target, async (transport) => {
    const error = await failsWith(t, transport.run(ask(':')), 'channel_refused');
    t.false(error.mayHaveRun);
  });
  t.is(pool.counters.openConnections, 1);
  await pool.close();
  await server.stop();
});

test('calls an end without exit code a loss, never a success', async (t) => {
  const server = await startOddServer((connection) => {
    onSession(connection, (session) => session.on('exec', (accept) => accept().end()));
  });
  const pool = new ConnectionPool();
  await pool.withTransport(server.target, async (transport) => {
    const error = await failsWith(t, transport.run(ask('echo hi')), 'connection_lost');
    t.true(error.mayHaveRun);
    await failsWith(t, transport.get('/etc/hostname'), 'connection_lost');
  });
  await pool.close();
  await server.stop();
});

test('reports another signal than ours by its name', async (t) => {
  const server = await startOddServer((connection) => {
    onSession(connection, (session) => {
      session.on('exec', (accept) => {
        const channel = accept();
        channel.once('data', (chunk: Buffer) => {
          channel.write(`${/echo (mw-[0-9a-f]+) /.exec(chunk.toString())?.[1]} 4711\n`);
          channel.exit('SEGV', true, 'crashed');
          channel.end();
        });
      });
    });
  });
  const pool = new ConnectionPool();
  await pool.withTransport(server.target, async (transport) => {
    const result = await transport.run(ask('echo hi'));
    t.is(result.exitCode, null);
    t.is(result.signal, 'SEGV');
  });
  await pool.close();
  await server.stop();
});
