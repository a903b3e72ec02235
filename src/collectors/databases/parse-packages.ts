import { ParseError, type CommandOutput, type Parsed } from '../../platform/commands/index.js';
import { linesOf } from '../shared/text.js';
import { MAX_NAME, MAX_ROWS, type InstalledPackage } from './evidence.js';
import { SERVER_PACKAGES, type PackageTool } from './package-managers.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;
type Row = readonly [name: string, version: string];

/** The name and version in one line of each tool; 'other': the line is of nothing installed; undefined: it is broken. */
const READERS: Readonly<Record<PackageTool, (line: string) => Row | 'other' | undefined>> = {
  // `ii  postgresql-15  15.8-0+deb12u1`. The second letter is the state: n and c are not installed.
  'dpkg-query': (line) => {
    const [, state, name, version] = /^[uihrp]([ncHUFWti])[R ]?\s+(\S+)(?:\s+(\S+))?/.exec(line) ?? [];
    if (state === undefined || name === undefined) return undefined;
    if (state === 'n' || state === 'c' || version === undefined) return 'other';
    return [name.replace(/:.*$/, ''), version];
  },
  // `postgresql-server  13.14-1.el9`. Of `-qa` nothing comes back for what is not installed.
  rpm: readPair,
  // `redis-7.2.4-r0`.
  apk: (line) => {
    const [, name, version] = /^(\S+?)-(\d[^\s-]*(?:-r\d+)?)$/.exec(line.trim()) ?? [];
    // A warning of an index that cannot be read, or a virtual package that starts with a dot.
    if (name === undefined || version === undefined) return 'other';
    return [name, version];
  },
  // `postgresql 16.3-1`.
  pacman: readPair,
};

function readPair(line: string): Row | 'other' | undefined {
  if (/^(?:warning|error):/.test(line)) return 'other';
  const [, name, version] = /^(\S+)\s+(\S+)$/.exec(line.trim()) ?? [];
  return name === undefined || version === undefined ? undefined : [name, version];
}

/** The database servers among what a package manager says is installed, each line by itself. */
export function parsePackages(tool: PackageTool, output: Output): Parsed<readonly InstalledPackage[]> {
  const lines = linesOf(output);
  const found = new Map<string, InstalledPackage>();
  const errors: ParseError[] = [];
  for (const line of lines.slice(0, MAX_ROWS)) {
    const row = READERS[tool](line);
    if (row === undefined) errors.push(new ParseError(tool, 'a row names no package', line));
    if (row === undefined || row === 'other') continue;
    const [name, version] = row;
    const engine = SERVER_PACKAGES[tool].find((entry) => entry.name.test(name))?.engine;
    if (engine === undefined || name.length > MAX_NAME) continue;
    const known = { engine, name, version: upstreamVersion(version).slice(0, MAX_NAME) };
    // One server in several packages (`-server` and `-server-core`) is one.
    const key = `${engine} ${known.version}`;
    if (!found.has(key)) found.set(key, known);
  }
  return { value: withoutWrappers([...found.values()]), errors: errors.slice(0, 3) };
}

/** `5:7.0.15-1~deb12u10` → `7.0.15`, `1:10.11.6+maria~ubu2204` → `10.11.6`, `7.2.4-r0` → `7.2.4`. */
function upstreamVersion(version: string): string {
  const bare = version.replace(/^\d+:/, '');
  return /^\d[\w.]*/.exec(bare)?.[0] ?? bare;
}

/** A package that only pulls in the server carries the beginning of its version: `16` beside `16.3`. */
function withoutWrappers(packages: readonly InstalledPackage[]): InstalledPackage[] {
  return packages.filter(
    ({ engine, version }) =>
      !packages.some((other) => other.engine === engine && other.version.startsWith(`${version}.`)),
  );
}
