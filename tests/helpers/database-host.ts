import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ExecutionContext } from 'ava';
import { collectHost, type CollectHostRequest } from '../../src/collectors/collect-host.js';
import type { Collected } from '../../src/collectors/collector.js';
import { collector } from '../../src/collectors/databases/index.js';
import { databasesFactsSchema } from '../../src/collectors/databases/schema.js';
import { DatabaseObservation } from '../../src/domain/inventory/database-instance.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import type { SocketTarget, Transport } from '../../src/platform/ssh/transport.js';
import { createShimHost, type Shim, type ShimHost } from './shim-host.js';

export const local = new LocalTransport();

export interface Host extends ShimHost {
  readonly collect: (more?: Partial<CollectHostRequest>) => Promise<Collected>;
  /** Every target that was opened. */
  readonly opened: SocketTarget[];
}

export interface HostOptions {
  readonly shims?: Readonly<Record<string, Shim>>;
  /** What is asked for at this port is opened at that one. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly open?: Transport['open'];
}

const QUIET: Readonly<Record<string, Shim>> = { ss: 'exit 0', ps: 'echo "PID PPID COMMAND COMMAND"' };

/** A host whose tools answer as told, and whose ports are those of real servers here. */
export async function createHost(t: ExecutionContext, { shims = {}, ports = {}, open }: HostOptions): Promise<Host> {
  const shim = await createShimHost({ ...QUIET, ...shims });
  t.teardown(shim.close);
  const opened: SocketTarget[] = [];
  const openMapped = async (target: SocketTarget): Promise<Duplex> => {
    opened.push(target);
    if (open !== undefined) return open(target);
    return local.open('port' in target ? { ...target, port: ports[target.port] ?? target.port } : target);
  };
  const transport: Transport = { ...shim.transport, open: openMapped };
  const collect = async (more: Partial<CollectHostRequest> = {}): Promise<Collected> => {
    const { collected } = await collectHost(transport, { collectors: [collector], host: shim.host, ...more });
    const [only] = collected;
    if (only === undefined) throw new Error('nothing was collected');
    t.notThrows(() => databasesFactsSchema.parse(JSON.parse(JSON.stringify(only.facts))));
    for (const item of only.observations.databases?.items ?? []) t.notThrows(() => DatabaseObservation.parse(item));
    return only;
  };
  return { ...shim, collect, opened };
}

export const after = (last: Collected): Partial<CollectHostRequest> => ({
  previous: () => ({ facts: JSON.parse(JSON.stringify(last.facts)) as unknown, elapsedSeconds: 300 }),
});

export function ss(...rows: readonly (readonly [port: number, process?: string])[]): Shim {
  const lines = rows.map(([port, process], index) => {
    const users = process === undefined ? '' : ` users:(("${process}",pid=${100 + index},fd=3))`;
    return `LISTEN 0 1 127.0.0.1:${port} 0.0.0.0:*${users}`;
  });
  return {
    answers: [
      { args: '-Hltnp', stdout: `${lines.join('\n')}\n` },
      { args: '-Hlxp', stdout: '' },
    ],
  };
}

export const items = ({ observations }: Collected): readonly DatabaseObservation[] =>
  observations.databases?.items ?? [];
export const states = (collected: Collected): string[] =>
  items(collected).map(({ identity, status }) => `${identity} ${status}`);

export async function listen(t: ExecutionContext, onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as { port: number }).port;
}
