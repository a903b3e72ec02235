/** Keeps the first, or the last, bytes of an output and forgets the rest. */
export class OutputBuffer {
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;
  #seenBytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly keep: 'first' | 'last',
  ) {}

  /** Whether more came than is given. */
  get truncated(): boolean {
    return this.#seenBytes > this.maxBytes;
  }

  get byteLength(): number {
    return this.#keptBytes;
  }

  add(chunk: Buffer): void {
    this.#seenBytes += chunk.length;
    this.#hold(this.keep === 'first' ? chunk.subarray(0, Math.max(0, this.maxBytes - this.#keptBytes)) : chunk);
    while (this.keep === 'last' && this.#forgetOldest());
  }

  /** Bytes that are no UTF-8 show as replacement characters. */
  toText(): string {
    const whole = Buffer.concat(this.#chunks);
    return whole.subarray(Math.max(0, whole.length - this.maxBytes)).toString('utf8');
  }

  #hold(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#keptBytes += chunk.length;
  }

  /** True when the oldest chunk went because those after it are enough. */
  #forgetOldest(): boolean {
    const oldest = this.#chunks[0];
    if (!oldest || this.#keptBytes - oldest.length < this.maxBytes) return false;
    this.#chunks.shift();
    this.#keptBytes -= oldest.length;
    return true;
  }
}
