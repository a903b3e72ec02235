import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One form of a secret, as bytes. */
export interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A secret in the forms it may turn up in: as it is, in hex, in base64 at any offset, in UTF-16. */
export function makeNeedles(name: string, secret: Buffer): Needle[] {
  const hex = secret.toString('hex');
  const forms: readonly (readonly [string, Buffer])[] = [
    ['raw', secret],
    ['hex', Buffer.from(hex)],
    ['upper-case hex', Buffer.from(hex.toUpperCase())],
    ['utf-16', Buffer.from(secret.toString('latin1'), 'utf16le')],
    ...[0, 1, 2].map((offset) => [`base64 at offset ${offset}`, Buffer.from(encodeInside(secret, offset))] as const),
  ];
  return forms.map(([form, bytes]) => ({ name: `${name} (${form})`, bytes }));
}

/** The characters that the secret alone decides when it stands `offset` bytes behind a multiple of three. */
function encodeInside(secret: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret])
    .toString('base64')
    .replaceAll('=', '');
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + secret.length) * 8) / 6);
  return text.slice(first, last);
}

export function findNeedles(needles: readonly Needle[], haystack: Buffer | string): string[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
  return needles.filter((needle) => bytes.includes(needle.bytes)).map(({ name }) => name);
}

export interface DirectoryScan {
  /** `file: needle` */
  readonly found: string[];
  readonly files: number;
  readonly bytes: number;
}

/** Reads every byte of every file below a directory. */
export async function scanDirectory(directory: string, needles: readonly Needle[]): Promise<DirectoryScan> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const found: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const scan = await scanFile(file, needles);
    bytes += scan.bytes;
    for (const name of scan.found) found.push(`${path.relative(directory, file)}: ${name}`);
  }
  return { found, files: files.length, bytes };
}

const CHUNK_BYTES = 4 * 1024 * 1024;

async function scanFile(file: string, needles: readonly Needle[]): Promise<{ found: Set<string>; bytes: number }> {
  const overlap = Math.max(...needles.map((needle) => needle.bytes.length)) - 1;
  const found = new Set<string>();
  let bytes = 0;
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const window = Buffer.concat([tail, chunk]);
    for (const name of findNeedles(needles, window)) found.add(name);
    tail = window.subarray(Math.max(0, window.length - overlap));
  }
  return { found, bytes };
}

export interface ProcessWatch {
  /** Ends the watch; what was found in argument lists and environments. */
  stop(): Promise<{ found: string[]; processes: number; looks: number }>;
}

const LOOK_EVERY_MS = 50;

/** Looks again and again at the argument list and the environment of every process but those excepted. */
export function watchProcesses(needles: readonly Needle[], except: readonly number[]): ProcessWatch {
  const found = new Set<string>();
  const seen = new Set<string>();
  let over = false;
  let looks = 0;
  const watching = (async () => {
    while (!over) {
      looks += 1;
      for (const pid of await listPids(except)) await lookAt(pid, { needles, found, seen });
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      over = true;
      await watching;
      return { found: [...found], processes: seen.size, looks };
    },
  };
}

async function listPids(except: readonly number[]): Promise<string[]> {
  const own = new Set([process.pid, ...except].map(String));
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && !own.has(name));
}

interface Look {
  readonly needles: readonly Needle[];
  readonly found: Set<string>;
  readonly seen: Set<string>;
}

async function lookAt(pid: string, { needles, found, seen }: Look): Promise<void> {
  for (const file of ['cmdline', 'environ']) {
    // Nothing: gone meanwhile, or not ours to read.
    const bytes = await readFile(`/proc/${pid}/${file}`).catch(() => Buffer.alloc(0));
    if (bytes.length > 0) seen.add(`${pid} ${bytes.subarray(0, 60).toString('latin1')}`);
    for (const name of findNeedles(needles, bytes)) {
      const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a process that has ended');
      found.add(`${file} of ${program.trim()}: ${name}`);
    }
  }
}
