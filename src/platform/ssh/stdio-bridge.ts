import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';
import { onAbort } from './on-abort.js';
import { RemoteError, type RemoteErrorClass } from './remote-errors.js';
import type { ProcessEnd, ScriptProcess } from './script-process.js';
import { MarkerFilter } from './start-marker.js';
import type { BridgeSudo, BridgeTarget, StdioBridge } from './transport.js';

/** What joins stdin and stdout to a socket. A closed list: nothing else can be run this way. */
const BRIDGE_ARGV: Readonly<Record<StdioBridge, (socketPath: string) => readonly string[]>> = {
  docker: (path) => ['docker', '--host', `unix://${path}`, 'system', 'dial-stdio'],
  podman: (path) => ['podman', '--url', `unix://${path}`, 'system', 'dial-stdio'],
  // -t: how long the bridge outlives the end of one side; idle streams must notice that their engine is gone.
  socat: (path) => ['socat', '-t', '1', '-', `UNIX-CONNECT:${path}`],
};

/**
 * Says that it runs, skips its input up to the marker (a password that sudo did not want is still in there), and then
 * becomes the bridge. Arguments: marker, then the bridge's own. What a login has set for these tools must not count.
 */
const BRIDGE_SCRIPT = [
  'LC_ALL=C; PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/snap/bin; export LC_ALL PATH',
  'unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY CONTAINER_HOST CONTAINER_CONNECTION',
  'mark=$1; shift; echo "$mark $$"',
  'while IFS= read -r line; do [ "$line" = "$mark" ] && break; done',
  'exec "$@"',
].join('; ');

const STDERR_BYTES = 4_096;
const STDERR_EXCERPT = 500;
const COMMAND_NOT_FOUND = 127;

export interface BridgeRequest {
  readonly target: BridgeTarget;
  readonly where: string;
  /** Until the program runs on the host. */
  readonly timeoutMs: number;
  readonly start: (argv: readonly string[], signal: AbortSignal) => Promise<ScriptProcess>;
  readonly signal?: AbortSignal;
}

function listSudoArguments(sudo: BridgeSudo | undefined): readonly string[] {
  if (sudo === undefined) return [];
  return sudo === 'passwordless' ? ['sudo', '-n', '--'] : ['sudo', '-k', '-S', '-p', '', '--'];
}

/**
 * A stream through a program on the host. Resolves as soon as that program is about to run; whether it reaches the
 * socket shows with the first bytes. Rejects with `sudo_refused`, `shell_unusable`, `connect_timeout`, `cancelled` or
 * what starting gave; the stream errors with `docker_unavailable` or `command_not_found` when the program gives up
 * before it has brought a byte, and with `connection_lost` when the connection goes.
 */
export async function openStdioBridge(request: BridgeRequest): Promise<Duplex> {
  const { target, timeoutMs, where } = request;
  const word = `mw-${randomBytes(12).toString('hex')}`;
  const shell = ['/bin/sh', '-c', BRIDGE_SCRIPT, 'sh', word, ...BRIDGE_ARGV[target.bridge](target.socketPath)];
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  const describeAbort = (cause: Error): RemoteError =>
    timeout.aborted
      ? new RemoteError('connect_timeout', `${describe(request)} did not start within ${timeoutMs} ms.`, { cause })
      : new RemoteError('cancelled', `Starting ${describe(request)} was cancelled.`, { cause });
  let process: ScriptProcess;
  try {
    process = await request.start([...listSudoArguments(target.sudo), ...shell], signal);
  } catch (error) {
    if (error instanceof RemoteError && error.errorClass === 'cancelled') throw describeAbort(error);
    throw error;
  }
  const stream = new BridgeStream({ process, word, target, where });
  const stopListening = onAbort(signal, (reason) => stream.destroy(describeAbort(reason)));
  try {
    await stream.started;
    return stream;
  } finally {
    stopListening();
  }
}

function describe({ target, where }: Pick<BridgeRequest, 'target' | 'where'>): string {
  return `${target.bridge} as a bridge to ${target.socketPath} on ${where}`;
}

interface Bridge {
  readonly process: ScriptProcess;
  readonly word: string;
  readonly target: BridgeTarget;
  readonly where: string;
}

class BridgeStream extends Duplex {
  /** Resolves when the program is about to run; rejects with a RemoteError. */
  readonly started: Promise<void>;
  readonly #filter: MarkerFilter;
  #stderr = '';
  #receivedBytes = 0;
  #resolveStarted = (): void => {};
  #rejectStarted = (_error: Error): void => {};

  constructor(private readonly bridge: Bridge) {
    super({ allowHalfOpen: true });
    this.#filter = new MarkerFilter(bridge);
    this.started = new Promise((resolve, reject) => {
      this.#resolveStarted = resolve;
      this.#rejectStarted = reject;
    });
    // A stream that breaks while nobody listens is noticed at its next use.
    this.on('error', () => {});
    const { process, target } = bridge;
    process.stdout.on('data', (chunk: Buffer) => this.#onData(chunk));
    process.stderr.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < STDERR_BYTES) this.#stderr += chunk.toString('utf8');
    });
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {});
    void process.closed.then((end) => this.#onClosed(end));
    if (typeof target.sudo === 'object') process.stdin.write(`${target.sudo.password}\n`);
  }

  override _read(): void {
    this.bridge.process.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.bridge.process.stdin.write(chunk, (error) => done(error));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.bridge.process.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // Its input ends with this, and so does every bridge.
    this.bridge.process.release();
    this.#rejectStarted(error ?? new Error('The stream was closed before it was open'));
    done(error);
  }

  #onData(chunk: Buffer): void {
    if (this.destroyed) return;
    const passing = this.#filter.passing;
    const payload = this.#filter.accept(chunk);
    if (!passing && this.#filter.passing) {
      this.bridge.process.stdin.write(`${this.bridge.word}\n`);
      this.#resolveStarted();
    }
    this.#receivedBytes += payload.length;
    if (payload.length > 0 && !this.push(payload)) this.bridge.process.stdout.pause();
  }

  #onClosed(end: ProcessEnd): void {
    if (this.destroyed) return;
    if (end.kind === 'lost') {
      this.destroy(new RemoteError('connection_lost', `The connection was lost under ${describe(this.bridge)}.`));
    } else if (!this.#filter.passing || (this.#receivedBytes === 0 && end.exitCode !== 0)) {
      this.destroy(this.#describeFailure(end.exitCode));
    } else {
      this.push(null);
    }
  }

  #describeFailure(exitCode: number | null): RemoteError {
    const stderrExcerpt = this.#stderr
      .slice(0, STDERR_EXCERPT)
      .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .trim();
    const [errorClass, what] = this.#classify(exitCode);
    const message = `${describe(this.bridge)} ${what} (exit code ${exitCode ?? 'unknown'}): ${stderrExcerpt}`;
    return new RemoteError(errorClass, message, { exitCode, stderrExcerpt });
  }

  #classify(exitCode: number | null): [RemoteErrorClass, string] {
    if (this.#filter.passing) {
      return exitCode === COMMAND_NOT_FOUND
        ? ['command_not_found', 'is not installed']
        : ['docker_unavailable', 'did not reach it'];
    }
    return this.bridge.target.sudo === undefined
      ? ['shell_unusable', 'could not be started']
      : ['sudo_refused', 'was refused by sudo'];
  }
}
