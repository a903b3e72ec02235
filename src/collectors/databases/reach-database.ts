import type { Duplex } from 'node:stream';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { SocketTarget } from '../../platform/ssh/transport.js';
import { forwardToSocket } from '../../platform/tunnel/forward-to-socket.js';
import type { MeasureAccess } from '../collector.js';
import type { Endpoint, LocalForward } from './engine.js';
import { secure } from './secure-stream.js';

/** Connections to one database, all of which end with `close`. */
export interface Reach {
  readonly connect: () => Promise<Duplex>;
  readonly forward: (options?: { readonly tls: boolean }) => Promise<LocalForward>;
  readonly close: () => Promise<void>;
}

const HANDSHAKE_MS = 5_000;

/** Refusals after which the other way to the same server may still be open. */
const OTHER_WAY: ReadonlySet<string> = new Set(['forwarding_refused', 'connection_refused', 'permission_denied']);

export function reachDatabase(endpoint: Endpoint, open: MeasureAccess['open']): Reach {
  const opened = new Set<Duplex>();
  const forwards: LocalForward[] = [];
  let closed = false;
  const connect = async (): Promise<Duplex> => {
    const stream = await openFirst(endpoint, open);
    // Without a listener of its own a broken stream would end this process.
    stream.on('error', () => undefined);
    if (closed) {
      stream.destroy();
      throw new RemoteError('cancelled', `${endpoint.identity}: its time was up before it was connected.`);
    }
    opened.add(stream);
    return stream;
  };
  return {
    connect,
    forward: async ({ tls } = { tls: false }) => {
      let cause: unknown;
      const onError = (error: unknown): void => void (cause ??= error);
      const connectInTls = async (): Promise<Duplex> =>
        secure(await connect(), { signal: AbortSignal.timeout(HANDSHAKE_MS), where: endpoint.identity, onError });
      const forward = await forwardToSocket({ open: tls ? connectInTls : connect, onError });
      const described: LocalForward = { path: forward.path, close: () => forward.close(), cause: () => cause };
      forwards.push(described);
      return described;
    },
    close: async () => {
      closed = true;
      for (const stream of opened) stream.destroy();
      await Promise.all(forwards.map((forward) => forward.close()));
    },
  };
}

async function openFirst(endpoint: Endpoint, open: MeasureAccess['open']): Promise<Duplex> {
  const targets = targetsOf(endpoint);
  let refusal: unknown = new RemoteError(
    'connection_refused',
    `${endpoint.identity} publishes no port and has no address that the host could reach. Publish its port on 127.0.0.1.`,
  );
  for (const target of targets) {
    try {
      return await open(target);
    } catch (error) {
      if (!(error instanceof RemoteError) || !OTHER_WAY.has(error.errorClass)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function targetsOf({ address, port, socketPath }: Endpoint): SocketTarget[] {
  return [
    ...(address === null || port === null ? [] : [{ host: address, port }]),
    ...(socketPath === null ? [] : [{ socketPath }]),
  ];
}
