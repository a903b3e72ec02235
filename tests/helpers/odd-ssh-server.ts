import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type Session } from 'ssh2';
import type { SshTarget } from '../../src/platform/ssh/pool-target.js';
import { generateKeyPair } from './sshd-keys.js';

export interface OddServer {
  readonly target: SshTarget;
  stop(): Promise<void>;
}

/** An SSH server that lets everybody in and then behaves as told: for what no sshd can be configured to do. */
export async function startOddServer(behave: (connection: Connection) => void): Promise<OddServer> {
  const key = generateKeyPair();
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [key.privateKey] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => {}).on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => context.accept());
    connection.on('ready', () => behave(connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    target: {
      id: 'odd',
      host: '127.0.0.1',
      port,
      user: 'anybody',
      credentialId: 'any',
      credential: () => Promise.resolve({ password: 'any' }),
      hostKeyPolicy: { kind: 'pinned', keys: [key.blob] },
    },
    stop: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Calls back for each session that the client opens; all are accepted. */
export function onSession(connection: Connection, callback: (session: Session) => void): void {
  connection.on('session', (accept) => callback(accept()));
}
