/** Keeps the first, or the last, bytes of an output and forgets the rest. */
export class OutputBuffer {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #truncated = false;

  constructor(
    private readonly maxBytes: number,
    private readonly keep: 'first' | 'last',
  ) {}

  get truncated(): boolean {
    return this.#truncated;
  }

  get byteLength(): number {
    return this.#bytes;
  }

  add(chunk: Buffer): void {
    if (this.keep === 'first') return this.#addBounded(chunk);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= this.maxBytes && this.#chunks.length > 1) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0;
      this.#truncated = true;
    }
  }

  /** Bytes that are no UTF-8 show as replacement characters. */
  toText(): string {
    const whole = Buffer.concat(this.#chunks);
    if (whole.length <= this.maxBytes) return whole.toString('utf8');
    this.#truncated = true;
    return whole.subarray(whole.length - this.maxBytes).toString('utf8');
  }

  #addBounded(chunk: Buffer): void {
    const part = chunk.subarray(0, Math.max(0, this.maxBytes - this.#bytes));
    if (part.length < chunk.length) this.#truncated = true;
    if (part.length === 0) return;
    this.#chunks.push(part);
    this.#bytes += part.length;
  }
}
