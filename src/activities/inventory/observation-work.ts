import { createHash } from 'node:crypto';
import type { Observations, WatchedValues } from '../../domain/inventory/observations.js';
import type { StoredDigest } from '../../models/inventory/collector-state-model.js';
import { cleanJson, cleanObservations } from './clean-observations.js';

export interface CollectedObservations {
  readonly collector: string;
  readonly observations: Observations;
  readonly watched: WatchedValues;
  /** Plain JSON; undefined when nothing was learned. */
  readonly facts: unknown;
  readonly succeeded: boolean;
  /** Keeps the facts in the database, for `previous` after a restart. */
  readonly persistFacts: boolean;
}

/** What one collection of one host found. */
export interface HostObservations {
  readonly serverId: string;
  /** ISO 8601: the run's tick. */
  readonly at: string;
  readonly runId: string;
  readonly collected: readonly CollectedObservations[];
}

export const RESOURCE_KINDS = ['devices', 'pools', 'databases', 'certificates'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];
/** Parts of an answer that are stored, or left alone, each by itself. */
type Part = ResourceKind | 'watched';

export interface CollectorWork extends CollectedObservations {
  readonly digests: Readonly<Partial<Record<Part, string>>>;
  /** The parts that the database does not have yet. */
  readonly parts: ReadonlySet<Part>;
}

export interface HostWork {
  readonly serverId: string;
  /** ISO 8601 in UTC with milliseconds, so that times can be compared as texts. */
  readonly at: string;
  readonly runId: string;
  readonly collectors: readonly CollectorWork[];
}

/** What is remembered of a collector on a server. */
export interface KnownState {
  readonly digests: Readonly<Record<string, StoredDigest>>;
  readonly watched: WatchedValues;
  readonly collectedAt: Date;
}

export type KnownStates = ReadonlyMap<string, KnownState>;

const REFRESH_MS = 3_600_000;

/** Digests of everything that a host's collection found, once. */
export function describeWork(host: HostObservations): HostWork {
  const collectors = host.collected.map((entry) => {
    const observations = cleanObservations(entry.observations);
    const watched = cleanJson(entry.watched);
    const values = Object.entries(watched).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const parts: [Part, unknown][] = RESOURCE_KINDS.flatMap((kind) =>
      observations[kind] === undefined ? [] : [[kind, observations[kind]] as [Part, unknown]],
    );
    if (values.length > 0) parts.push(['watched', values]);
    const digests = Object.fromEntries(parts.map(([part, value]) => [part, digestOf(value)]));
    return { ...entry, observations, watched, digests, parts: new Set(parts.map(([part]) => part)) };
  });
  return { serverId: host.serverId, at: new Date(host.at).toISOString(), runId: host.runId, collectors };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/**
 * What is left to do: no part that equals the stored one, save once an hour so that "last seen" stays true, and none
 * of a tick that is older than what is stored.
 */
export function leaveOutKnown(work: HostWork, states: KnownStates): HostWork {
  const collectors = work.collectors.map((entry) => {
    const state = states.get(entry.collector);
    const parts = [...entry.parts].filter((part) => isNews(entry.digests[part] ?? '', state?.digests[part], work.at));
    const persistFacts = entry.persistFacts && (state === undefined || state.collectedAt.toISOString() <= work.at);
    return { ...entry, parts: new Set(parts), persistFacts };
  });
  return { ...work, collectors: collectors.filter((entry) => entry.parts.size > 0 || entry.persistFacts) };
}

function isNews(digest: string, stored: StoredDigest | undefined, at: string): boolean {
  if (stored === undefined) return true;
  const ageMs = Date.parse(at) - Date.parse(stored.at);
  if (ageMs < 0) return false;
  return digest !== stored.digest || ageMs >= REFRESH_MS;
}
