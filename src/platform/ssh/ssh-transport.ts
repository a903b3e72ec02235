import type { Duplex, Readable } from 'node:stream';
import { describeExecProcess } from './exec-process.js';
import { getFile } from './get-file.js';
import { renderKillScript } from './kill-script.js';
import { openSocket } from './open-socket.js';
import { quoteLoginWord } from './quote-login-word.js';
import { putFile, type FileHost } from './put-file.js';
import { RemoteError } from './remote-errors.js';
import { superviseRun } from './run-supervisor.js';
import type { ScriptProcess } from './script-process.js';
import type { SshConnection } from './ssh-connection.js';
import { createStartMarker } from './start-marker.js';
import { openStdioBridge } from './stdio-bridge.js';
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

/** Waiting for a second channel, and running the kill script on it. */
const KILL_CHANNEL_WAIT_MS = 2_000;
const KILL_TIMEOUT_MS = 5_000;
const OPEN_TIMEOUT_MS = 10_000;

/** The transport over one connection. It ends with its connection; the pool's leases outlive one. */
export class SshTransport implements Transport {
  constructor(private readonly connection: SshConnection) {}

  async run(request: RunRequest): Promise<RunResult> {
    const process = await this.#start('exec /bin/sh -s', request.signal);
    return superviseRun({ process, request, where: this.connection.where, marker: createStartMarker() });
  }

  async open(target: SocketTarget | BridgeTarget, options: { readonly signal?: AbortSignal } = {}): Promise<Duplex> {
    if ('bridge' in target) return this.#openBridge(target, options.signal);
    const run = (request: RunRequest): Promise<RunResult> => this.run(request);
    return openSocket(this.connection, target, { timeoutMs: OPEN_TIMEOUT_MS, run, ...options });
  }

  async put(path: string, content: Readable | Buffer, options: PutOptions): Promise<PutResult> {
    return putFile(this.#fileHost(), { path, content, options });
  }

  async get(path: string, options?: GetOptions): Promise<Readable> {
    return getFile(this.#fileHost(), path, options);
  }

  #openBridge(target: BridgeTarget, signal: AbortSignal | undefined): Promise<Duplex> {
    const start = (argv: readonly string[], startSignal: AbortSignal): Promise<ScriptProcess> =>
      this.#start(`exec ${argv.map(quoteLoginWord).join(' ')}`, startSignal);
    const abort = signal === undefined ? {} : { signal };
    return openStdioBridge({ start, target, where: this.connection.where, timeoutMs: OPEN_TIMEOUT_MS, ...abort });
  }

  async #start(commandLine: string, signal: AbortSignal | undefined): Promise<ScriptProcess> {
    const channel = await this.connection.openExec(commandLine, signal === undefined ? {} : { signal });
    return describeExecProcess(channel, (shellPid, scope) => this.#kill(shellPid, scope));
  }

  #fileHost(): FileHost {
    return {
      where: this.connection.where,
      start: (commandLine, signal) => this.#start(commandLine, signal),
      run: (request) => this.run(request),
    };
  }

  async #kill(shellPid: number, scope: 'descendants' | 'run'): Promise<boolean> {
    try {
      if (this.connection.sessions.hasRoomAside) return await runKill(this.connection, shellPid, scope);
      const aside = await this.connection.openAside?.();
      if (aside === undefined) return false;
      try {
        return await runKill(aside, shellPid, scope);
      } finally {
        aside.end();
      }
    } catch (error) {
      if (error instanceof RemoteError || error instanceof RangeError) return false;
      throw error;
    }
  }
}

async function runKill(connection: SshConnection, shellPid: number, scope: 'descendants' | 'run'): Promise<boolean> {
  const script = renderKillScript(shellPid, scope);
  const signal = AbortSignal.timeout(KILL_CHANNEL_WAIT_MS);
  const opened = await connection.openExec('exec /bin/sh -s', { urgent: true, signal });
  const result = await superviseRun({
    process: describeExecProcess(opened, () => Promise.resolve(false)),
    request: { script, timeoutMs: KILL_TIMEOUT_MS, maxOutputBytes: 16_384 },
    where: connection.where,
    marker: createStartMarker(),
  });
  return result.exitCode === 0;
}
