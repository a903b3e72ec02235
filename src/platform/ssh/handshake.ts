import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { buildAlgorithms, isTruncatable } from './algorithms.js';
import { classifyConnectFailure, readFailureFields, type ConnectPhase } from './connect-errors.js';
import { describeHostKey, matchesPolicy, type HostKeyPolicy, type PresentedHostKey } from './host-key.js';
import { RemoteError } from './remote-errors.js';
import { onAbort } from './on-abort.js';
import { toError } from './to-error.js';
import { isStrictKex, readOfferedHostKeyAlgorithms, readRemoteSoftware } from './ssh2-internals.js';

export interface HandshakeRequest {
  /** Connected; owned by the handshake from now on. */
  readonly socket: Duplex;
  /** `user@host:port`, for messages. */
  readonly where: string;
  readonly user: string;
  readonly policy: HostKeyPolicy;
  readonly hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[];
  readonly legacyAlgorithms: boolean;
  readonly readyTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  readonly keepaliveCountMax: number;
  readonly signal?: AbortSignal;
}

export interface HandshakeResult {
  readonly client: Client;
  readonly hostKey: PresentedHostKey;
}

/** Thrown when the host key does not satisfy the policy: what was presented, and what else the host could present. */
export class HostKeyRefused extends Error {
  readonly presented: PresentedHostKey;
  /** Signature algorithms that the server offers; undefined when that could not be read. */
  readonly offered: readonly string[] | undefined;

  constructor(presented: PresentedHostKey, offered: readonly string[] | undefined, cause: unknown) {
    super('The host key was refused', { cause });
    this.presented = presented;
    this.offered = offered;
  }
}

/**
 * Key exchange and login on a connected socket, with these login methods in order. They are let go of when it ends.
 * Rejects with RemoteError, HostKeyRefused, or the signal's reason.
 */
export function performHandshake(
  request: HandshakeRequest,
  methods: readonly AnyAuthMethod[],
): Promise<HandshakeResult> {
  return new Promise((resolve, reject) => new Handshake(request, [...methods], { resolve, reject }).start());
}

interface Outcome {
  readonly resolve: (result: HandshakeResult) => void;
  readonly reject: (error: Error) => void;
}

class Handshake {
  readonly #client = new ssh2.Client();
  #phase: ConnectPhase = 'ident';
  #settled = false;
  #hostKey: PresentedHostKey | undefined;
  #refusal: HostKeyRefused | undefined;
  #spokeOtherProtocol = false;
  #stopListening = (): void => {};

  constructor(
    private readonly request: HandshakeRequest,
    private readonly methods: AnyAuthMethod[],
    private readonly outcome: Outcome,
  ) {}

