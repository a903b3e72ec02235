import { invoke, type HostCapabilities } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { poolListAsRoot, poolStatus, poolStatusAsRoot, poolUsageAsRoot } from './command.js';
import { DIALECTS, type Dialect } from './parsed-status.js';
import type { ZfsFacts } from './schema.js';

const LANE = 'zfs';

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

/** Only where the first form was refused: an unknown version, or one that changed. */
export function askOtherwise(asked: Dialect): Record<string, FollowUp> {
  const others = DIALECTS.filter((dialect) => dialect !== asked);
  return Object.fromEntries(
    others.map((dialect) => [`status ${dialect}`, { invocation: invoke(poolStatus, { dialect }), lane: LANE }]),
  );
}

/** Everything once more, in the dialect that root was understood in the last time. */
export function askAsRoot(previous: ZfsFacts | undefined): Record<string, FollowUp> {
  const known = previous?.dialect ?? null;
  const statuses = (known === null ? DIALECTS : [known]).map((dialect): [string, FollowUp] => [
    `status ${dialect}`,
    { invocation: invoke(poolStatusAsRoot, { dialect }), lane: LANE },
  ]);
  return {
    list: { invocation: invoke(poolListAsRoot), lane: LANE },
    usage: { invocation: invoke(poolUsageAsRoot), lane: LANE },
    ...Object.fromEntries(statuses),
  };
}

function isAtLeast([major = 0, minor = 0]: readonly number[], [wantedMajor, wantedMinor]: typeof JSON_SINCE): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
