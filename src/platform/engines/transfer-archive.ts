import { PassThrough, Transform, type Readable } from 'node:stream';
import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { EngineError } from './engine-error.js';
import type { EngineAnswer } from './engine-http.js';

/** A disk that is slow between two pieces of a tar. */
const IDLE_MS = 120_000;
/** After the last byte was sent: the engine may still be writing. */
const PUT_TIMEOUT_MS = 300_000;
const BLOCK_BYTES = 512;
const END_BYTES = 2 * BLOCK_BYTES;

/**
 * A tar of a path in a container. An engine that fails half-way ends its answer as if all were well, with the error
 * where the rest of the tar should be: so the stream ends well only when the tar does (two blocks of zeros).
 */
export async function getArchive(api: EngineApi, id: string, path: string): Promise<Readable> {
  const what = `reading ${path} of container ${id}`;
  const answer = await api.stream({
    method: 'GET',
    path: `/containers/${encodeName(id)}/archive`,
    what,
    query: { path },
    limits: CALL_LIMITS.archive,
  });
  return checkTar(answer, what);
}

function checkTar(answer: EngineAnswer, what: string): Readable {
  const output = new PassThrough();
  const fail = (error: Error): void => {
    answer.body.destroy();
    output.destroy(error);
  };
  const timer = setTimeout(() => {
    // A reader that pauses is not an engine that hangs.
    if (output.writableNeedDrain) timer.refresh();
    else fail(new EngineError('timeout', `${what}: nothing came within ${IDLE_MS} ms.`));
  }, IDLE_MS);
  const end = new TarEnd();
  const checked = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      timer.refresh();
      end.add(chunk);
      done(null, chunk);
    },
    flush: (done) => {
      const message = `${what}: the tar broke off; the engine failed on its way through it.`;
      done(end.isWhole ? null : new EngineError('connection_lost', message));
    },
  });
  output.on('drain', () => timer.refresh());
  output.once('close', () => {
    clearTimeout(timer);
    answer.body.destroy();
    checked.destroy();
  });
  answer.body.once('error', (error) => fail(answer.explain(error)));
  answer.body.once('close', () => {
    if (!answer.body.readableEnded && !answer.body.complete) fail(answer.explain(new Error('aborted')));
  });
  checked.once('error', fail);
  answer.body.pipe(checked).pipe(output);
  return output;
}

/** The last two blocks of what went by. */
class TarEnd {
  #bytes = 0;
  #last = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const seen = chunk.length >= END_BYTES ? chunk : Buffer.concat([this.#last, chunk]);
    this.#last = Buffer.from(seen.subarray(Math.max(0, seen.length - END_BYTES)));
  }

  get isWhole(): boolean {
    const aligned = this.#bytes % BLOCK_BYTES === 0 && this.#last.length === END_BYTES;
    return aligned && this.#last.every((byte) => byte === 0);
  }
}

/** Unpacks a tar below a path that exists. When it fails, part of it may be there. */
export async function putArchive(api: EngineApi, id: string, path: string, tar: Readable): Promise<void> {
  // It may break off before there is a stream to send it on; nobody else would listen then.
  tar.on('error', () => {});
  await api.send({
    method: 'PUT',
    path: `/containers/${encodeName(id)}/archive`,
    what: `writing ${path} of container ${id}`,
    query: { path },
    body: { content: tar, type: 'application/x-tar' },
    limits: { timeoutMs: PUT_TIMEOUT_MS, maxBytes: CALL_LIMITS.change.maxBytes },
  });
}
