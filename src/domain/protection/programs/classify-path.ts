import type { TargetClass } from '../detect/finding.js';
import { BACKUPS, CRITICAL, DATABASES, DATABASE_FILES, HOMES, LOGS, SHARES, SYSTEM } from './path-classes-kept.js';
import { CREDENTIALS, DEVICES, KERNEL, NOTHING, REBUILDABLE, SCRATCH, WHOLE } from './path-classes.js';
import type { PathRow } from './path-classes.js';
import { normalisePath } from './normalise-path.js';

/** In order: what is lost for good before what is made again, the special before the general. */
const ROWS: readonly PathRow[] = [
  ...WHOLE,
  ...NOTHING,
  ...DEVICES,
  ...KERNEL,
  ...SCRATCH,
  ...REBUILDABLE,
  ...CRITICAL,
  ...CREDENTIALS,
  ...DATABASES,
  ...LOGS,
  ...SYSTEM,
  ...HOMES,
  ...SHARES,
  ...BACKUPS,
  ...DATABASE_FILES,
];

const memo = new Map<string, TargetClass>();
const MEMO_LIMIT = 2_000;

/** What the place that a path names is worth. Relative paths are seen as they are written: give absolute ones where the directory is known. */
export function classifyPath(path: string): TargetClass {
  const known = memo.get(path);
  if (known !== undefined) return known;
  const found = classify(normalisePath(path));
  if (memo.size >= MEMO_LIMIT) memo.clear();
  memo.set(path, found);
  return found;
}

/** Of Linux; nothing longer can be opened. */
export const PATH_MAX = 4_096;

function classify(path: string): TargetClass {
  if (path === '' || path.length > PATH_MAX) return 'unknown';
  return ROWS.find((row) => row.is.test(path))?.class ?? 'ordinary';
}

/** Trees whose loss ends the host or everything that is kept on it: their deletion runs for nobody. */
const END_OF_HOST =
  /^(\/|\/\*+|\/\.\*|\/\?\*|[A-Z]:\/(\*|\*\.\*)?|\/(etc|usr|boot|var|home|root|bin|sbin|lib|lib64|dev|proc|sys)(\/\*+)?|\/usr\/(bin|sbin|lib)(\/\*+)?|\/var\/lib(\/\*+)?|[A-Z]:\/(windows|users)(\/system32)?(\/\*)?)$/i;

export function endsTheHost(path: string): boolean {
  return END_OF_HOST.test(normalisePath(path));
}
