import { randomBytes } from 'node:crypto';
import { RemoteError } from '../../ssh/remote-errors.js';
import type { Transport } from '../../ssh/transport.js';

export interface FramedRequest {
  /** POSIX shell text of this folder. */
  readonly body: string;
  readonly timeoutMs: number;
  /** Per stream: what comes after is counted and thrown away. */
  readonly keepBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface FramedResult {
  /** Null: the host gave none, or it was ended for its flood of output. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly truncated: boolean;
  readonly durationMs: number;
}

/** What a login prints before our script begins. */
const NOISE_BYTES = 256 * 1024;
/** A command that prints without end is ended here; what was kept is shown. */
const FLOOD_BYTES = 64 * 1024 * 1024;

/** Keeps the head of a stream from our mark on, whatever the login printed before it. */
class Head {
  #kept = Buffer.alloc(0);
  #begun = false;
  truncated = false;

  constructor(
    readonly mark: Buffer,
    readonly keepBytes: number,
  ) {}

  push(chunk: Buffer): void {
    if (!this.#begun) return this.#seek(chunk);
    const room = this.keepBytes - this.#kept.length;
    if (chunk.length > room) this.truncated = true;
    if (room > 0) this.#kept = Buffer.concat([this.#kept, chunk.subarray(0, room)]);
  }

  #seek(chunk: Buffer): void {
    const data = Buffer.concat([this.#kept, chunk]).subarray(-(NOISE_BYTES + this.mark.length));
    const at = data.indexOf(this.mark);
    this.#kept = at < 0 ? data : Buffer.alloc(0);
    if (at < 0) return;
    this.#begun = true;
    this.push(data.subarray(at + this.mark.length));
  }

  get bytes(): Buffer | undefined {
    return this.#begun ? this.#kept : undefined;
  }
}

/** One script of ours in one channel; output from our mark on. Rejects with a RemoteError when there is no answer. */
export async function runFramed(transport: Transport, request: FramedRequest): Promise<FramedResult> {
  const nonce = randomBytes(16).toString('hex');
  const mark = Buffer.from(`\u001e${nonce}\n`, 'latin1');
  const heads = { stdout: new Head(mark, request.keepBytes), stderr: new Head(mark, request.keepBytes) };
  const script = `printf '\\036%s\\n' ${nonce}; printf '\\036%s\\n' ${nonce} >&2\n${request.body}`;
  const startedAtMs = performance.now();
  const exitCode = await transport
    .run({
      script,
      timeoutMs: request.timeoutMs,
      maxOutputBytes: FLOOD_BYTES,
      onOutput: (stream, chunk) => heads[stream].push(chunk),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })
    .then(
      (result) => result.exitCode,
      (error: unknown) => {
        if (error instanceof RemoteError && error.errorClass === 'output_too_large') return null;
        throw error;
      },
    );
  const [stdout, stderr] = [heads.stdout.bytes, heads.stderr.bytes];
  if (stdout === undefined || stderr === undefined) {
    const details = { mayHaveRun: false, exitCode };
    throw new RemoteError(
      'shell_unusable',
      `The login ended (${exitCode ?? 'no code'}) before our script began.`,
      details,
    );
  }
  const truncated = heads.stdout.truncated || heads.stderr.truncated;
  return { exitCode, stdout, stderr, truncated, durationMs: Math.round(performance.now() - startedAtMs) };
}
