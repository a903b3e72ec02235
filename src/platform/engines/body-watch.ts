import type { IncomingMessage } from 'node:http';
import { EngineError } from './engine-error.js';
import type { EngineAnswer } from './engine-http.js';

/**
 * Reads the body of an answer chunk by chunk. Throws `timeout` when it takes longer than allowed between two chunks
 * (`idleMs`) or in all (`totalMs`), what `onChunk` throws, and what the stream dies of in our words.
 */
export async function readBody(
  answer: EngineAnswer,
  limits: { readonly idleMs?: number; readonly totalMs?: number; readonly what: string; readonly mayHaveRun: boolean },
  onChunk: (chunk: Buffer) => void,
): Promise<void> {
  const { body } = answer;
  let late: EngineError | undefined;
  const giveUp = (afterMs: number): void => {
    const { what, mayHaveRun } = limits;
    late = new EngineError('timeout', `${what}: nothing came within ${afterMs} ms.`, { mayHaveRun });
    body.destroy();
  };
  const timers = startTimers(body, limits, giveUp);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      timers.touch();
      onChunk(chunk);
    }
    // A body that we destroyed ends without an error.
    if (late !== undefined) throw late;
  } catch (error) {
    throw late ?? answer.explain(error);
  } finally {
    timers.stop();
  }
}

function startTimers(
  body: IncomingMessage,
  { idleMs, totalMs }: { readonly idleMs?: number; readonly totalMs?: number },
  giveUp: (afterMs: number) => void,
): { readonly touch: () => void; readonly stop: () => void } {
  const idle = idleMs === undefined ? undefined : setTimeout(() => giveUp(idleMs), idleMs);
  const total = totalMs === undefined ? undefined : setTimeout(() => giveUp(totalMs), totalMs);
  const stop = (): void => {
    clearTimeout(idle);
    clearTimeout(total);
  };
  body.once('close', stop);
  return { touch: () => idle?.refresh(), stop };
}
