import { spawn } from 'node:child_process';
import path from 'node:path';
import { TestCounter, type TestSummary } from './test-summary.js';

export interface AvaRun {
  /** Directory of package.json. */
  readonly root: string;
  /** Of the compiled files. */
  readonly build: string;
  /** Configuration file and what else AVA is told. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Adds to the coverage that was measured before it, where coverage is measured at all. */
  readonly addCoverage: boolean;
  /** Ends AVA and what it started. */
  readonly signal: AbortSignal;
  /** Where its output goes through to. This process's own when not given. */
  readonly out?: { readonly stdout: (chunk: string) => unknown; readonly stderr: (chunk: string) => unknown };
}

const OWN_OUTPUT = {
  stdout: (chunk: string) => process.stdout.write(chunk),
  stderr: (chunk: string) => process.stderr.write(chunk),
};

export interface AvaResult {
  readonly summary: TestSummary;
  /** Lines to say again at the end of the output, which is what people see. */
  readonly troubles: readonly string[];
}

// Of what AVA itself and its workers say beside the report: enough for a crash with its stack.
const STDERR_LINES = 60;

/** Streams AVA's output through and counts what it says at the end. */
export function runAva(run: AvaRun): Promise<AvaResult> {
  const ava = path.join(run.root, 'node_modules', 'ava', 'entrypoints', 'cli.mjs');
  const [file = process.execPath, ...rest] = [...coverageCommand(run), process.execPath, ava, ...run.args];
  const child = spawn(file, rest, {
    cwd: run.root,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  if (run.signal.aborted) stop();
  run.signal.addEventListener('abort', stop);
  const { out = OWN_OUTPUT } = run;
  const counter = new TestCounter();
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out.stdout(chunk);
    counter.add(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    out.stderr(chunk);
    stderr = (stderr + chunk).split('\n').slice(-STDERR_LINES).join('\n');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      run.signal.removeEventListener('abort', stop);
      const summary = counter.finish(code);
      resolve({ summary, troubles: tellTroubles(counter.troubles, stderr, code === 0 ? undefined : (signal ?? code)) });
    });
  });
}

/** A bad end without any word of why is the hardest to find later: then all is said that there is. */
function tellTroubles(
  found: readonly string[],
  stderr: string,
  end: NodeJS.Signals | number | null | undefined,
): string[] {
  if (end === undefined) return [...found];
  const ended = `AVA ended with ${typeof end === 'string' ? end : `exit code ${end}`}.`;
  if (found.length > 0) return [...found, ended];
  const last = stderr.trim();
  const unnamed = 'It named no failed test and no failed file.';
  if (last === '') return [`${ended} ${unnamed} It wrote nothing to stderr.`];
  return [`${ended} ${unnamed} The last of its stderr:`, ...last.split('\n').map((line) => `  ${line}`)];
}

function coverageCommand({ root, build, environment, addCoverage }: AvaRun): string[] {
  if (environment['COVERAGE'] !== '1') return [];
  const c8 = path.join(root, 'node_modules', 'c8', 'bin', 'c8.js');
  const reporters = ['--reporter=text-summary', '--reporter=json-summary', '--reporter=html'];
  const include = `--include=${path.relative(root, path.join(build, 'src'))}/**`;
  const keep = addCoverage ? ['--clean=false'] : [];
  return [process.execPath, c8, '--all', include, ...keep, ...reporters, '--reports-dir=coverage'];
}
