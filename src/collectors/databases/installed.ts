import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';
import type { DatabaseProcess, InstalledPackage } from './evidence.js';
import type { FoundEndpoint } from './schema.js';
import { familyOf } from './signatures.js';

/** Where package managers put programs. What people install themselves lies elsewhere. */
const PACKAGED = /^\/(?:usr\/(?!local\/)|s?bin\/)/;

export function packagesOf(
  engine: DatabaseEngine,
  packages: readonly InstalledPackage[] | undefined,
): readonly InstalledPackage[] {
  return (packages ?? []).filter((entry) => familyOf(entry.engine) === familyOf(engine));
}

/** The version of all of them; null where there are several, or none. */
export function versionOf(packages: readonly InstalledPackage[]): string | null {
  const versions = new Set(packages.map(({ version }) => version));
  const [only] = versions;
  return versions.size === 1 && only !== undefined ? only : null;
}

/**
 * The packages that a running server may be of: its program lies where packages put them, and, where the path has a
 * release in it (`/usr/lib/postgresql/15/bin/postgres`), the package has the same.
 */
export function packagesOfServer(
  { engine, containerName }: FoundEndpoint,
  running: readonly DatabaseProcess[],
  packages: readonly InstalledPackage[] | undefined,
): readonly InstalledPackage[] {
  if (containerName !== null || running.length === 0) return [];
  const programs = running.map(({ program }) => program ?? '');
  if (!programs.every((program) => PACKAGED.test(program))) return [];
  const releases = programs.flatMap(
    (program) => /(?:^|[/-]|postgresql|pgsql)(\d{1,3}(?:\.\d+)?)\//.exec(program)?.[1] ?? [],
  );
  return packagesOf(engine, packages).filter(({ version }) =>
    releases.every((release) => version === release || version.startsWith(`${release}.`)),
  );
}
