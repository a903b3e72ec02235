import { EngineError } from './engine-error.js';
import { isRecord, readNumber, readRecord, readText } from './engine-json.js';
import type { PullRequest } from './engine.js';

const LINE_BYTES = 1024 * 1024;
const MAX_LAYERS = 10_000;
const TELL_EVERY_MS = 250;

interface Layer {
  readonly downloadedBytes: number;
  readonly totalBytes: number;
}

/** The JSON lines that an engine writes while it pulls: how far it has come, and what went wrong. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();
  readonly #onProgress: PullRequest['onProgress'];
  readonly #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #toldAt = 0;
  #untold = false;
  #error: string | undefined;

  constructor(onProgress?: PullRequest['onProgress']) {
    this.#onProgress = onProgress;
  }

  /** What the engine said went wrong; the first such line. */
  get error(): string | undefined {
    return this.#error;
  }

  accept(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      this.#keep(rest.subarray(0, end));
      this.#readLine();
      rest = rest.subarray(end + 1);
    }
    this.#keep(rest);
  }

  /** The stream has ended as it should; a last line may lack its end. */
  finish(): void {
    this.#readLine();
    if (this.#untold) this.#tell();
  }

  #keep(piece: Buffer): void {
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > LINE_BYTES) {
      throw new EngineError(
        'pull_failed',
        `The engine wrote a line of more than ${LINE_BYTES} bytes into its progress.`,
      );
    }
    if (piece.length > 0) this.#pieces.push(piece);
  }

  #readLine(): void {
    const text = Buffer.concat(this.#pieces.splice(0)).toString('utf8').trim();
    this.#pieceBytes = 0;
    if (text === '') return;
    const line = parse(text);
    // Whatever it is, it is no progress: a proxy that answers in the engine's place, or an engine that fell over.
    if (line === undefined) this.#error ??= `the progress has a line that is no JSON: ${text}`;
    else this.#readMessage(line);
  }

  #readMessage(line: Readonly<Record<string, unknown>>): void {
    const { error, errorDetail, id, status, progressDetail } = line;
    if ((error !== undefined && error !== '') || (errorDetail !== undefined && errorDetail !== null)) {
      const detail = readText(readRecord(errorDetail)['message']);
      const text = detail === '' ? readText(error) : detail;
      this.#error ??= text === '' ? 'the engine reports an error without a text' : text;
    } else if (typeof id === 'string') {
      this.#readLayer(id, readText(status), readRecord(progressDetail));
    }
  }

  #readLayer(id: string, status: string, detail: Readonly<Record<string, unknown>>): void {
    const known = this.#layers.get(id);
    if (known === undefined && this.#layers.size >= MAX_LAYERS) return;
    const total = readNumber(detail['total']);
    if (status === 'Downloading' && total > 0) {
      this.#layers.set(id, { downloadedBytes: Math.min(readNumber(detail['current']), total), totalBytes: total });
    } else if (status === 'Download complete' && known !== undefined) {
      this.#layers.set(id, { downloadedBytes: known.totalBytes, totalBytes: known.totalBytes });
    } else {
      return;
    }
    this.#untold = true;
    if (performance.now() - this.#toldAt >= TELL_EVERY_MS) this.#tell();
  }

  #tell(): void {
    this.#toldAt = performance.now();
    this.#untold = false;
    const sum = { downloadedBytes: 0, totalBytes: 0 };
    for (const layer of this.#layers.values()) {
      sum.downloadedBytes += layer.downloadedBytes;
      sum.totalBytes += layer.totalBytes;
    }
    this.#onProgress?.(sum);
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
