import type { HostCapabilities } from '../../platform/commands/index.js';
import { DIALECTS, type Dialect } from './parsed-status.js';
import type { ZfsFacts } from './schema.js';

/** JSON began with OpenZFS 2.3. */
const JSON_SINCE = [2, 3] as const;

/**
 * How to ask for the status: as it worked last time; otherwise by the version; and JSON when the version is not known,
 * which an older one refuses with a usage message.
 */
export function chooseDialect({ tools }: HostCapabilities, previous: ZfsFacts | undefined): Dialect {
  const version = /(\d{1,4})\.(\d{1,4})/.exec(tools['zpool'] ?? '');
  const known = version === null ? undefined : [Number(version[1]), Number(version[2])];
  const speaksJson = known === undefined ? undefined : isAtLeast(known, JSON_SINCE);
  const last = previous?.dialect ?? null;
  // What worked goes on working, until an update brings JSON or takes it away.
  if (last !== null && (speaksJson === undefined || speaksJson === (last === 'json'))) return last;
  return speaksJson === false ? 'exact' : 'json';
}

export function otherDialects(asked: Dialect): Dialect[] {
  return DIALECTS.filter((dialect) => dialect !== asked);
}

function isAtLeast([major = 0, minor = 0]: readonly number[], [wantedMajor, wantedMinor]: typeof JSON_SINCE): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
