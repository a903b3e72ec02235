import type { Duplex } from 'node:stream';
import { RemoteError, type RemoteErrorClass } from '../ssh/remote-errors.js';
import type { BridgeSudo, BridgeTarget, Transport } from '../ssh/transport.js';
import { chooseAccess } from './choose-access.js';
import { connectDockerEngine, type DockerEngine } from './docker-engine.js';
import { EngineError } from './engine-error.js';
import { lookAtSocket } from './look-at-socket.js';

export interface OpenEngineOptions {
  readonly socketPath: string;
  readonly runtime: 'docker' | 'podman';
  /** For messages: the server's name. */
  readonly where: string;
  /** How the login becomes root, when it can: only used for a socket that is closed to it. */
  readonly sudo?: BridgeSudo | undefined;
}

/** How the streams reach the socket. */
export type EngineAccess = 'socket' | BridgeTarget['bridge'] | `sudo ${BridgeTarget['bridge']}`;

export interface OpenedEngine {
  readonly engine: DockerEngine;
  readonly access: EngineAccess;
}

/**
 * A missing socket, a forbidden forwarding and a server without room give refusals that can look the same: so each is a
 * reason to look at the host.
 */
const REFUSED: ReadonlySet<RemoteErrorClass> = new Set([
  'connection_refused',
  'forwarding_refused',
  'permission_denied',
]);

/** Every bridge holds a session channel, of which a server allows ten in all by default. */
const BRIDGE_STREAMS = { maxStreams: 4, idleStreams: 1, idleMs: 5_000 };

/**
 * The engine behind a socket on a host, over the socket itself or, where that is refused, through a program there. It
 * has answered once when this resolves. Rejects with EngineError `unavailable`, which says what to do, or a RemoteError.
 */
export async function openEngine(transport: Transport, options: OpenEngineOptions): Promise<OpenedEngine> {
  const { socketPath } = options;
  const where = `the engine at ${socketPath} on ${options.where}`;
  let first: Duplex | undefined;
  try {
    first = await transport.open({ socketPath });
  } catch (error) {
    if (!(error instanceof RemoteError) || !REFUSED.has(error.errorClass)) throw error;
    return openAside(transport, options, error);
  }
  const open = (): Promise<Duplex> => {
    const stream = first;
    first = undefined;
    return stream === undefined ? transport.open({ socketPath }) : Promise.resolve(stream);
  };
  return answering({ engine: connectDockerEngine({ open, where }), access: 'socket' });
}

async function openAside(
  transport: Transport,
  options: OpenEngineOptions,
  refusal: RemoteError,
): Promise<OpenedEngine> {
  const { socketPath, runtime, sudo } = options;
  const asLogin = await lookAtSocket(transport, socketPath);
  if (asLogin === undefined) throw refusal;
  const needsRoot = !asLogin.writable && sudo !== undefined;
  const asRoot = needsRoot ? await lookAtSocket(transport, socketPath, sudo) : undefined;
  const access = chooseAccess({ socketPath, runtime, asLogin, asRoot, sudo });
  if ('problem' in access) {
    throw new EngineError('unavailable', `${options.where}: ${access.problem}`, { cause: refusal });
  }
  const where = `the engine at ${socketPath} on ${options.where}`;
  let failure: unknown;
  for (const target of access.targets) {
    const engine = connectDockerEngine({ ...BRIDGE_STREAMS, open: () => transport.open(target), where });
    try {
      return await answering({ engine, access: target.sudo === undefined ? target.bridge : `sudo ${target.bridge}` });
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'unavailable') throw error;
      failure = error;
    }
  }
  throw failure;
}

async function answering(opened: OpenedEngine): Promise<OpenedEngine> {
  try {
    await opened.engine.greet();
    return opened;
  } catch (error) {
    opened.engine.close();
    throw error;
  }
}
