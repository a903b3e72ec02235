import { EngineError } from './engine-error.js';

export type OutputStream = 'stdout' | 'stderr';

const HEADER_BYTES = 8;
const STREAMS: Readonly<Record<number, OutputStream>> = { 0: 'stdout', 1: 'stdout', 2: 'stderr' };

/**
 * Docker's frames: one byte of stream, three of zero, four of length, then that much output. Payloads are passed on as
 * they come, so that a frame that claims four gigabytes costs nothing. Throws `engine_failed` for what is no frame.
 */
export class Demultiplexer {
  #header = Buffer.alloc(0);
  #stream: OutputStream = 'stdout';
  #leftBytes = 0;

  constructor(private readonly onOutput: (stream: OutputStream, chunk: Buffer) => void) {}

  /** Whether the last frame is complete. */
  get complete(): boolean {
    return this.#leftBytes === 0 && this.#header.length === 0;
  }

  accept(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#leftBytes === 0) rest = this.#readHeader(rest);
      const payload = rest.subarray(0, this.#leftBytes);
      if (payload.length > 0) this.onOutput(this.#stream, payload);
      this.#leftBytes -= payload.length;
      rest = rest.subarray(payload.length);
    }
  }

  #readHeader(chunk: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length;
    this.#header = Buffer.concat([this.#header, chunk.subarray(0, missing)]);
    if (this.#header.length < HEADER_BYTES) return chunk.subarray(missing);
    const [kind = -1, ...zeros] = this.#header.subarray(0, 4);
    const stream = STREAMS[kind];
    if (stream === undefined || zeros.some((byte) => byte !== 0)) {
      throw new EngineError('engine_failed', 'The engine sent output that is not framed as its API says.');
    }
    this.#stream = stream;
    this.#leftBytes = this.#header.readUInt32BE(4);
    this.#header = Buffer.alloc(0);
    return chunk.subarray(missing);
  }
}
