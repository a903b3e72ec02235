import { existsSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { forwardToSocket } from '../../../src/platform/tunnel/forward-to-socket.js';
import { waitUntil } from '../../helpers/wait-until.js';

async function startEcho(t: ExecutionContext): Promise<{ open: () => Promise<Socket>; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const open = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await once(socket, 'connect');
    return socket;
  };
  return { open, sockets };
}

function reach(path: string): Socket {
  const socket = connect({ path });
  socket.on('error', () => undefined);
  return socket;
}

test('what goes in at the socket comes out at the far end, and back', async (t) => {
  const { open } = await startEcho(t);
  const forward = await forwardToSocket({ open });
  t.teardown(() => forward.close());
  const sent = Buffer.alloc(3_000_000, 'abcdefg');
  const socket = reach(forward.path);
  socket.end(sent);
  t.true((await buffer(socket)).equals(sent));
});

test('only this user may enter the directory of the socket, and nothing of it is left after closing', async (t) => {
  const { open, sockets } = await startEcho(t);
  const forward = await forwardToSocket({ open });
  t.is(statSync(dirname(forward.path)).mode & 0o777, 0o700);
  const socket = reach(forward.path);
  socket.write('x');
  await once(socket, 'data');
  await Promise.all([forward.close(), once(socket, 'close')]);
  await forward.close();
  await waitUntil(() => sockets.size === 0);
  t.false(existsSync(dirname(forward.path)));
});

test('a connection beyond the bound is closed at once', async (t) => {
  const { open } = await startEcho(t);
  const forward = await forwardToSocket({ open, maxConnections: 1 });
  t.teardown(() => forward.close());
  const first = reach(forward.path);
  first.write('x');
  await once(first, 'data');
  const second = reach(forward.path);
  await once(second, 'close');
  t.false(first.destroyed);
});

test('a far end that cannot be opened closes the connection and tells why', async (t) => {
  const told: unknown[] = [];
  const refusal = new RemoteError('forwarding_refused', 'not allowed');
  const open = async (): Promise<Duplex> => {
    throw refusal;
  };
  const forward = await forwardToSocket({ open, onError: (error) => told.push(error) });
  t.teardown(() => forward.close());
  await once(reach(forward.path), 'close');
  t.deepEqual(told, [refusal]);
});

test('a far end that sends more than it may is cut off', async (t) => {
  const { open } = await startEcho(t);
  const told: unknown[] = [];
  const forward = await forwardToSocket({ open, maxBytes: 1000, onError: (error) => told.push(error) });
  t.teardown(() => forward.close());
  const socket = reach(forward.path);
  socket.resume();
  socket.write(Buffer.alloc(5000));
  await once(socket, 'close');
  t.is((told[0] as RemoteError).errorClass, 'output_too_large');
});

test('a connection given up while the far end is still being opened leaves none open', async (t) => {
  let deliver: (stream: Duplex) => void = () => undefined;
  const opening = new Promise<Duplex>((resolve) => {
    deliver = resolve;
  });
  const forward = await forwardToSocket({ open: () => opening });
  t.teardown(() => forward.close());
  const socket = reach(forward.path);
  await once(socket, 'connect');
  socket.destroy();
  await forward.close();
  const late = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  deliver(late);
  await waitUntil(() => late.destroyed);
  t.pass();
});
