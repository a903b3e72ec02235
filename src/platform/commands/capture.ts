/** Keeps the head of one stream of one command up to a cap and counts the rest. */
export class Capture {
  readonly #capBytes: number;
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;
  totalBytes = 0;

  constructor(capBytes: number) {
    this.#capBytes = capBytes;
  }

  push(payload: Buffer): void {
    this.totalBytes += payload.length;
    const room = this.#capBytes - this.#keptBytes;
    if (room <= 0) return;
    const kept = payload.length <= room ? payload : payload.subarray(0, room);
    this.#chunks.push(kept);
    this.#keptBytes += kept.length;
  }

  get truncated(): boolean {
    return this.totalBytes > this.#keptBytes;
  }

  take(): Buffer {
    return this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks);
  }
}
