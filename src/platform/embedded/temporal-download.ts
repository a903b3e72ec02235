import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runProgram } from '../process/run-program.js';
import type { Progress } from './data-directory.js';
import { TEMPORAL_VERSION } from './temporal-version.js';

export interface DownloadRequest {
  /** Where archive and binary are put; made and removed by the caller. */
  readonly workDirectory: string;
  readonly progress: Progress;
  readonly sources?: readonly DownloadSource[];
}

export interface DownloadSource {
  readonly url: string;
  /** Of the archive, lower-case hex. */
  readonly sha256: string;
}

// Published with the release; an archive that differs is not unpacked.
const ARCHIVE_SHA256: Readonly<Record<string, string>> = {
  amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
};
const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const CONNECT_TIMEOUT_MS = 5_000;
const STALL_TIMEOUT_MS = 30_000;
const TELL_EVERY_BYTES = 10 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

/** Name of this machine's architecture as Go and the releases spell it. */
export function goArchitecture(): string {
  return GO_ARCHITECTURES[process.arch] ?? process.arch;
}

/** Addresses of the official release for this machine; none when there is no release for it. */
export function listOfficialSources(): readonly DownloadSource[] {
  const architecture = goArchitecture();
  const sha256 = ARCHIVE_SHA256[architecture];
  if (process.platform !== 'linux' || sha256 === undefined) return [];
  const archive = `temporal_cli_${TEMPORAL_VERSION}_linux_${architecture}.tar.gz`;
  return [
    `https://temporal.download/cli/archive/v${TEMPORAL_VERSION}?platform=linux&arch=${architecture}`,
    `https://github.com/temporalio/cli/releases/download/v${TEMPORAL_VERSION}/${archive}`,
  ].map((url) => ({ url, sha256 }));
}

/** Path of the unpacked binary, or undefined (said through `progress`) when it cannot be had that way. */
export async function downloadTemporal(request: DownloadRequest): Promise<string | undefined> {
  for (const source of request.sources ?? listOfficialSources()) {
    const { host } = new URL(source.url);
    request.progress(`Downloading Temporal ${TEMPORAL_VERSION} from ${host}`);
    try {
      const archive = await fetchArchive(source, request);
      return await unpack(archive, request.workDirectory);
    } catch (error) {
      request.progress(`Temporal could not be downloaded from ${host}: ${describeProblem(error)}`);
    }
  }
  return undefined;
}

async function fetchArchive(source: DownloadSource, request: DownloadRequest): Promise<string> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(new Error('no connection within 5 seconds')), CONNECT_TIMEOUT_MS);
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(new Error('the download stalled for 30 seconds')), STALL_TIMEOUT_MS);
  };
  try {
    const response = await fetch(source.url, { signal: abort.signal, redirect: 'follow' });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const file = path.join(request.workDirectory, 'archive.tar.gz');
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    const meter = countBytes(Number(response.headers.get('content-length')), touch, request.progress);
    await pipeline(body, meter, createWriteStream(file), { signal: abort.signal });
    const sha256 = await digestFile(file);
    if (sha256 !== source.sha256) throw new Error(`its SHA-256 is ${sha256}, not ${source.sha256} as published`);
    return file;
  } finally {
    clearTimeout(timer);
  }
}

function countBytes(totalBytes: number, touch: () => void, progress: Progress): Transform {
  let bytes = 0;
  let told = 0;
  const total = totalBytes > 0 ? ` of ${Math.round(totalBytes / MEGABYTE)}` : '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      touch();
      bytes += chunk.length;
      if (bytes - told >= TELL_EVERY_BYTES) {
        told = bytes;
        progress(`Downloading Temporal: ${Math.round(bytes / MEGABYTE)}${total} MB`);
      }
      done(null, chunk);
    },
  });
}

async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function unpack(archive: string, workDirectory: string): Promise<string> {
  const result = await runProgram({
    file: 'tar',
    args: ['-xzf', archive, '-C', workDirectory, '--no-same-owner', 'temporal'],
    environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeoutMs: 120_000,
  });
  if (result.exitCode !== 0) throw new Error(`the archive cannot be unpacked: ${result.stderr.trim().slice(-300)}`);
  return path.join(workDirectory, 'temporal');
}

/** fetch hides the reason (ENOTFOUND, ECONNREFUSED) in `cause`. */
function describeProblem(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string; message?: string } };
  return cause === undefined ? message : `${message} (${cause.code ?? cause.message ?? 'unknown'})`;
}