  start(): void {
    const client = this.#client;
    // For life: ssh2 may report more than one error per connection, and an unheard one ends the process.
    client.on('error', (error) => this.#fail(error));
    client.on('close', () => this.#fail(new Error('The server closed the connection')));
    client.on('handshake', (negotiated) => this.#onNegotiated(negotiated));
    client.on('ready', () => this.#succeed());
    client.on('change password', () => this.#failExpiredPassword());
    this.#stopListening = onAbort(this.request.signal, (reason) => this.#fail(reason, true));
    if (this.#settled) return;
    try {
      client.connect(this.#buildConfig());
      client.setNoDelay(true);
      this.request.socket.once('data', (chunk: Buffer) => {
        this.#spokeOtherProtocol = !looksLikeSshd(chunk);
      });
    } catch (error) {
      this.#fail(toError(error));
    }
  }

  #buildConfig(): ConnectConfig {
    const { request } = this;
    return {
      sock: request.socket as NonNullable<ConnectConfig['sock']>,
      username: request.user,
      algorithms: buildAlgorithms(request.hostKeyAlgorithms, request.legacyAlgorithms),
      readyTimeout: request.readyTimeoutMs,
      keepaliveInterval: request.keepaliveIntervalMs,
      keepaliveCountMax: request.keepaliveCountMax,
      agentForward: false,
      tryKeyboard: false,
      hostVerifier: (key: Buffer) => this.#verifyHostKey(key),
      authHandler: (left, _partial, next) => {
        (next as (method: AnyAuthMethod | false) => void)(this.#takeMethod(left) ?? false);
      },
    };
  }

  /** A method that the server does not take (any more) is not tried: every refusal counts against this controller. */
  #takeMethod(left: readonly string[] | null): AnyAuthMethod | undefined {
    let method = this.methods.shift();
    while (method !== undefined && left !== null && !left.includes(method.type)) method = this.methods.shift();
    return method;
  }

  #verifyHostKey(blob: Buffer): boolean {
    const presented = describeHostKey(Buffer.from(blob));
    const { policy } = this.request;
    let cause: unknown;
    try {
      if (matchesPolicy(policy, presented)) {
        if (policy.kind === 'trust_on_first_use') policy.onFirstUse(presented);
        this.#hostKey = presented;
        return true;
      }
    } catch (error) {
      cause = error;
    }
    this.#refusal = new HostKeyRefused(presented, readOfferedHostKeyAlgorithms(this.#client), cause);
    return false;
  }

  #onNegotiated(negotiated: ssh2.NegotiatedAlgorithms): void {
    this.#phase = 'authenticate';
    const ciphers = {
      kex: negotiated.kex,
      hostKey: negotiated.serverHostKey,
      cipherIn: negotiated.sc.cipher,
      cipherOut: negotiated.cs.cipher,
    };
    if (!isTruncatable(ciphers, isStrictKex(this.#client))) return;
    this.#fail(
      new RemoteError(
        'handshake_failed',
        `${this.request.where} offers only chacha20-poly1305 and no strict key exchange (CVE-2023-48795): update sshd or allow AES-GCM there.`,
      ),
    );
  }

  #failExpiredPassword(): void {
    this.#fail(new RemoteError('auth_rejected', `The password for ${this.request.where} has expired on the host.`));
  }

  #succeed(): void {
    const hostKey = this.#hostKey;
    if (hostKey === undefined) {
      this.#fail(new RemoteError('protocol_error', `${this.request.where} finished the handshake without a host key.`));
      return;
    }
    if (this.#settle()) this.outcome.resolve({ client: this.#client, hostKey });
  }

  #fail(error: Error, aborted = false): void {
    if (!this.#settle()) return;
    this.#client.destroy();
    this.request.socket.on('error', () => {});
    this.request.socket.destroy();
    this.outcome.reject(aborted ? error : (this.#refusal ?? this.#classify(error)));
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    // The client keeps this object alive through its callbacks: the secrets must not stay with it.
    this.methods.length = 0;
    this.#stopListening();
    return true;
  }

  #classify(error: Error): Error {
    if (error instanceof RemoteError) return error;
    const introduced = readRemoteSoftware(this.#client) !== undefined;
    const phase = this.#phase === 'ident' && introduced ? 'handshake' : this.#phase;
    const fields = readFailureFields(error);
    const errorClass = classifyConnectFailure({ phase, ...fields, spokeOtherProtocol: this.#spokeOtherProtocol });
    return new RemoteError(errorClass, `SSH to ${this.request.where}: ${PHASE_TEXT[phase]}: ${error.message}.`, {
      cause: error,
    });
  }
}

const PHASE_TEXT: Readonly<Record<ConnectPhase, string>> = {
  tcp: 'while connecting',
  ident: 'before the server introduced itself',
  handshake: 'during the key exchange',
  authenticate: 'while logging in',
  ready: 'after the login',
};

/** What sshd says when it drops a connection before introducing itself; there is no code for it, only these lines. */
const SSHD_REFUSALS = ['Exceeded MaxStartups', 'Not allowed at this time'];

function looksLikeSshd(firstBytes: Buffer): boolean {
  const text = firstBytes.toString('latin1', 0, 8_192);
  return /(^|\n)SSH-/.test(text) || SSHD_REFUSALS.some((line) => text.startsWith(line));
}
