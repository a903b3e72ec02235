// `npm test`: prepares the machine, starts the real parts, runs AVA, stops everything. Its last line is always
// `N passed, N failed`. Arguments go to AVA; COVERAGE=1 measures coverage; SKIP_… leaves out what its name says.
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
import { buildCompose, buildCurrentEngine } from '../tests/helpers/docker-engine-build.js';
import { removeOrphans } from '../tests/helpers/docker-engine-rest.js';
import { runAva } from './run-ava.js';
import { isLeftOut, prepareMachine } from './test-machine.js';
import { addSummaries, formatSummary, type TestSummary } from './test-summary.js';

const BUILD = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ROOT = findRoot(BUILD);
const SUITES = ['ava.parts.config.js', 'ava.engines.config.js'];
// Several test files at a time, each with pools of its own.
const MAX_CONNECTIONS = 400;

// In the work directory: everything that tests make. Short as well.
const TEMPORARY = 't';

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
      await prepareEngines();
      summary = await runSuites(args, await startParts(workDirectory));
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await cleanUp(workDirectory).catch((error: unknown) => problems.push(`Cleaning up failed: ${String(error)}`));
  return report(summary);
}

async function cleanUp(workDirectory: string): Promise<void> {
  for (const { name, error } of await supervisor.stopAll()) problems.push(`${name} did not stop: ${String(error)}`);
  const temporary = path.join(workDirectory, TEMPORARY);
  // First the engines: what they have mounted must not be walked into.
  if (existsSync(temporary)) await removeOrphans(temporary);
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
  const temporary = path.join(workDirectory, TEMPORARY);
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

/** With arguments AVA runs what they name; without, everything: first the parts, then what starts container engines. */
async function runSuites(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<TestSummary> {
  const suites = args.length > 0 ? [args] : SUITES.map((config) => ['--config', config]);
  const summaries: TestSummary[] = [];
  const troubles: string[] = [];
  for (const [index, suite] of suites.entries()) {
    if (controller.signal.aborted) break;
    const begun = Date.now();
    const common = { root: ROOT, build: BUILD, environment, signal: controller.signal };
    const result = await runAva({ ...common, args: suite, addCoverage: index > 0 });
    say(`${suite.join(' ')}: ${formatSummary(result.summary)} (${Math.round((Date.now() - begun) / 1000)} s)`);
    summaries.push(result.summary);
    troubles.push(...result.troubles);
  }
  // The end of a long output is what people see: what failed is said there again.
  for (const trouble of troubles) say(trouble);
  return addSummaries(summaries);
}

/** What the engine tests start beside Debian's packages. What cannot be had is a failure, unless it was left out. */
async function prepareEngines(): Promise<void> {
  if (isLeftOut('SKIP_ROOT', 'SKIP_DOCKER')) return;
  await buildCurrentEngine(say);
  await buildCompose(say);
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
