import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

export interface ProgramRequest {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Goes in by a pipe, so that it shows in no process list. */
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Receives each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramResult {
  /** null: it could not be started, was killed, or took longer than allowed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

const MAX_OUTPUT_CHARACTERS = 256 * 1024;

/** Runs a short-lived program to its end. Never rejects: a program that cannot be started has exit code null. */
export async function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  try {
    return await followProgram(request, startProgram(request));
  } catch (error) {
    // Some problems (ENOTDIR, ENOMEM) are thrown, others come as an event.
    return { exitCode: null, stdout: '', stderr: (error as Error).message, timedOut: false };
  }
}

function startProgram(request: ProgramRequest): ChildProcessWithoutNullStreams {
  return spawn(request.file, request.args, {
    cwd: request.workingDirectory ?? '/',
    env: { ...request.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...(request.uid === undefined ? {} : { uid: request.uid }),
    ...(request.gid === undefined ? {} : { gid: request.gid }),
  });
}

function followProgram(request: ProgramRequest, child: ChildProcessWithoutNullStreams): Promise<ProgramResult> {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] = (output[name] + chunk).slice(-MAX_OUTPUT_CHARACTERS);
    });
    if (request.onLine !== undefined) splitLines(child[name], request.onLine);
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.stdin ?? '');
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, request.timeoutMs);
    const finish = (exitCode: number | null, problem = '') => {
      clearTimeout(timer);
      resolve({ exitCode, stdout: output.stdout, stderr: output.stderr + problem, timedOut });
    };
    child.once('error', (error) => finish(null, error.message));
    child.once('close', (code) => finish(code));
  });
}

/** The child has not been waited for when this is called, so its pid cannot belong to another process. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

function splitLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-8192);
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
