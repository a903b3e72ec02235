import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findGo, findModuleDirectory, pickBuildEnvironment } from '../../src/platform/embedded/temporal-build.js';
import { waitForLock } from '../../src/platform/process/lock-file.js';
import { runProgram, type ProgramRequest } from '../../src/platform/process/run-program.js';

export type Say = (line: string) => void;

interface GoProgram {
  readonly file: string;
  readonly package: string;
  /** Below tools/: pins the version with its sums. */
  readonly module: string;
  readonly flags: readonly string[];
  /** runc enters namespaces in C. */
  readonly cgo: boolean;
}

interface GoBundle {
  /** Directory in the cache; names the version, so that another one is built anew. */
  readonly name: string;
  readonly what: string;
  readonly programs: readonly GoProgram[];
}

const ENGINE_VERSION = '2.0.0-beta.24';
const MOBY = 'github.com/moby/moby/v2';
const COMPOSE = 'github.com/docker/compose/v2';
const STRIP = '-s -w';

const ENGINE: GoBundle = {
  name: `engine-${ENGINE_VERSION}-runc-1.3.3`,
  what: `a current container engine (${ENGINE_VERSION}) for the tests: once, about 4 minutes on two cores`,
  programs: [
    {
      file: 'dockerd',
      package: `${MOBY}/cmd/dockerd`,
      module: 'engine',
      flags: ['-ldflags', `${STRIP} -X ${MOBY}/dockerversion.Version=${ENGINE_VERSION}`],
      cgo: false,
    },
    {
      file: 'docker-proxy',
      package: `${MOBY}/cmd/docker-proxy`,
      module: 'engine',
      flags: ['-ldflags', STRIP],
      cgo: false,
    },
    { file: 'runc', package: 'github.com/opencontainers/runc', module: 'runc', flags: ['-ldflags', STRIP], cgo: true },
  ],
};

const COMPOSE_VERSION = '2.29.7';
const COMPOSE_BUNDLE: GoBundle = {
  name: `compose-${COMPOSE_VERSION}`,
  what: `compose ${COMPOSE_VERSION} for the tests: once, about 2 minutes on two cores`,
  programs: [
    {
      file: 'docker-compose',
      package: `${COMPOSE}/cmd`,
      module: 'compose',
      flags: ['-ldflags', `${STRIP} -X ${COMPOSE}/internal.Version=v${COMPOSE_VERSION}`],
      cgo: false,
    },
  ],
};

const DIUN_VERSION = '4.28.0';
const DIUN_BUNDLE: GoBundle = {
  name: `diun-${DIUN_VERSION}`,
  what: `Diun ${DIUN_VERSION} to stand beside: once, about 1 minute on two cores`,
  programs: [
    {
      file: 'diun',
      package: 'github.com/crazy-max/diun/v4/cmd',
      module: 'diun',
      flags: ['-ldflags', STRIP],
      cgo: false,
    },
  ],
};

export interface CurrentEngine {
  /** Holds dockerd, docker-proxy and runc; goes first into the engine's PATH. */
  readonly directory: string;
  readonly version: string;
}

/**
 * The current engine, from MILLWRIGHT_TEST_DOCKERD (a directory with the three programs), from Millwright's cache, or
 * built by Go into it. Throws when none of it is possible.
 */
export async function buildCurrentEngine(say: Say = () => undefined): Promise<CurrentEngine> {
  const given = process.env['MILLWRIGHT_TEST_DOCKERD'];
  return { directory: given ?? (await buildBundle(ENGINE, say)), version: ENGINE_VERSION };
}

/** Path of `docker-compose`, which is also a plugin of the docker command. @public for what tests compose with it */
export async function buildCompose(say: Say = () => undefined): Promise<string> {
  return path.join(await buildBundle(COMPOSE_BUNDLE, say), 'docker-compose');
}

/** The peer of bench/registries/update-check.ts. @public for the bench alone */
export async function buildDiun(say: Say = () => undefined): Promise<string> {
  return path.join(await buildBundle(DIUN_BUNDLE, say), 'diun');
}

