import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../process/run-program.js';
import type { Progress } from './data-directory.js';
import { findOnPath, TEMPORAL_VERSION } from './temporal-version.js';

export interface BuildRequest {
  readonly workDirectory: string;
  readonly progress: Progress;
  /** The caller's environment; only what the Go tools need is passed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Holds the go.mod that pins Temporal; found from this file when not given. */
  readonly moduleDirectory?: string;
}

const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const VERSION_FLAG = `-X github.com/temporalio/cli/temporalcli.Version=${TEMPORAL_VERSION}`;
// About three minutes on two cores; a slow machine with a slow line may take far longer.
const BUILD_TIMEOUT_MS = 45 * 60_000;
const TELL_EVERY_MS = 10_000;

/** What Go needs to find its caches, its proxy and its certificates. Nothing else of ours goes in. */
const PASSED_ON = new Set(
  (
    'PATH HOME USER TMPDIR XDG_CACHE_HOME SSL_CERT_FILE SSL_CERT_DIR http_proxy https_proxy no_proxy ' +
    'HTTP_PROXY HTTPS_PROXY NO_PROXY GOAUTH GOCACHE GOENV GOFLAGS GOINSECURE GOMODCACHE GONOPROXY ' +
    'GONOSUMDB GOPATH GOPRIVATE GOPROXY GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOVCS'
  ).split(' '),
);

export function pickBuildEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  workDirectory: string,
): Record<string, string> {
  const picked: Record<string, string> = { HOME: workDirectory, CGO_ENABLED: '0' };
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && PASSED_ON.has(name)) picked[name] = value;
  }
  // A user's own flags may ask for another module mode; the pinned sums are what counts here.
  picked['GOFLAGS'] = `${picked['GOFLAGS'] ?? ''} -mod=readonly`.trim();
  return picked;
}

export async function findGo(environment: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  return findOnPath('go', `${environment['PATH'] ?? ''}:/usr/local/go/bin:/usr/lib/go/bin`);
}

/** Path of the built binary, or undefined (said through `progress`) when there is no Go or it does not build. */
export async function buildTemporal(request: BuildRequest): Promise<string | undefined> {
  const { progress, workDirectory } = request;
  const go = await findGo(request.environment);
  if (go === undefined) {
    progress('Go is not installed, so Temporal cannot be built');
    return undefined;
  }
  const moduleDirectory = request.moduleDirectory ?? (await findModuleDirectory());
  if (moduleDirectory === undefined) {
    progress('tools/go.mod, which pins the Temporal to build, is not in this installation');
    return undefined;
  }
  progress(`Building Temporal ${TEMPORAL_VERSION} with Go: once, about 3 minutes on two cores`);
  const target = path.join(workDirectory, 'temporal');
  const result = await watchBuild(progress, (onLine) =>
    runProgram({
      file: go,
      args: ['build', '-v', '-trimpath', '-ldflags', `-s -w ${VERSION_FLAG}`, '-o', target, PACKAGE],
      environment: pickBuildEnvironment(request.environment, workDirectory),
      workingDirectory: moduleDirectory,
      timeoutMs: BUILD_TIMEOUT_MS,
      onLine,
    }),
  );
  if (result.exitCode === 0) return target;
  const reason = result.timedOut
    ? 'it took more than 45 minutes'
    : result.stderr.trim().split('\n').slice(-3).join(' | ');
  progress(`Temporal could not be built with Go: ${reason}`);
  return undefined;
}

/** Says every few seconds how far it has come: `go build -v` names each module it fetches and each package it builds. */
async function watchBuild<T>(progress: Progress, run: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
  const begun = Date.now();
  const counts = { fetched: 0, built: 0 };
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    progress(`Building Temporal: ${counts.fetched} modules fetched, ${counts.built} packages built (${seconds} s)`);
  }, TELL_EVERY_MS);
  try {
    return await run((line) => {
      if (line.startsWith('go: downloading')) counts.fetched += 1;
      else if (/^[\w./-]+$/.test(line)) counts.built += 1;
    });
  } finally {
    clearInterval(timer);
  }
}

/** `tools/` of this installation: beside `src/` or above the compiled files. */
export async function findModuleDirectory(): Promise<string | undefined> {
  let directory = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(directory, 'tools');
    const found = await access(path.join(candidate, 'go.mod')).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
    const parent = path.dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}
