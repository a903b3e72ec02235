import {
  compareFields,
  lifeEvent,
  type ResourceEvent,
  type TrackedType,
  type WatchedFields,
} from './resource-event.js';
import { dropSighting, endsSighting, expireSightings, type Sighting, type Sightings } from './sightings.js';

/** A pool, database or certificate that is stored. */
export interface KnownResource<O> {
  readonly id: string;
  readonly identity: string;
  /** null: stored by a version that described it otherwise. */
  readonly observation: O | null;
  readonly seenBy: Sightings<Sighting>;
  /** ISO 8601 in UTC with milliseconds, as all times here. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly goneAt: string | null;
}

/** What one kind of resource is recognised by, and what of it is history. */
export interface TrackingRules<O> {
  readonly type: TrackedType;
  identityOf(observation: O): string;
  nameOf(observation: O): string;
  watch(observation: O): WatchedFields;
  /** The same thing although the identities differ: one of them was the name only. */
  isSame?(known: KnownResource<O>, observation: O): boolean;
}

export interface ResourceAnswer<O> {
  readonly collector: string;
  readonly items: readonly O[];
  /** Whether the absence of this one from the items means that it is not there. */
  speaksFor(known: KnownResource<O>): boolean;
}

export interface ResourceTracking<O> {
  readonly rules: TrackingRules<O>;
  /** Every one of the server that is stored, gone ones too. */
  readonly known: readonly KnownResource<O>[];
  readonly answers: readonly ResourceAnswer<O>[];
  readonly at: string;
  readonly newId: () => string;
}

export interface TrackedResources<O> {
  readonly changed: readonly KnownResource<O>[];
  readonly events: readonly ResourceEvent[];
}

/** Fits what collectors saw into what is known of one kind of a server's resources. */
export function trackResources<O>({ rules, known, answers, at, newId }: ResourceTracking<O>): TrackedResources<O> {
  const now = new Map(known.map((resource) => [resource.identity, resource]));
  for (const answer of answers.toSorted((a, b) => (a.collector < b.collector ? -1 : 1))) {
    const touched = new Set<string>();
    for (const observation of answer.items) {
      const identity = rules.identityOf(observation);
      // The first of two that call themselves the same.
      if (touched.has(identity)) continue;
      touched.add(identity);
      const former = findFormer(now, rules, observation);
      if (former !== undefined) now.delete(former.identity);
      now.set(identity, takeObservation(former, observation, { identity, at, newId, collector: answer.collector }));
    }
    for (const resource of now.values()) {
      const sighting = resource.seenBy[answer.collector];
      if (sighting === undefined || touched.has(resource.identity)) continue;
      if (endsSighting(sighting, answer.speaksFor(resource)))
        now.set(resource.identity, { ...resource, seenBy: dropSighting(resource.seenBy, answer.collector) });
    }
  }
  const before = new Map(known.map((resource) => [resource.id, resource]));
  const settled = [...now.values()].map((resource) => settleLife(resource, at));
  return {
    changed: settled.filter((resource) => before.get(resource.id) !== resource),
    events: settled.flatMap((resource) => describeChanges(rules, before.get(resource.id), resource)),
  };
}

function findFormer<O>(
  now: ReadonlyMap<string, KnownResource<O>>,
  rules: TrackingRules<O>,
  observation: O,
): KnownResource<O> | undefined {
  const exact = now.get(rules.identityOf(observation));
  if (exact !== undefined || rules.isSame === undefined) return exact;
  return [...now.values()].find((resource) => rules.isSame?.(resource, observation));
}

interface Sight {
  readonly identity: string;
  readonly collector: string;
  readonly at: string;
  readonly newId: () => string;
}

function takeObservation<O>(former: KnownResource<O> | undefined, observation: O, sight: Sight): KnownResource<O> {
  const { identity, collector, at, newId } = sight;
  return {
    id: former?.id ?? newId(),
    identity,
    observation,
    seenBy: { ...former?.seenBy, [collector]: { at } },
    firstSeenAt: former?.firstSeenAt ?? at,
    lastSeenAt: former === undefined || at > former.lastSeenAt ? at : former.lastSeenAt,
    goneAt: null,
  };
}

function settleLife<O>(resource: KnownResource<O>, at: string): KnownResource<O> {
  const seenBy = expireSightings(resource.seenBy, at);
  const gone = Object.keys(seenBy).length === 0 && resource.goneAt === null;
  if (seenBy === resource.seenBy && !gone) return resource;
  return { ...resource, seenBy, goneAt: gone ? at : resource.goneAt };
}

function describeChanges<O>(
  rules: TrackingRules<O>,
  before: KnownResource<O> | undefined,
  after: KnownResource<O>,
): ResourceEvent[] {
  if (before === after) return [];
  const resourceName = after.observation === null ? after.identity : rules.nameOf(after.observation);
  const subject = { resourceType: rules.type, resourceId: after.id, resourceName };
  if (before === undefined) return [lifeEvent(subject, 'appeared')];
  const changes =
    before.observation === null || after.observation === null
      ? []
      : compareFields(subject, rules.watch(before.observation), rules.watch(after.observation));
  if (before.goneAt === null && after.goneAt !== null) return [...changes, lifeEvent(subject, 'gone')];
  if (before.goneAt !== null && after.goneAt === null) return [lifeEvent(subject, 'returned'), ...changes];
  return changes;
}
