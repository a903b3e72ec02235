// `npm test`: prepares the machine, starts the real parts, runs AVA, stops everything. Its last line is always
// `N passed, N failed`. Arguments go to AVA; COVERAGE=1 measures coverage; SKIP_… leaves out what its name says.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../src/config/config.js';
import { startEmbeddedPostgres } from '../src/platform/embedded/embedded-postgres.js';
import { startEmbeddedTemporal } from '../src/platform/embedded/embedded-temporal.js';
import { resolveTemporalBinary } from '../src/platform/embedded/temporal-binary.js';
import { stopOrphans } from '../src/platform/process/stop-process.js';
import { Supervisor } from '../src/platform/process/supervisor.js';
import { listSearchAttributes } from '../src/platform/temporal/search-attributes.js';
import { prepareMachine } from './test-machine.js';
import { formatSummary, TestCounter, type TestSummary } from './test-summary.js';

const BUILD = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ROOT = findRoot(BUILD);
// Several test files at a time, each with pools of its own.
const MAX_CONNECTIONS = 400;

// Where the embedded parts work: what an interrupted test left running is recognised by it.
const PART_DIRECTORIES: readonly (readonly [string, string])[] = [
  ['postgres/data', 'postgres'],
  ['temporal', 'temporal'],
];

const say = (line: string): void => console.log(line);
const controller = new AbortController();
const problems: string[] = [];
const supervisor = new Supervisor({
  onUnexpectedExit: ({ sentence }) => {
    problems.push(sentence);
    controller.abort();
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    problems.push(`Stopped by ${signal}.`);
    controller.abort();
  });
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  // Short: names of sockets below it may have 107 characters in all.
  const workDirectory = mkdtempSync(path.join(tmpdir(), 'mwt-'));
  // PostgreSQL's service user passes through.
  chmodSync(workDirectory, 0o711);
  let summary: TestSummary = { passed: 0, failed: 1, skipped: 0 };
  try {
    if (prepareMachine(say)) {
      const environment = await startParts(workDirectory);
      summary = await runAva(args, environment);
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await cleanUp(workDirectory).catch((error: unknown) => problems.push(`Cleaning up failed: ${String(error)}`));
  return report(summary);
}

async function cleanUp(workDirectory: string): Promise<void> {
  for (const { name, error } of await supervisor.stopAll()) problems.push(`${name} did not stop: ${String(error)}`);
  await endLeftovers(workDirectory);
  rmSync(workDirectory, { recursive: true, force: true, maxRetries: 3 });
}

function report(summary: TestSummary): number {
  const skips = Object.keys(process.env).filter((name) => name.startsWith('SKIP_'));
  for (const name of skips.sort()) say(`Left out by ${name}=${process.env[name] ?? ''}`);
  for (const problem of problems) say(problem);
  const failed = summary.failed === 0 && problems.length > 0 ? 1 : summary.failed;
  say(formatSummary({ ...summary, failed }));
  return failed === 0 ? 0 : 1;
}

/** A test run that was stopped in the middle could not stop what its tests had started. */
async function endLeftovers(workDirectory: string): Promise<void> {
  const below = readdirSync(workDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const [suffix, command] of PART_DIRECTORIES) {
    for (const directory of below.filter((one) => one.endsWith(`/${suffix}`))) {
      const { stopped } = await stopOrphans({ directory, command, steps: [] });
      if (stopped.length > 0) say(`Ended what a test had left running: ${command} (process ${stopped.join(', ')})`);
    }
  }
}

/** What is given in the environment is used, the rest is started: the same parts as the product starts. */
async function startParts(workDirectory: string): Promise<NodeJS.ProcessEnv> {
  // Everything that tests make lies together, open to the users that they run things as.
  const temporary = path.join(workDirectory, 't');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const environment: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary };
  if (environment['TEST_DATABASE_URL'] === undefined) {
    const options = { dataDirectory: workDirectory, durable: false, maxConnections: MAX_CONNECTIONS, progress: say };
    const postgres = await supervisor.start(() => startEmbeddedPostgres(options));
    environment['TEST_DATABASE_URL'] = postgres.adminUrl;
  }
  if (environment['TEST_TEMPORAL_ADDRESS'] === undefined) {
    // Only what names the cache: other settings of this shell are not the tests' business.
    const { MILLWRIGHT_CACHE_DIR, XDG_CACHE_HOME } = process.env;
    const { cacheDirectory } = loadConfig({ environment: { MILLWRIGHT_CACHE_DIR, XDG_CACHE_HOME } });
    const binary = await resolveTemporalBinary({ cacheDirectory, environment: process.env, progress: say });
    const searchAttributes = listSearchAttributes();
    const options = { binary: binary.path, dataDirectory: workDirectory, searchAttributes, progress: say };
    const temporal = await supervisor.start(() => startEmbeddedTemporal(options));
    environment['TEST_TEMPORAL_ADDRESS'] = temporal.address;
  }
  if (path.relative(ROOT, BUILD) !== 'dist') environment['BUILD_DIR'] = path.relative(ROOT, BUILD);
  return environment;
}

/** Streams AVA's output through and counts what it says at the end. */
function runAva(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<TestSummary> {
  const ava = path.join(ROOT, 'node_modules', 'ava', 'entrypoints', 'cli.mjs');
  const command = [...coverageCommand(environment), process.execPath, ava, ...args];
  const [file = process.execPath, ...rest] = command;
  const child = spawn(file, rest, {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  if (controller.signal.aborted) stop();
  controller.signal.addEventListener('abort', stop);
  const counter = new TestCounter();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    process.stdout.write(chunk);
    counter.add(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      // The end of a long output is what people see: what failed is said there again.
      for (const trouble of counter.troubles) say(trouble);
      if (code !== 0) say(`AVA ended with ${signal ?? `exit code ${code}`}.`);
      resolve(counter.finish(code));
    });
  });
}

function coverageCommand(environment: NodeJS.ProcessEnv): string[] {
  if (environment['COVERAGE'] !== '1') return [];
  const c8 = path.join(ROOT, 'node_modules', 'c8', 'bin', 'c8.js');
  const reporters = ['--reporter=text-summary', '--reporter=json-summary', '--reporter=html'];
  const include = `--include=${path.relative(ROOT, path.join(BUILD, 'src'))}/**`;
  return [process.execPath, c8, '--all', include, ...reporters, '--reports-dir=coverage'];
}

function findRoot(from: string): string {
  let directory = from;
  while (!existsSync(path.join(directory, 'node_modules', 'ava'))) {
    const parent = path.dirname(directory);
    if (parent === directory) throw new Error(`AVA is not installed above ${from}: run \`npm ci\``);
    directory = parent;
  }
  return directory;
}
