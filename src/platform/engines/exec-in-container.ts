import { readBody } from './body-watch.js';
import { Demultiplexer } from './demultiplex.js';
import { encodeName } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { demandRecord, readText } from './engine-json.js';
import type { ExecRequest, ExecResult } from './engine.js';
import { OutputBuffer } from './output-buffer.js';

/** After its output has ended a process may need a moment until the engine knows how. */
const EXIT_POLLS = 100;
const EXIT_POLL_MS = 50;

/**
 * Runs a program in a running container. When it takes too long, nothing is killed (engines cannot kill it): the error
 * `timeout` says that it may still run.
 */
export async function execInContainer(api: EngineApi, id: string, request: ExecRequest): Promise<ExecResult> {
  const what = `running ${request.argv[0] ?? 'nothing'} in container ${id}`;
  const execId = await createExec(api, id, request, what);
  const output = await readOutput(api, execId, request, what);
  const exitCode = await readExitCode(api, execId, what);
  return { exitCode, ...output };
}

async function createExec(api: EngineApi, id: string, request: ExecRequest, what: string): Promise<string> {
  const created = await api.json({
    method: 'POST',
    path: `/containers/${encodeName(id)}/exec`,
    what,
    json: {
      AttachStdin: false,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Cmd: request.argv,
      ...(request.user === undefined ? {} : { User: request.user }),
      ...(request.env === undefined ? {} : { Env: request.env }),
    },
    limits: CALL_LIMITS.change,
    // It only notes down what would be run.
    harmless: true,
  });
  const execId = readText(demandRecord(created, what)['Id']);
  if (execId === '') throw new EngineError('engine_failed', `${what}: the engine gave no id for it.`);
  return execId;
}

async function readOutput(
  api: EngineApi,
  execId: string,
  request: ExecRequest,
  what: string,
): Promise<Omit<ExecResult, 'exitCode'>> {
  // Without `Upgrade` the output is the body of a plain answer, up to the end of the stream.
  const answer = await api.stream({
    method: 'POST',
    path: `/exec/${encodeName(execId)}/start`,
    what,
    json: { Detach: false, Tty: false },
    limits: { timeoutMs: request.timeoutMs, maxBytes: 0 },
  });
  const kept = {
    stdout: new OutputBuffer(request.maxOutputBytes, 'first'),
    stderr: new OutputBuffer(request.maxOutputBytes, 'first'),
  };
  let bytes = 0;
  const demultiplexer = new Demultiplexer((stream, chunk) => {
    const room = Math.max(0, request.maxOutputBytes - bytes);
    bytes += chunk.length;
    kept[stream].add(chunk.subarray(0, room));
  });
  const limits = { totalMs: request.timeoutMs, what: `${what} (it may still run there)`, mayHaveRun: true };
  await readBody(answer, limits, (chunk) => demultiplexer.accept(chunk));
  if (!demultiplexer.complete) {
    const message = `${what}: its output broke off. It may still run there.`;
    throw new EngineError('connection_lost', message, { mayHaveRun: true });
  }
  const truncated = bytes > request.maxOutputBytes;
  return { stdout: kept.stdout.toText(), stderr: kept.stderr.toText(), truncated };
}

async function readExitCode(api: EngineApi, execId: string, what: string): Promise<number> {
  for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
    const state = demandRecord(
      await api.json({ method: 'GET', path: `/exec/${encodeName(execId)}/json`, what, limits: CALL_LIMITS.look }),
      what,
    );
    const { Running: running, ExitCode: exitCode } = state;
    if (running !== true && typeof exitCode === 'number') return exitCode;
    await new Promise((resolve) => setTimeout(resolve, EXIT_POLL_MS));
  }
  // The stream ended while the program runs: the engine went away in between, or the program closed its output.
  const message = `${what}: its output ended, but it still runs. How it ends cannot be known.`;
  throw new EngineError('connection_lost', message, { mayHaveRun: true });
}
