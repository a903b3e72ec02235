import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { ExecChannel } from './exec-channel.js';
import type { HandshakeResult } from './handshake.js';
import type { PresentedHostKey } from './host-key.js';
import { DEFAULT_SESSION_LIMIT, SessionChannels, type OpenExecOptions } from './session-channels.js';
import { readRemoteSoftware } from './ssh2-internals.js';

export interface SshConnectionOptions extends HandshakeResult {
  /** `user@host:port`, for messages. */
  readonly where: string;
  /** The stream below the connection. */
  readonly socket: Duplex;
  /** Session channels at once; default 8. */
  readonly sessionLimit?: number;
  /** The limit was learned from the server before. */
  readonly limitIsLearned?: boolean;
  /** For opening a session channel; default 15 s. */
  readonly channelTimeoutMs?: number;
  readonly onSessionLimitLearned?: (limit: number) => void;
  readonly onChannelRefused?: () => void;
  /** A further connection to the same login, for a kill where the server allows a single channel per connection. */
  readonly openAside?: () => Promise<SshConnection>;
}

export const DEFAULT_CHANNEL_TIMEOUT_MS = 15_000;

/** A connection that is logged in. */
export class SshConnection {
  readonly where: string;
  readonly hostKey: PresentedHostKey;
  /** Resolves when the connection has ended, whatever ended it. */
  readonly ended: Promise<void>;
  readonly sessions: SessionChannels;
  readonly openAside: (() => Promise<SshConnection>) | undefined;
  readonly #client: Client;
  #closed = false;

  constructor(options: SshConnectionOptions) {
    this.where = options.where;
    this.hostKey = options.hostKey;
    this.openAside = options.openAside;
    this.#client = options.client;
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#closed = true;
        this.sessions.abandon();
        resolve();
      };
      // Half-closed is closed: without this a connection that the server ended would be leased until the socket times out.
      options.client.once('close', end).once('end', () => {
        end();
        options.client.destroy();
      });
    });
    this.sessions = new SessionChannels({
      client: options.client,
      where: options.where,
      startLimit: options.sessionLimit ?? DEFAULT_SESSION_LIMIT,
      limitIsLearned: options.limitIsLearned ?? false,
      openTimeoutMs: options.channelTimeoutMs ?? DEFAULT_CHANNEL_TIMEOUT_MS,
      onLimitLearned: (limit) => options.onSessionLimitLearned?.(limit),
      onRefused: () => options.onChannelRefused?.(),
      onUseless: () => this.destroy(),
      isClosed: () => this.#closed,
      countReceivedBytes: () => (options.socket instanceof Socket ? options.socket.bytesRead : undefined),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  get serverSoftware(): string | undefined {
    return readRemoteSoftware(this.#client);
  }

  openExec(commandLine: string, options?: OpenExecOptions): Promise<ExecChannel> {
    return this.sessions.openExec(commandLine, options);
  }

  /** Direct access for forwarding only; everything that runs a command goes through `sessions`. */
  get client(): Client {
    return this.#client;
  }

  /** Says goodbye. Channels that are still open are lost. */
  end(): void {
    this.#closed = true;
    this.#client.end();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#closed = true;
    this.#client.destroy();
  }
}
