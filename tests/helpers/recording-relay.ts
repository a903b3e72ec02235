import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

export interface RecordingRelay {
  readonly port: number;
  /** What clients sent, one entry a connection, in the order they came. */
  readonly sent: () => readonly Buffer[];
}

/** Passes connections on to a port of this machine and keeps what the clients sent; closed when the test ends. */
export async function recordTo(t: ExecutionContext, port: number): Promise<RecordingRelay> {
  return listen(t, (socket) => {
    const far = connect({ host: '127.0.0.1', port });
    far.on('error', () => socket.destroy());
    far.on('close', () => socket.end());
    socket.on('close', () => far.end());
    socket.pipe(far).pipe(socket);
  });
}

/** A server of another kind: it keeps what clients send and does with them what it is told to. */
export async function listen(t: ExecutionContext, onSocket: (socket: Socket) => void): Promise<RecordingRelay> {
  const connections: Buffer[][] = [];
  const server = createServer((socket) => {
    const kept: Buffer[] = [];
    connections.push(kept);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => kept.push(chunk));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  return { port, sent: () => connections.map((kept) => Buffer.concat(kept)) };
}
