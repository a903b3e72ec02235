import { Duplex } from 'node:stream';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';

const PIECE_BYTES = 4_096;

/** A stream that is cut off when its far end sent more than `maxBytes`: a driver keeps all it gets in memory. */
export class BoundedStream extends Duplex {
  readonly #inner: Duplex;

  constructor(inner: Duplex, maxBytes: number, where: string) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    let left = maxBytes;
    inner.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) {
        this.destroy(new RemoteError('output_too_large', `${where} sent more than ${maxBytes} bytes.`));
      } else if (!this.#pushPieces(chunk)) inner.pause();
    });
    inner.once('end', () => this.push(null));
    inner.once('close', () => this.destroy());
    inner.on('error', (error) => this.destroy(error));
  }

  /** Small ones: what is wrong shows before the rest is looked at. */
  #pushPieces(chunk: Buffer): boolean {
    let wantsMore = true;
    for (let at = 0; at < chunk.length && !this.destroyed; at += PIECE_BYTES) {
      wantsMore = this.push(chunk.subarray(at, at + PIECE_BYTES));
    }
    return wantsMore;
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
