import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { SEND_SCRIPT, renderShellCommand } from './file-scripts.js';
import { assertAbsolutePath, describeFileFailure, type FileHost } from './put-file.js';
import { RemoteError } from './remote-errors.js';
import { onAbort } from './on-abort.js';
import type { ProcessEnd, ScriptProcess } from './script-process.js';
import { MarkerFilter } from './start-marker.js';
import type { GetOptions } from './transport.js';

const DEFAULT_TIMEOUT_MS = 600_000;
const STDERR_BYTES = 4_096;

/** See `Transport.get`. Resolves as soon as the host has opened the file. */
export async function getFile(host: FileHost, path: string, options: GetOptions = {}): Promise<Readable> {
  assertAbsolutePath(path);
  const word = `mw-${randomBytes(12).toString('hex')}`;
  const process = await host.start(renderShellCommand(SEND_SCRIPT, [word, path]), options.signal);
  return new Promise((resolve, reject) => {
    new FileReader({ host, path, options, process, word }, resolve, reject).start();
  });
}

interface Reading {
  readonly host: FileHost;
  readonly path: string;
  readonly options: GetOptions;
  readonly process: ScriptProcess;
  readonly word: string;
}

class FileReader {
  readonly #filter: MarkerFilter;
  readonly #output: Readable;
  #stderr = '';
  #bytes = 0;
  #done = false;
  #timer: NodeJS.Timeout | undefined;
  #stopListening = (): void => {};

  constructor(
    private readonly reading: Reading,
    private readonly resolve: (stream: Readable) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#filter = new MarkerFilter(reading);
    this.#output = new Readable({
      read: () => reading.process.stdout.resume(),
      destroy: (error, done) => {
        this.#stop();
        done(error);
      },
    });
  }

  start(): void {
    const { process, options } = this.reading;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    process.stdout.on('data', (chunk: Buffer) => this.#onData(chunk));
    process.stderr.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < STDERR_BYTES) this.#stderr += chunk.toString('utf8');
    });
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {});
    process.stdin.end();
    this.#timer = setTimeout(() => {
      this.#fail(new RemoteError('command_timeout', `${this.#what()} was not read within ${timeoutMs} ms.`));
    }, timeoutMs);
    this.#stopListening = onAbort(options.signal, (reason) => this.#failCancelled(reason));
    void process.closed.then((end) => this.#onClosed(end));
  }

  #what(): string {
    return `${this.reading.path} on ${this.reading.host.where}`;
  }

  #onData(chunk: Buffer): void {
    if (this.#done) return;
    const started = this.#filter.passing;
    const payload = this.#filter.accept(chunk);
    if (!started && this.#filter.passing) this.resolve(this.#output);
    const { maxBytes } = this.reading.options;
    this.#bytes += started || this.#filter.passing ? payload.length : chunk.length;
    if (maxBytes !== undefined && this.#bytes > maxBytes) {
      this.#fail(new RemoteError('output_too_large', `${this.#what()} is larger than ${maxBytes} bytes.`));
      return;
    }
    if (payload.length > 0 && !this.#output.push(payload)) this.reading.process.stdout.pause();
  }

  #failCancelled(cause: Error): void {
    this.#fail(new RemoteError('cancelled', `Reading ${this.#what()} was cancelled.`, { cause }));
  }

  #onClosed(end: ProcessEnd): void {
    if (this.#done) return;
    if (end.kind === 'lost') {
      this.#fail(new RemoteError('connection_lost', `The connection was lost while ${this.#what()} was read.`));
    } else if (end.exitCode !== 0) {
      const stderr = Buffer.from(this.#stderr);
      this.#fail(describeFileFailure(this.reading.host.where, this.reading.path, { exitCode: end.exitCode, stderr }));
    } else if (this.#filter.passing) {
      this.#settle();
      this.#output.push(null);
    } else {
      this.#fail(new RemoteError('shell_unusable', `${this.#what()}: the login does not run /bin/sh.`));
    }
  }

  #fail(error: RemoteError): void {
    this.#stop();
    // Before the file was opened nobody has the stream yet, and its error would be unheard.
    if (this.#filter.passing) this.#output.destroy(error);
    else this.reject(error);
  }

  #stop(): void {
    if (!this.#settle()) return;
    void this.reading.process.kill(this.#filter.shellPid).then(() => this.reading.process.release());
  }

  #settle(): boolean {
    if (this.#done) return false;
    this.#done = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    return true;
  }
}
