import type { Duplex, Readable } from 'node:stream';
import type { OpenConnection } from './pool-entry.js';
import { RemoteError } from './remote-errors.js';
import { SshTransport } from './ssh-transport.js';
import type {
  BridgeTarget,
  GetOptions,
  PutOptions,
  PutResult,
  RunRequest,
  RunResult,
  SocketTarget,
  Transport,
} from './transport.js';

export interface ConnectionSource {
  /** The open connection, or a new one. */
  readonly acquire: (signal: AbortSignal | undefined) => Promise<OpenConnection>;
  /** A connection turned out to be dead before anything was sent on it. */
  readonly onReconnect: () => void;
}

/** A transport that outlives its connection: work that was not sent yet is repeated once on a new one. */
export class LeasedTransport implements Transport {
  constructor(private readonly source: ConnectionSource) {}

  run(request: RunRequest): Promise<RunResult> {
    return this.#use((transport) => transport.run(request), request.signal);
  }

  open(target: SocketTarget | BridgeTarget): Promise<Duplex> {
    return this.#use((transport) => transport.open(target));
  }

  put(path: string, content: Readable | Buffer, options: PutOptions): Promise<PutResult> {
    return this.#use((transport) => transport.put(path, content, options), options.signal);
  }

  get(path: string, options?: GetOptions): Promise<Readable> {
    return this.#use((transport) => transport.get(path, options), options?.signal);
  }

  async #use<T>(work: (transport: SshTransport) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { connection } = await this.source.acquire(signal);
    try {
      return await work(new SshTransport(connection));
    } catch (error) {
      const nothingSent = error instanceof RemoteError && error.errorClass === 'connection_lost' && !error.mayHaveRun;
      if (!nothingSent) throw error;
      this.source.onReconnect();
      const next = await this.source.acquire(signal);
      return work(new SshTransport(next.connection));
    }
  }
}
