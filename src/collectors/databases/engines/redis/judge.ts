import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { findingOf, percentOf, rounded, type Limit } from '../limit.js';
import type { Details } from './details.js';
import { memoryPercent } from './metrics.js';

const NOTES = 'monitoring practice: ';

export const LIMITS = {
  memoryPercent: { warning: 90, critical: 98, source: `${NOTES}90 %; at 100 % writes are refused under noeviction` },
  /** A cache is meant to be full. */
  cachePercent: { info: 90, source: `${NOTES}90 %; a policy evicts, so that nothing is refused` },
  clientsPercent: { warning: 80, critical: 90, source: 'our choice: as for the other databases' },
  evictedPerSecond: { info: 1e-9, warning: 100, source: 'our choice: some is what a cache does' },
  rejectedPerSecond: { warning: 1e-9, source: `${NOTES}more than none: a client was turned away` },
  fragmentationRatio: { warning: 1.5, source: `${NOTES}1.5, above 100 MB only` },
  pingSeconds: { warning: 0.5, critical: 2, source: 'our choice: the way to the host takes part of it' },
  saveLateness: { warning: 2, source: 'our choice: twice what the save policy allows' },
} as const satisfies Readonly<Record<string, Limit>>;

const ENOUGH_MEMORY_BYTES = 100 * 1024 * 1024;
/** What a save itself may take, on top of its policy. */
const SAVE_GRACE_SECONDS = 120;

export interface Judged {
  readonly details: Details;
  /** A second, of the last interval; undefined when there is no telling. */
  readonly rate: (metric: string) => number | undefined;
  readonly expectedReplicas: number | null;
}

type Rule = (judged: Judged) => readonly DatabaseFinding[];

const memory: Rule = ({ details, rate }) => {
  const { policy, usedBytes, fragmentationRatio } = details.memory;
  const evicts = policy !== null && policy !== 'noeviction';
  const isLarge = usedBytes !== null && usedBytes > ENOUGH_MEMORY_BYTES;
  return [
    ...findingOf(
      'memory_high',
      memoryPercent(details),
      evicts ? LIMITS.cachePercent : LIMITS.memoryPercent,
      (value) => `${rounded(value)} % of maxmemory is used; the policy is ${policy ?? 'not known'}.`,
    ),
    ...findingOf(
      'keys_evicted',
      rate('redis_evicted_keys_total') || undefined,
      LIMITS.evictedPerSecond,
      (value) => `${rounded(value)} keys a second are evicted.`,
    ),
    ...findingOf(
      'memory_fragmented',
      isLarge ? fragmentationRatio : undefined,
      LIMITS.fragmentationRatio,
      (value) => `The process takes ${rounded(value)} times the memory of its data.`,
    ),
  ];
};

const clients: Rule = ({ details: { clients: seen }, rate }) => {
  const rejected = rate('redis_rejected_connections_total');
  const before = rejected === undefined && (seen.rejected ?? 0) > 0;
  const message = `${seen.rejected} connections have been rejected since the server was started.`;
  return [
    ...findingOf(
      'clients_high',
      percentOf(seen.connected, seen.limit),
      LIMITS.clientsPercent,
      (value) => `${seen.connected} of ${seen.limit} clients are connected (${rounded(value)} %).`,
    ),
    ...findingOf(
      'connections_rejected',
      rejected,
      LIMITS.rejectedPerSecond,
      () => 'Connections were rejected since the last collection: maxclients is reached.',
    ),
    ...(before ? [{ severity: 'info' as const, code: 'connections_rejected', message }] : []),
  ];
};

/** The codes of what is `ok` in good times and anything else in bad; absent says nothing. */
const STATUSES = [
  { field: 'lastSaveStatus', code: 'save_failed', severity: 'critical', message: 'The last save to disk failed.' },
  {
    field: 'aofLastWriteStatus',
    code: 'aof_write_failed',
    severity: 'critical',
    message: 'The last write to the append-only file failed.',
  },
  {
    field: 'aofLastRewriteStatus',
    code: 'aof_rewrite_failed',
    severity: 'warning',
    message: 'The last rewrite of the append-only file failed.',
  },
] as const;

const persistence: Rule = ({ details: { persistence: state } }) => {
  const failed = STATUSES.filter(({ field }) => {
    const isOfUse = field === 'lastSaveStatus' || state.aofEnabled !== false;
    return isOfUse && state[field] !== null && state[field] !== 'ok';
  });
  return [
    ...failed.map(({ severity, code, message }) => ({ severity, code, message })),
    ...findingOf(
      'save_overdue',
      saveLateness(state),
      LIMITS.saveLateness,
      () =>
        `${state.changesSinceSave} changes are not saved; the last save was ${Math.round(state.lastSaveAgeSeconds ?? 0)} s ago.`,
    ),
  ];
};

/** How many times the policy's time has passed without the save that it asks for; undefined when it asks for none. */
export function saveLateness(state: Details['persistence']): number | undefined {
  const { savePolicy, changesSinceSave, lastSaveAgeSeconds, isSaving } = state;
  if (savePolicy === null || changesSinceSave === null || lastSaveAgeSeconds === null || isSaving !== false)
    return undefined;
  const numbers = savePolicy
    .split(/\s+/)
    .filter((word) => /^\d{1,10}$/.test(word))
    .map(Number);
  const asked: number[] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const [seconds = 0, changes = 0] = numbers.slice(at, at + 2);
    if (seconds > 0 && changesSinceSave >= changes) asked.push(seconds);
  }
  const shortest = Math.min(...asked);
  return asked.length === 0 ? undefined : Math.max(0, lastSaveAgeSeconds - SAVE_GRACE_SECONDS) / shortest;
}

const replication: Rule = ({ details: { replication: state, cluster }, expectedReplicas }) => {
  const findings: DatabaseFinding[] = [];
  const add = (severity: DatabaseFinding['severity'], code: string, message: string): void => {
    findings.push({ severity, code, message });
  };
  if (state.role === 'slave' && state.linkStatus !== 'up') {
    if (state.linkStatus === null)
      add('warning', 'link_unknown', 'The replica does not tell of its link to the primary.');
    else if (state.isSynchronising === true)
      add('warning', 'replica_synchronising', 'The replica takes a full copy of its primary.');
    else add('critical', 'link_down', `The link to the primary ${state.primary ?? ''} is down.`);
  }
  const missing = (expectedReplicas ?? 0) - (state.connectedReplicas ?? Number.POSITIVE_INFINITY);
  if (missing > 0)
    add('critical', 'replica_missing', `${missing} of ${expectedReplicas} replicas are no longer connected.`);
  for (const { address, state: told } of state.replicas) {
    if (told !== null && told !== 'online')
      add('warning', 'replica_not_online', `The replica ${address ?? ''} is ${told}.`);
  }
  if (cluster.state === 'fail') add('critical', 'cluster_down', 'The cluster is down: slots are not served.');
  return findings;
};

const latency: Rule = ({ details: { server } }) =>
  findingOf(
    'ping_slow',
    server.pingSeconds,
    LIMITS.pingSeconds,
    (value) => `A PING took ${rounded(value)} s at the least.`,
  );

const RULES: readonly Rule[] = [memory, clients, persistence, replication, latency];

export function judge(judged: Judged): DatabaseFinding[] {
  return RULES.flatMap((rule) => rule(judged));
}
