const RECORD_SEPARATOR = 0x1e;
/** The longest mark behind the nonce: a letter, an index, a blank, an exit code. */
const MARK_TEXT_BYTES = 32;

export interface FrameSink {
  /** Output between two marks, in order; the buffer is valid only during the call's batch. */
  readonly onPayload: (payload: Buffer) => void;
  /** The text of a mark, e.g. `E3 0`. */
  readonly onMark: (text: string) => void;
}

/**
 * Takes one stream apart into marks and what stands between them, whatever the chunks are. Keeps at most the bytes of
 * one unfinished mark.
 */
export class FrameReader {
  readonly #prefix: Buffer;
  readonly #sink: FrameSink;
  #carry: Buffer = Buffer.alloc(0);

  constructor(nonce: string, sink: FrameSink) {
    this.#prefix = Buffer.from(`\u001e${nonce}`, 'latin1');
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const data = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    this.#carry = Buffer.alloc(0);
    let position = 0;
    while (position < data.length) {
      const start = data.indexOf(this.#prefix, position);
      if (start < 0) return this.#keepPossiblePrefix(data, position);
      const textStart = start + this.#prefix.length;
      const end = data.indexOf(0x0a, textStart);
      const unfinished = end < 0 && data.length - textStart <= MARK_TEXT_BYTES;
      if (start > position) this.#sink.onPayload(data.subarray(position, start));
      if (unfinished) {
        this.#carry = Buffer.from(data.subarray(start));
        return;
      }
      if (end < 0 || end - textStart > MARK_TEXT_BYTES) {
        // Our nonce without a mark behind it: something echoed part of the script. It is output like any other.
        this.#sink.onPayload(data.subarray(start, textStart));
        position = textStart;
        continue;
      }
      this.#sink.onMark(data.toString('latin1', textStart, end));
      position = end + 1;
    }
  }

  /** The stream has ended: what looked like the beginning of a mark was output. */
  end(): void {
    if (this.#carry.length > 0) this.#sink.onPayload(this.#carry);
    this.#carry = Buffer.alloc(0);
  }

  #keepPossiblePrefix(data: Buffer, position: number): void {
    const separator = data.lastIndexOf(RECORD_SEPARATOR);
    const tail = separator < position ? undefined : data.subarray(separator);
    const isPrefix = tail !== undefined && this.#prefix.subarray(0, tail.length).equals(tail);
    const end = isPrefix ? separator : data.length;
    if (end > position) this.#sink.onPayload(data.subarray(position, end));
    if (isPrefix) this.#carry = Buffer.from(tail);
  }
}
