import type { Endpoint, MeasureInput } from '../../src/collectors/databases/engine.js';
import { connectLocal } from '../../src/platform/local/local-socket.js';

/** The login that the servers of these tests are told to let in. */
export const MONITOR = { user: 'monitor', password: 'a secret of the monitor' };

export function endpointOf(server: { readonly port: number }): Endpoint {
  return {
    engine: 'mysql',
    identity: `mysql:${server.port}`,
    address: '127.0.0.1',
    port: server.port,
    socketPath: null,
    containerId: null,
    containerName: null,
    foundBy: ['listener'],
  };
}

/** What a MySQL on this machine is measured with. */
export function inputOf(server: { readonly port: number }, more: Partial<MeasureInput> = {}): MeasureInput {
  return {
    endpoint: endpointOf(server),
    connect: () => connectLocal({ host: '127.0.0.1', port: server.port }, 'the test'),
    forward: () => Promise.reject(new Error('not used')),
    runLocal: () => Promise.reject(new Error('not used')),
    login: MONITOR,
    previous: undefined,
    elapsedSeconds: undefined,
    signal: AbortSignal.timeout(20_000),
    ...more,
  };
}
