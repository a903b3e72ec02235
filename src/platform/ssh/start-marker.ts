import { randomBytes } from 'node:crypto';

/**
 * Between the login and our script stands whatever the host's start-up files print. The script therefore begins by
 * printing a random word on both streams; what comes before it is noise, and its absence means that no POSIX shell
 * read our script.
 */
export interface StartMarker {
  readonly word: string;
  /** First line of the script: fixes the language of messages and prints the marker with the shell's process id. */
  readonly prelude: string;
}

export function createStartMarker(): StartMarker {
  const word = `mw-${randomBytes(12).toString('hex')}`;
  return { word, prelude: `LC_ALL=C LANG=C;export LC_ALL LANG;echo ${word} $$;echo ${word} $$ >&2\n` };
}

const EMPTY = Buffer.alloc(0);
const NOISE_EXCERPT_BYTES = 500;
/** Room for the rest of the marker's line: a process id. */
const LINE_REST_BYTES = 32;

/** Passes on what follows the marker's line in one stream. */
export class MarkerFilter {
  readonly #word: Buffer;
  #held: Buffer = EMPTY;
  #noise = '';
  #passing = false;
  #shellPid: number | undefined;

  constructor(marker: Pick<StartMarker, 'word'>) {
    this.#word = Buffer.from(marker.word);
  }

  /** Whether the marker has been seen. */
  get passing(): boolean {
    return this.#passing;
  }

  /** Process id of the shell, as the marker's line gave it. */
  get shellPid(): number | undefined {
    return this.#shellPid;
  }

  /** The beginning of what came before the marker. */
  get noise(): string {
    const text = (this.#noise + this.#held.toString('utf8')).slice(0, NOISE_EXCERPT_BYTES);
    // It goes into messages that people read in terminals.
    return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  }

  /** The part of the chunk that belongs to the script; empty when nothing does. */
  accept(chunk: Buffer): Buffer {
    if (this.#passing) return chunk;
    const seen = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = seen.indexOf(this.#word);
    const lineEnd = start === -1 ? -1 : seen.indexOf('\n', start);
    if (lineEnd === -1) {
      this.#hold(seen, start === -1 ? seen.length - this.#word.length - LINE_REST_BYTES : start);
      return EMPTY;
    }
    this.#hold(seen, start);
    this.#held = EMPTY;
    this.#passing = true;
    const pid = Number(seen.toString('latin1', start + this.#word.length, lineEnd).trim());
    if (Number.isSafeInteger(pid) && pid > 1) this.#shellPid = pid;
    return seen.subarray(lineEnd + 1);
  }

  /** Forgets what can no longer be part of a marker, but for an excerpt. */
  #hold(seen: Buffer, from: number): void {
    const cut = Math.max(0, from);
    if (this.#noise.length < NOISE_EXCERPT_BYTES) {
      this.#noise += seen.toString('utf8', 0, Math.min(cut, NOISE_EXCERPT_BYTES));
    }
    this.#held = seen.subarray(cut);
  }
}
