import { homedir } from 'node:os';
import type { Duplex, Readable } from 'node:stream';
import { renderKillScript } from '../ssh/kill-script.js';
import { RemoteError } from '../ssh/remote-errors.js';
import { superviseRun } from '../ssh/run-supervisor.js';
import type { ScriptProcess } from '../ssh/script-process.js';
import { openStdioBridge } from '../ssh/stdio-bridge.js';
import type {
  BridgeTarget,
  GetOptions,
  PutOptions,
  PutResult,
  RunRequest,
  RunResult,
  SocketTarget,
  Transport,
} from '../ssh/transport.js';
import { getLocalFile, putLocalFile } from './local-files.js';
import { connectLocal } from './local-socket.js';
import { startShell } from './shell-process.js';

export interface LocalTransportOptions {
  /** For messages. */
  readonly where?: string;
  /** Home directory and working directory of the scripts; default: that of the user this process runs as. */
  readonly home?: string;
  readonly path?: string;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const KILL_TIMEOUT_MS = 5_000;
const BRIDGE_TIMEOUT_MS = 10_000;

/** The transport to the machine that this process runs on. Children get none of this process's environment. */
export class LocalTransport implements Transport {
  readonly #where: string;
  readonly #home: string;
  readonly #path: string;

  constructor(options: LocalTransportOptions = {}) {
    this.#where = options.where ?? 'this machine';
    this.#home = options.home ?? homedir();
    this.#path = options.path ?? DEFAULT_PATH;
  }

  async run(request: RunRequest): Promise<RunResult> {
    if (request.signal?.aborted === true) {
      throw new RemoteError('cancelled', `The script on ${this.#where} was cancelled before it started.`, {
        cause: request.signal.reason,
      });
    }
    return superviseRun({ process: await this.#start(), request, where: this.#where });
  }

  async open(target: SocketTarget | BridgeTarget): Promise<Duplex> {
    if (!('bridge' in target)) return connectLocal(target, this.#where);
    const start = (argv: readonly string[]): Promise<ScriptProcess> => this.#start(argv);
    return openStdioBridge({ start, target, where: this.#where, timeoutMs: BRIDGE_TIMEOUT_MS });
  }

  async put(path: string, content: Readable | Buffer, options: PutOptions): Promise<PutResult> {
    return putLocalFile(this.#where, { path, content, options });
  }

  async get(path: string, options?: GetOptions): Promise<Readable> {
    return getLocalFile(this.#where, path, options);
  }

  #start(argv?: readonly string[]): Promise<ScriptProcess> {
    return startShell({
      ...(argv === undefined ? {} : { argv }),
      where: this.#where,
      cwd: this.#home,
      env: { PATH: this.#path, HOME: this.#home, LANG: 'C', LC_ALL: 'C' },
      kill: (shellPid, scope) => this.#kill(shellPid, scope),
    });
  }

  async #kill(shellPid: number, scope: 'descendants' | 'run'): Promise<boolean> {
    try {
      const request = { script: renderKillScript(shellPid, scope), timeoutMs: KILL_TIMEOUT_MS, maxOutputBytes: 16_384 };
      const result = await superviseRun({ process: await this.#start(), request, where: this.#where });
      return result.exitCode === 0;
    } catch (error) {
      if (error instanceof RemoteError || error instanceof RangeError) return false;
      throw error;
    }
  }
}
