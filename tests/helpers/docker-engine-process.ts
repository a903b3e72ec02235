import { spawn, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDockerEngine } from '../../src/platform/engines/docker-engine.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';

const SETPRIV_PATH = '/usr/bin/setpriv';
const START_TIMEOUT_MS = 120_000;
/** Docker ends its containers first. */
const STOP_TIMEOUT_MS = 120_000;
const LOG_CHARACTERS = 100_000;

export interface EngineProcessOptions {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly socketPath: string;
}

/** The engine's process, with its log. */
export class EngineProcess {
  #log = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#log = (this.#log + chunk.toString('utf8')).slice(-LOG_CHARACTERS);
      });
    }
  }

  /** Resolves once it answers. */
  static async start({ argv, env, cwd, socketPath }: EngineProcessOptions): Promise<EngineProcess> {
    // Whatever ends this process, a crash among it, ends the engine as well.
    const child = spawn(SETPRIV_PATH, ['--pdeathsig', 'TERM', ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env },
      cwd,
    });
    const started = new EngineProcess(child);
    const client = connectDockerEngine({ open: () => EngineProcess.connect(socketPath), where: 'the new engine' });
    const deadlineAt = Date.now() + START_TIMEOUT_MS;
    try {
      while (
        !(await client.greet().then(
          () => true,
          () => false,
        ))
      ) {
        if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadlineAt) {
          child.kill('SIGKILL');
          throw new Error(`The engine did not start: ${started.#log.slice(-3_000)}`);
        }
        await sleep(20);
      }
    } finally {
      client.close();
    }
    return started;
  }

  /** A plain stream to the socket, with the errors of a transport. */
  static connect(socketPath: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(socketPath);
      socket.once('connect', () => resolve(socket));
      socket.on('error', (cause) => {
        reject(new RemoteError('connection_refused', `Nothing listens on ${socketPath}.`, { cause }));
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get log(): string {
    return this.#log;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
}
