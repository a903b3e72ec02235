import type { DatabaseObservation } from '../database-instance.js';
import type { CertificateObservation } from '../found-certificate.js';
import type { PoolMember, PoolObservation } from '../storage-pool.js';
import type { TrackingRules } from './track-resources.js';

/** What md says of an array that is written to or not: no change of anything. */
const MD_ACTIVITY: ReadonlySet<string> = new Set(['clean', 'active', 'active-idle', 'write-pending']);

export const POOL_RULES: TrackingRules<PoolObservation> = {
  type: 'storage_pool',
  identityOf: ({ identity }) => identity,
  nameOf: ({ name }) => name,
  watch: (pool) => ({
    name: pool.name,
    health: pool.health,
    state: stateOf(pool),
    sizeBytes: pool.sizeBytes,
    ...Object.fromEntries(pool.members.map((member) => [`member ${labelOf(member)}`, member.state])),
  }),
  // A tool that could not tell the id once gave the name instead.
  isSame: (known, { identity, name, type }) =>
    known.observation?.type === type &&
    known.observation.name === name &&
    (isName(identity, name) || isName(known.identity, name)),
};

function stateOf({ type, state }: PoolObservation): string {
  if (type !== 'mdraid') return state;
  const words = state.split(',').map((word) => word.trim());
  return words
    .filter((word) => !MD_ACTIVITY.has(word))
    .toSorted()
    .join(', ');
}

/** By its id where it has one: sdb may be sdc after the next start. */
function labelOf({ identity, path }: PoolMember): string {
  return identity ?? path;
}

function isName(identity: string, name: string): boolean {
  return identity === name || identity.endsWith(`:${name}`);
}

export const DATABASE_RULES: TrackingRules<DatabaseObservation> = {
  type: 'database',
  identityOf: ({ identity }) => identity,
  nameOf: nameDatabase,
  watch: ({ version, status, role }) => ({ version, status, role }),
};

/** `postgresql on 5432`, `redis in cache`. */
export function nameDatabase({ engine, containerName, port, socketPath }: DatabaseObservation): string {
  if (containerName !== null) return `${engine} in ${containerName}`;
  const place = port ?? socketPath;
  return place === null ? engine : `${engine} on ${place}`;
}

export const CERTIFICATE_RULES: TrackingRules<CertificateObservation> = {
  type: 'certificate',
  identityOf: ({ location }) => location,
  nameOf: ({ location }) => location,
  watch: ({ fingerprint, notAfter }) => ({ fingerprint, notAfter }),
};
