import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandResult } from '../../src/platform/commands/index.js';

const ROOT = join('tests', 'fixtures', 'commands');

export function fixture(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function fixtureNames(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

/** Text as a tool’s whole output. */
export function outputOf(text: string | Buffer) {
  const stdout = Buffer.isBuffer(text) ? text : Buffer.from(text);
  return { exitCode: 0, stdout, stderr: Buffer.alloc(0), durationMs: 1, truncated: false };
}

export function okResult(id: string, key: string, text: string): CommandResult {
  const empty = { stdout: '', stderr: '' };
  const bytes = { stdout: text.length, stderr: 0 };
  return { id, key, status: 'ok', errorClass: null, ...outputOf(text), bytes, sha256: empty };
}