async function buildBundle(bundle: GoBundle, say: Say): Promise<string> {
  const directory = path.join(findCacheDirectory(), bundle.name);
  if (await isComplete(directory, bundle)) return directory;
  await mkdir(path.dirname(directory), { recursive: true });
  // Test files start at the same time; one builds, the others wait for it.
  const lock = await waitForLock(`${directory}.lock`, () =>
    say(`Another process builds ${bundle.name}; waiting for it`),
  );
  try {
    if (await isComplete(directory, bundle)) return directory;
    await removeLeftovers(directory);
    const work = await mkdtemp(`${directory}-work-`);
    try {
      say(`Building ${bundle.what}`);
      for (const program of bundle.programs) await buildProgram(program, work, say);
      await chmod(work, 0o755);
      await rm(directory, { recursive: true, force: true });
      await rename(work, directory);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return directory;
  } finally {
    await lock.release();
  }
}

async function isComplete(directory: string, { programs }: GoBundle): Promise<boolean> {
  const found = await Promise.all(
    programs.map(({ file }) =>
      access(path.join(directory, file), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

const BUILD_TIMEOUT_MS = 45 * 60_000;
const TELL_EVERY_MS = 10_000;
const RETRY_AFTER_MS = 5_000;

async function buildProgram(program: GoProgram, work: string, say: Say): Promise<void> {
  const [go, tools] = [await findGo(process.env), await findModuleDirectory()];
  if (go === undefined || tools === undefined) {
    const lacking = go === undefined ? 'Go (1.21 or newer, it fetches the right one itself)' : 'tools/';
    throw new Error(`${program.file} cannot be built without ${lacking}; SKIP_DOCKER=1 leaves out what needs it`);
  }
  const common = {
    file: go,
    environment: { ...pickBuildEnvironment(process.env, work), CGO_ENABLED: program.cgo ? '1' : '0' },
    workingDirectory: path.join(tools, program.module),
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  // Loading the packages fetches their modules and compiles nothing: what fails here may go through the second time.
  const fetchModules = (): Promise<void> =>
    watchGo({ ...common, args: ['list', '-deps', program.package] }, `Fetching the modules of ${program.file}`, say);
  await fetchModules().catch(async (error: unknown) => {
    say(`${String(error)}; once more`);
    await sleep(RETRY_AFTER_MS);
    await fetchModules();
  });
  const target = ['-o', path.join(work, program.file), program.package];
  const args = ['build', '-v', '-trimpath', ...program.flags, ...target];
  await watchGo({ ...common, args }, `Building ${program.file}`, say);
}

/** Says every few seconds how far it has come: Go names each module it fetches and each package it builds. */
async function watchGo(request: ProgramRequest, what: string, say: Say): Promise<void> {
  const begun = Date.now();
  const counts = { modules: 0, packages: 0 };
  const timer = setInterval(() => {
    const [unit, count] = counts.modules > 0 ? ['modules', counts.modules] : ['packages', counts.packages];
    say(`${what}: ${count} ${unit} (${Math.round((Date.now() - begun) / 1_000)} s)`);
  }, TELL_EVERY_MS);
  try {
    const result = await runProgram({
      ...request,
      onLine: (line) => {
        if (line.startsWith('go: downloading')) counts.modules += 1;
        else counts.packages += 1;
      },
    });
    if (result.exitCode === 0) return;
    const why = result.timedOut ? 'it took too long' : result.stderr.trim().split('\n').slice(-5).join(' | ');
    throw new Error(`${what} failed: ${why}`);
  } finally {
    clearInterval(timer);
  }
}

/** Of a build that was killed; who holds the lock is the only one that builds. */
async function removeLeftovers(directory: string): Promise<void> {
  const prefix = `${path.basename(directory)}-work-`;
  const names = await readdir(path.dirname(directory));
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    await rm(path.join(path.dirname(directory), name), { recursive: true, force: true });
  }
}

function findCacheDirectory(): string {
  const { MILLWRIGHT_CACHE_DIR: own, XDG_CACHE_HOME: cache } = process.env;
  return own ?? path.join(cache ?? path.join(homedir(), '.cache'), 'millwright');
}
