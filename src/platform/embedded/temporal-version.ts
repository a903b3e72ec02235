import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../process/run-program.js';

/** The version that is downloaded or built; tools/go.mod pins the same. */
export const TEMPORAL_VERSION = '1.5.1';

// A binary from PATH may be another one, but its server must know what our workflows use.
const MINIMUM_SERVER: readonly [number, number] = [1, 29];
const VERSION_TIMEOUT_MS = 20_000;

export interface TemporalVersion {
  /** `0.0.0-DEV` for a plain `go install`. */
  readonly cli: string;
  readonly server: string;
}

/** `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)` */
export function parseTemporalVersion(text: string): TemporalVersion | undefined {
  const match = /temporal version (\S+) \(Server (\d+\.\d+\.\d+\S*),/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { cli: match[1], server: match[2] };
}

export function isNewEnough(version: TemporalVersion): boolean {
  const [major = 0, minor = 0] = version.server.split('.').map(Number);
  return major > MINIMUM_SERVER[0] || (major === MINIMUM_SERVER[0] && minor >= MINIMUM_SERVER[1]);
}

/** Runs the binary: proves that it is whole and made for this machine. */
export async function readTemporalVersion(binary: string): Promise<TemporalVersion | undefined> {
  const result = await runProgram({
    file: binary,
    args: ['--version'],
    environment: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  return result.exitCode === 0 ? parseTemporalVersion(result.stdout) : undefined;
}

/** The first executable of that name in a PATH, absolute. */
export async function findOnPath(name: string, searchPath: string): Promise<string | undefined> {
  for (const directory of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(directory)) continue;
    const file = path.join(directory, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
