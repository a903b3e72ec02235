import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'ava';
import { cachedBinaryPath, resolveTemporalBinary } from '../../../src/platform/embedded/temporal-binary.js';
import { findModuleDirectory, pickBuildEnvironment } from '../../../src/platform/embedded/temporal-build.js';
import { listOfficialSources } from '../../../src/platform/embedded/temporal-download.js';
import { isNewEnough, parseTemporalVersion } from '../../../src/platform/embedded/temporal-version.js';
import { runProgram } from '../../../src/platform/process/run-program.js';
import { makeDirectory, removeDirectory } from './parts.js';

const directories: string[] = [];
const servers: Server[] = [];
async function newDirectory(): Promise<string> {
  const directory = await makeDirectory();
  directories.push(directory);
  return directory;
}
test.after.always(async () => {
  for (const server of servers) server.close();
  for (const directory of directories) await removeDirectory(directory);
});

/** A program that says its version as the real one does. */
async function placeBinary(directory: string, version: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, 'temporal');
  await writeFile(file, `#!/bin/sh\necho 'temporal version ${version}'\n`);
  await chmod(file, 0o755);
  return file;
}

/** Serves one archive on the loopback. */
async function serveArchive(content: Buffer, status = 200): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(content));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/archive`;
}

async function packArchive(): Promise<Buffer> {
  const directory = await newDirectory();
  await placeBinary(directory, '1.5.1 (Server 1.29.1, UI 2.42.1)');
  const archive = path.join(directory, 'archive.tar.gz');
  const environment = { PATH: '/usr/bin:/bin' };
  await runProgram({
    file: 'tar',
    args: ['-czf', archive, '-C', directory, 'temporal'],
    environment,
    timeoutMs: 10_000,
  });
  return readFile(archive);
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const UNREACHABLE = { url: 'http://127.0.0.1:9/archive', sha256: '' };

test('a binary on PATH is taken first', async (t) => {
  const directory = await newDirectory();
  const file = await placeBinary(directory, '1.6.0 (Server 1.30.0, UI 2.50.0)');
  const binary = await resolveTemporalBinary({
    cacheDirectory: directory,
    environment: { PATH: `relative:${directory}` },
  });
  t.deepEqual(binary, { path: file, version: '1.6.0', origin: 'path' });
});

test('one that is too old is passed over, and said so; the cache is next', async (t) => {
  const [old, cacheDirectory] = [await newDirectory(), await newDirectory()];
  await placeBinary(old, '1.1.0 (Server 1.25.0, UI 2.30.0)');
  const cached = cachedBinaryPath(cacheDirectory);
  await placeBinary(path.dirname(cached), '1.5.1 (Server 1.29.1, UI 2.42.1)');
  const said: string[] = [];
  const binary = await resolveTemporalBinary({
    cacheDirectory,
    environment: { PATH: old },
    progress: (message) => said.push(message),
  });
  t.deepEqual(binary, { path: cached, version: '1.5.1', origin: 'cache' });
  t.regex(said.join('\n'), /is not used: its server 1\.25\.0 is older/);
});

test('a release is downloaded, compared with its published digest, and kept', async (t) => {
  const cacheDirectory = await newDirectory();
  const archive = await packArchive();
  const source = { url: await serveArchive(archive), sha256: sha256(archive) };
  const options = { cacheDirectory, environment: { PATH: '/usr/bin:/bin' }, downloadSources: [UNREACHABLE, source] };
  const binary = await resolveTemporalBinary(options);
  t.deepEqual(binary, { path: cachedBinaryPath(cacheDirectory), version: '1.5.1', origin: 'download' });
  t.is((await stat(binary.path)).mode & 0o777, 0o755);
  t.deepEqual(await readdir(path.dirname(binary.path)), ['temporal']);
  t.is((await resolveTemporalBinary(options)).origin, 'cache');
});

test('an altered archive is never unpacked; without Go the three ways out are named', async (t) => {
  const cacheDirectory = await newDirectory();
  const archive = await packArchive();
  const said: string[] = [];
  const sources = [
    { url: await serveArchive(archive), sha256: sha256(Buffer.from('another')) },
    { url: await serveArchive(archive, 404), sha256: sha256(archive) },
  ];
  const error = await t.throwsAsync(
    resolveTemporalBinary({
      cacheDirectory,
      environment: { PATH: '/usr/bin:/bin' },
      downloadSources: sources,
      moduleDirectory: path.join(cacheDirectory, 'no-module'),
      progress: (message) => said.push(message),
    }),
    { name: 'startup_failed' },
  );
  t.regex(said.join('\n'), /its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64} as published/);
  t.regex(said.join('\n'), /the server answered 404/);
  for (const way of ['on PATH', 'install Go', 'TEMPORAL_ADDRESS']) t.true(error?.message.includes(way), way);
  t.deepEqual(await readdir(path.dirname(cachedBinaryPath(cacheDirectory))), []);
});

/** A module of the same package path, small enough to be compiled in a test by the real Go. */
async function writeSmallModule(): Promise<string> {
  const directory = await newDirectory();
  const files: Record<string, string> = {
    'go.mod':
      'module small\n\ngo 1.21\n\nrequire github.com/temporalio/cli v1.5.1\n\nreplace github.com/temporalio/cli => ./cli\n',
    'tools.go': '//go:build tools\n\npackage tools\n\nimport _ "github.com/temporalio/cli/cmd/temporal"\n',
    'cli/go.mod': 'module github.com/temporalio/cli\n\ngo 1.21\n',
    'cli/temporalcli/version.go': 'package temporalcli\n\nvar Version = "0.0.0-DEV"\n',
    'cli/cmd/temporal/main.go':
      'package main\n\nimport "github.com/temporalio/cli/temporalcli"\n\nfunc main() {\n\tprint2("temporal version " + temporalcli.Version + " (Server 1.29.1, UI 2.42.1)\\n")\n}\n',
    'cli/cmd/temporal/print.go':
      'package main\n\nimport "os"\n\nfunc print2(text string) { os.Stdout.WriteString(text) }\n',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), content);
  }
  return directory;
}

test('what cannot be downloaded is built by Go, once, also when two starts want it', async (t) => {
  const cacheDirectory = await newDirectory();
  const said: string[] = [];
  const options = {
    cacheDirectory,
    environment: { ...process.env, GOPROXY: 'off', PATH: withoutTemporal(process.env.PATH ?? '') },
    downloadSources: [UNREACHABLE],
    moduleDirectory: await writeSmallModule(),
    progress: (message: string) => said.push(message),
  };
  const [one, two] = await Promise.all([resolveTemporalBinary(options), resolveTemporalBinary(options)]);
  t.deepEqual([one.origin, two.origin].sort(), ['build', 'cache'], said.join('\n'));
  t.is(one.version, '1.5.1');
  t.is(said.filter((line) => line.startsWith('Building Temporal 1.5.1 with Go')).length, 1);
  t.regex(said.join('\n'), /Another process \(\d+\) is fetching Temporal; waiting for it/);
});

/** No test may depend on what somebody installed. */
function withoutTemporal(searchPath: string): string {
  return searchPath
    .split(':')
    .filter((directory) => !directory.endsWith('/go/bin') || directory === '/usr/local/go/bin')
    .join(':');
}

test('a module that does not build says why', async (t) => {
  const cacheDirectory = await newDirectory();
  const moduleDirectory = await writeSmallModule();
  await writeFile(path.join(moduleDirectory, 'cli/cmd/temporal/print.go'), 'package main\n\nfunc broken(\n');
  const said: string[] = [];
  await t.throwsAsync(
    resolveTemporalBinary({
      cacheDirectory,
      environment: { ...process.env, GOPROXY: 'off', PATH: withoutTemporal(process.env.PATH ?? '') },
      downloadSources: [],
      moduleDirectory,
      progress: (message) => said.push(message),
    }),
    { message: /three ways out/ },
  );
  t.regex(said.join('\n'), /Temporal could not be built with Go: .*print\.go/);
});

test('a cache that cannot be written is named with its variable', async (t) => {
  const directory = await newDirectory();
  await writeFile(path.join(directory, 'file'), '');
  const options = {
    cacheDirectory: path.join(directory, 'file'),
    environment: { PATH: '/nonexistent' },
    downloadSources: [],
  };
  await t.throwsAsync(resolveTemporalBinary(options), {
    name: 'startup_failed',
    message: /^Temporal cannot be kept in the cache: .*MILLWRIGHT_CACHE_DIR/,
  });
});

test('Go gets what it needs and none of our secrets', (t) => {
  const environment = {
    PATH: '/bin',
    HOME: '/home/someone',
    GOPROXY: 'direct',
    GOFLAGS: '-buildvcs=false',
    HTTPS_PROXY: 'http://proxy',
    MILLWRIGHT_MASTER_KEY: 'secret',
    DATABASE_URL: 'secret',
    GOOGLE_TOKEN: 'secret',
    CGO_ENABLED: '1',
  };
  t.deepEqual(pickBuildEnvironment(environment, '/work'), {
    PATH: '/bin',
    HOME: '/home/someone',
    GOPROXY: 'direct',
    GOFLAGS: '-buildvcs=false -mod=readonly',
    HTTPS_PROXY: 'http://proxy',
    CGO_ENABLED: '0',
  });
  t.is(pickBuildEnvironment({}, '/work')['HOME'], '/work');
});

test('versions are read as the program prints them', (t) => {
  t.deepEqual(parseTemporalVersion('temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)\n'), {
    cli: '0.0.0-DEV',
    server: '1.29.1',
  });
  t.is(parseTemporalVersion('temporal: command not found'), undefined);
  for (const [server, expected] of [
    ['1.28.9', false],
    ['1.29.0', true],
    ['1.31.0-rc.1', true],
    ['2.0.0', true],
    ['0.99.0', false],
  ] as const) {
    t.is(isNewEnough({ cli: '', server }), expected, server);
  }
});

test('every official source has the digest of its archive', (t) => {
  for (const source of listOfficialSources()) {
    t.regex(source.sha256, /^[0-9a-f]{64}$/);
    t.regex(source.url, /^https:\/\/.*v1\.5\.1/);
  }
});

test('the module that pins Temporal is found from the compiled files', async (t) => {
  t.is(await findModuleDirectory(), path.resolve('tools'));
});
