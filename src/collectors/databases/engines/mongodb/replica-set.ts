import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { excerptOf } from '../../../../platform/commands/index.js';
import { findingOf, rounded, type Severity } from '../limit.js';
import { booleanAt, dateAt, listAt, numberAt, textAt, timestampSecondsAt, type Document } from './documents.js';
import { MONGODB_LIMITS } from './limits.js';

export interface Member {
  readonly name: string;
  /** PRIMARY, SECONDARY, ARBITER, … as the server writes it. */
  readonly state: string | undefined;
  /** Undefined: the server did not say. */
  readonly healthy: boolean | undefined;
  readonly self: boolean;
  /** Hidden or behind on purpose: its lag is none. Undefined: the configuration could not be read. */
  readonly aside: boolean | undefined;
  /** Behind the primary. null: it should have one and nobody can tell it. */
  readonly lagSeconds: number | null;
}

export interface ReplicaSet {
  readonly name: string | undefined;
  readonly members: readonly Member[];
  readonly hasPrimary: boolean;
}

/** Hold data and follow: only these have a lag. */
const FOLLOWING = new Set(['SECONDARY', 'RECOVERING', 'STARTUP2', 'ROLLBACK']);

/** States a member should not be in, beyond those that health tells. */
const BAD_STATES: Readonly<Record<string, { readonly severity: Severity; readonly what: string }>> = {
  RECOVERING: { severity: 'warning', what: 'is recovering and serves no reads: perhaps it fell behind the oplog' },
  ROLLBACK: { severity: 'critical', what: 'takes back writes that the others do not have' },
  STARTUP2: { severity: 'info', what: 'copies its data for the first time' },
  REMOVED: { severity: 'warning', what: 'was removed from the set and still runs' },
};

/** Undefined where there is no replica set, or nothing is known of it. */
export function readReplicaSet(status: unknown, config: unknown): ReplicaSet | undefined {
  const documents = listAt(status, 'members');
  if (documents === undefined || documents.length === 0) return undefined;
  const primary = documents.find((member) => textAt(member, 'stateStr') === 'PRIMARY' && booleanOf(member) !== false);
  const aside = readAside(config);
  return {
    name: textAt(status, 'set'),
    hasPrimary: primary !== undefined,
    members: documents.map((member) => readMember(member, primary, aside)),
  };
}

function readMember(member: Document, primary: Document | undefined, aside: Aside | undefined): Member {
  const state = textAt(member, 'stateStr');
  const healthy = booleanOf(member);
  const name = textAt(member, 'name') ?? 'a member without a name';
  return {
    name: excerptOf(name),
    state,
    healthy,
    self: booleanAt(member, 'self') === true,
    aside: aside?.(name),
    lagSeconds: healthy === false || !FOLLOWING.has(state ?? '') ? null : lagBetween(primary, member),
  };
}

function lagBetween(primary: Document | undefined, member: Document): number | null {
  const there = primary === undefined ? undefined : dateAt(primary, 'optimeDate');
  const here = dateAt(member, 'optimeDate');
  // A member may be a moment ahead of what is known of the primary.
  return there === undefined || here === undefined ? null : Math.max(0, (there - here) / 1000);
}

/** 1 is up, 0 is down; anything else, or nothing, is not known. */
function booleanOf(member: Document): boolean | undefined {
  const health = numberAt(member, 'health');
  return health === 1 ? true : health === 0 ? false : undefined;
}

type Aside = (name: string) => boolean;

/** Delays had another name before 5.0. */
function readAside(config: unknown): Aside | undefined {
  const members = listAt(config, 'config', 'members') ?? listAt(config, 'members');
  if (members === undefined) return undefined;
  const names = members.flatMap((member) => {
    const delay = numberAt(member, 'secondaryDelaySecs') ?? numberAt(member, 'slaveDelay') ?? 0;
    const isAside = delay > 0 || booleanAt(member, 'hidden') === true;
    return isAside ? (textAt(member, 'host') ?? []) : [];
  });
  const set = new Set(names);
  return (name) => set.has(name);
}

/** Those whose lag counts. */
export function countedMembers({ members }: ReplicaSet): readonly Member[] {
  return members.filter(
    ({ aside, healthy, state }) => aside === false && healthy !== false && FOLLOWING.has(state ?? ''),
  );
}

export function judgeReplicaSet(set: ReplicaSet): DatabaseFinding[] {
  const name = excerptOf(set.name ?? '');
  const findings: DatabaseFinding[] = [];
  if (!set.hasPrimary) {
    findings.push({
      severity: 'critical',
      code: 'no_primary',
      message: `The replica set ${name} has no primary: it takes no writes.`,
    });
  }
  return [...findings, ...set.members.flatMap(judgeMember), ...countedMembers(set).flatMap(judgeLag)];
}

function judgeMember({ name, state, healthy }: Member): DatabaseFinding[] {
  if (healthy === false) {
    return [{ severity: 'warning', code: 'member_down', message: `The member ${name} is not reachable for this one.` }];
  }
  const bad = BAD_STATES[state ?? ''];
  return bad === undefined
    ? []
    : [{ severity: bad.severity, code: 'member_state', message: `The member ${name} ${bad.what}.` }];
}

function judgeLag({ name, lagSeconds }: Member): readonly DatabaseFinding[] {
  return findingOf('replication_lag', lagSeconds, MONGODB_LIMITS.replicationLagSeconds, (seconds) => {
    return `The member ${name} is ${rounded(seconds)} s behind the primary.`;
  });
}

/**
 * How far back the oplog reaches. `full` is true once entries were dropped: a young set has a short oplog, and that is
 * no finding.
 */
export function readOplog(status: unknown): { readonly windowSeconds: number; readonly full: boolean } | undefined {
  const first = timestampSecondsAt(status, 'oplog', 'earliestOptime');
  const last = timestampSecondsAt(status, 'oplog', 'latestOptime');
  if (first === undefined || last === undefined || last < first || first === 0) return undefined;
  return { windowSeconds: last - first, full: (numberAt(status, 'oplogTruncation', 'truncateCount') ?? 0) > 0 };
}
