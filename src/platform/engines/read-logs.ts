import { readBody } from './body-watch.js';
import { Demultiplexer } from './demultiplex.js';
import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { OutputBuffer } from './output-buffer.js';

const IDLE_MS = 30_000;
const TOTAL_MS = 120_000;

export interface LogRequest {
  readonly tail: number;
  readonly maxBytes: number;
  /** The container has a terminal: its log is one stream without frames. */
  readonly tty: boolean;
}

/** The last lines of a log, both streams as they came, at most `maxBytes` from the end. */
export async function readLogs(api: EngineApi, id: string, request: LogRequest): Promise<string> {
  const what = `reading the log of container ${id}`;
  const answer = await api.stream({
    method: 'GET',
    path: `/containers/${encodeName(id)}/logs`,
    what,
    query: { stdout: true, stderr: true, tail: request.tail },
    limits: CALL_LIMITS.look,
  });
  const kept = new OutputBuffer(request.maxBytes, 'last');
  const demultiplexer = new Demultiplexer((_stream, chunk) => kept.add(chunk));
  const accept = (chunk: Buffer): void => (request.tty ? kept.add(chunk) : demultiplexer.accept(chunk));
  await readBody(answer, { idleMs: IDLE_MS, totalMs: TOTAL_MS, what, mayHaveRun: false }, accept);
  return kept.toText();
}
