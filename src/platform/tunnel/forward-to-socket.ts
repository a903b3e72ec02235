import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { RemoteError } from '../ssh/remote-errors.js';

export interface ForwardOptions {
  /** Opens the far end of one connection. What it rejects with is given to `onError`. */
  readonly open: () => Promise<Duplex>;
  /** At once; a further one is closed at once. Default 4. */
  readonly maxConnections?: number;
  /** What the far end may send over one connection before it is cut off. Default 16 MiB. */
  readonly maxBytes?: number;
  /** Why a connection came to nothing or was cut off: the driver itself sees only that its socket was closed. */
  readonly onError?: (error: unknown) => void;
  /** Directory for the socket's own directory; default the system's. A socket path holds 107 bytes. */
  readonly parent?: string;
}

export interface SocketForward {
  /** Only this user may enter its directory. */
  readonly path: string;
  /** Ends every connection and removes the socket and its directory. Twice is once. */
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 4;
const DEFAULT_BYTES = 16 * 1024 * 1024;

/**
 * A private unix socket whose connections lead to where `open` goes: for drivers that take an address only. Rejects
 * with the file system's error when the socket cannot be made.
 */
export async function forwardToSocket(options: ForwardOptions): Promise<SocketForward> {
  const directory = await mkdtemp(path.join(options.parent ?? tmpdir(), 'mw-'));
  const pipes = new Set<Pipe>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const pipe = new Pipe(near, options);
    pipes.add(pipe);
    near.once('close', () => pipes.delete(pipe));
    void pipe.join();
  });
  server.maxConnections = options.maxConnections ?? DEFAULT_CONNECTIONS;
  // The ending is what lets MongoDB's driver tell a socket from a host name.
  const socketPath = path.join(directory, 'd.sock');
  try {
    await chmod(directory, 0o700);
    await listen(server, socketPath);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const pipe of pipes) pipe.destroy();
    await closed;
    await rm(directory, { recursive: true, force: true });
  };
  return { path: socketPath, close: () => (closing ??= close()) };
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      // An accept that fails later (out of file descriptors) costs that connection.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** One connection: the driver's end and the far one. The end of either is the end of both. */
class Pipe {
  readonly #near: Socket;
  readonly #options: ForwardOptions;
  #far: Duplex | undefined;
  #destroyed = false;

  constructor(near: Socket, options: ForwardOptions) {
    this.#near = near;
    this.#options = options;
    near.on('error', () => this.destroy());
    near.once('close', () => this.destroy());
  }

  async join(): Promise<void> {
    let far: Duplex;
    try {
      far = await this.#options.open();
    } catch (error) {
      this.#options.onError?.(error);
      this.destroy();
      return;
    }
    far.on('error', () => this.destroy());
    if (this.#destroyed) {
      far.destroy();
      return;
    }
    this.#far = far;
    far.once('close', () => this.#near.end());
    let left = this.#options.maxBytes ?? DEFAULT_BYTES;
    far.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left >= 0) return;
      this.#options.onError?.(
        new RemoteError('output_too_large', `A forwarded connection was cut off: it sent more than it may.`),
      );
      this.destroy();
    });
    far.pipe(this.#near);
    this.#near.pipe(far);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#near.destroy();
    this.#far?.destroy();
  }
}
