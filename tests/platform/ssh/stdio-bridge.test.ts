import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { failsWith, testBothTransports } from '../../helpers/both-transports.js';
import { waitUntil } from '../../helpers/wait-until.js';

/** Sends back what it gets. */
async function listen(t: ExecutionContext, directory: string): Promise<{ socketPath: string; sockets: Set<Socket> }> {
  const socketPath = join(directory, 'e.sock');
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { socketPath, sockets };
}

testBothTransports(test, {
  'a bridge carries bytes both ways, unchanged, to the end': async (t, transport, directory) => {
    const { socketPath } = await listen(t, directory);
    const stream = await transport.open({ bridge: 'socat', socketPath });
    const content = randomBytes(2_000_000);
    stream.write(content);
    const back: Buffer[] = [];
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        back.push(chunk);
        if (Buffer.concat(back).length >= content.length) resolve();
      });
    });
    t.true(Buffer.concat(back).equals(content));
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
  },
  'a bridge that is let go of lets go of the socket': async (t, transport, directory) => {
    const { socketPath, sockets } = await listen(t, directory);
    const stream = await transport.open({ bridge: 'socat', socketPath });
    stream.write('x');
    await new Promise((resolve) => stream.once('data', resolve));
    t.is(sockets.size, 1);
    stream.destroy();
    for (const socket of sockets) socket.once('end', () => socket.end());
    await waitUntil(() => sockets.size === 0);
  },
  'a socket that is closed by its owner ends the bridge': async (t, transport, directory) => {
    const { socketPath, sockets } = await listen(t, directory);
    const stream = await transport.open({ bridge: 'socat', socketPath });
    stream.write('x');
    await new Promise((resolve) => stream.once('data', resolve));
    for (const socket of sockets) socket.destroy();
    t.is((await buffer(stream)).length, 0);
  },
  'a bridge that does not reach the socket says so as an error of the stream': async (t, transport, directory) => {
    for (const bridge of ['socat', 'docker'] as const) {
      const stream = await transport.open({ bridge, socketPath: join(directory, 'none.sock') });
      const error = await t.throwsAsync(buffer(stream), { instanceOf: RemoteError });
      t.is(error.errorClass, 'docker_unavailable', error.message);
      t.regex(error.message, /none\.sock/);
      t.not(error.stderrExcerpt, '');
    }
  },
  'a sudo that refuses is told apart from a bridge that fails': async (t, transport, directory) => {
    // Root's sudo asks nobody; a name that is no user makes it refuse without a password.
    const target = { bridge: 'socat', socketPath: join(directory, 'none.sock'), sudo: 'passwordless' } as const;
    const opened = await transport.open(target).catch((error: unknown) => error as RemoteError);
    if (opened instanceof RemoteError) t.is(opened.errorClass, 'sudo_refused');
    else await t.throwsAsync(buffer(opened), { message: /none\.sock/ });
  },
  'a path is one argument, whatever is in it': async (t, transport, directory) => {
    const target = { bridge: 'socat', socketPath: join(directory, "a'; touch b; '") } as const;
    await t.throwsAsync(buffer(await transport.open(target)), { instanceOf: RemoteError });
    await failsWith(
      t,
      transport.get(join(directory, 'b')).then((stream) => buffer(stream)),
      'command_failed',
    );
  },
});
