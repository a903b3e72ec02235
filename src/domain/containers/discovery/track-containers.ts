import { lifeEvent, type ResourceEvent } from '../../inventory/tracking/resource-event.js';
import { isMarkOf, readAsideName } from './aside-names.js';
import { isBeingReplaced } from './compose.js';
import type { ContainerHealth, ContainerObservation, ContainerState } from './container-observation.js';

/** A container of a host as it is stored, gone ones and those kept aside as well. */
export interface KnownContainer {
  readonly id: string;
  readonly runtimeId: string;
  readonly name: string;
  readonly asideOf: string | null;
  readonly imageReference: string;
  readonly imageId: string;
  readonly state: string;
  readonly health: ContainerHealth;
  readonly isGone: boolean;
}

export interface UpdateRunRef {
  readonly id: string;
  readonly containerId: string;
}

export interface ContainerTracking {
  readonly known: readonly KnownContainer[];
  readonly observed: readonly ContainerObservation[];
  /** Updates of the host's containers whose marks may stand in names. */
  readonly updateRuns: readonly UpdateRunRef[];
  /** The host was never looked at before: that its containers are there is no news. */
  readonly isFirst: boolean;
  readonly newId: () => string;
}

export interface TrackedContainer {
  readonly id: string;
  readonly observation: ContainerObservation;
  readonly asideOf: string | null;
  /** Another image, or another name for it, than was checked for updates. */
  readonly hasOtherImage: boolean;
}

export interface TrackedContainers {
  readonly present: readonly TrackedContainer[];
  readonly goneIds: readonly string[];
  /** Rows of an update that is over: no container of their own. */
  readonly droppedIds: readonly string[];
  readonly events: readonly ResourceEvent[];
}

/**
 * Fits what an engine shows into what is known of its host. A container is its name: whoever recreates it gives the
 * new one the same, so that goes before the engine's id, which only follows a container to a name that nobody had.
 */
export function trackContainers(tracking: ContainerTracking): TrackedContainers {
  const { known, newId } = tracking;
  const observed = dropDoubles(tracking.observed);
  const own = known.filter(({ asideOf }) => asideOf === null);
  const asides = known.filter(({ asideOf }) => asideOf !== null);
  const present: TrackedContainer[] = [];
  const ordinary: ContainerObservation[] = [];
  for (const observation of observed) {
    const asideOf = findUpdated(observation, tracking);
    if (asideOf !== null) {
      const row = asides.find(({ runtimeId }) => runtimeId === observation.runtimeId);
      present.push({ id: row?.id ?? newId(), observation, asideOf, hasOtherImage: false });
    } else if (!isBeingReplaced(observation, observed)) ordinary.push(observation);
  }
  const matches = matchRows(own, ordinary);
  for (const [observation, row] of matches) {
    const hasOtherImage =
      row !== null && (row.imageId !== observation.imageId || row.imageReference !== observation.imageReference);
    present.push({ id: row?.id ?? newId(), observation, asideOf: null, hasOtherImage });
  }
  const there = new Set(present.map(({ id }) => id));
  // While an update swaps the two, neither has the name for a moment.
  const updated = new Set(present.map(({ asideOf }) => asideOf));
  const gone = own.filter(({ id, isGone }) => !there.has(id) && !updated.has(id) && !isGone);
  return {
    present,
    goneIds: gone.map(({ id }) => id),
    droppedIds: asides.filter(({ id }) => !there.has(id)).map(({ id }) => id),
    events: tracking.isFirst
      ? []
      : [...present.flatMap((each) => describeChanges(own, each)), ...gone.map(describeEnd)],
  };
}

/** No engine has two of one name; one that says so is not believed. */
function dropDoubles(observed: readonly ContainerObservation[]): ContainerObservation[] {
  const seen = new Set<string>();
  return observed.filter(({ runtimeId, name }) => {
    const isNew = !seen.has(`id ${runtimeId}`) && !seen.has(`name ${name}`);
    seen.add(`id ${runtimeId}`).add(`name ${name}`);
    return isNew;
  });
}

function findUpdated({ name }: ContainerObservation, { updateRuns, known }: ContainerTracking): string | null {
  const aside = readAsideName(name);
  if (aside === null) return null;
  const run = updateRuns.find(({ id }) => isMarkOf(aside.mark, id));
  if (run === undefined) return null;
  // Members of the updated one are set aside under the same mark.
  const owner = known.find((row) => row.asideOf === null && row.name === aside.name);
  return owner?.id ?? run.containerId;
}

/** By name first, then by the engine's id among the rows that are left; null: never seen before. */
function matchRows(
  rows: readonly KnownContainer[],
  observed: readonly ContainerObservation[],
): Map<ContainerObservation, KnownContainer | null> {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const taken = new Set(observed.flatMap(({ name }) => byName.get(name)?.id ?? []));
  const byRuntimeId = new Map(rows.filter(({ id }) => !taken.has(id)).map((row) => [row.runtimeId, row]));
  return new Map(
    observed.map((observation) => [
      observation,
      byName.get(observation.name) ?? byRuntimeId.get(observation.runtimeId) ?? null,
    ]),
  );
}

function describeChanges(
  rows: readonly KnownContainer[],
  { id, observation, asideOf }: TrackedContainer,
): ResourceEvent[] {
  if (asideOf !== null) return [];
  const subject = { resourceType: 'container' as const, resourceId: id, resourceName: observation.name };
  const before = rows.find((row) => row.id === id);
  if (before === undefined) return [lifeEvent(subject, 'appeared')];
  const life = before.isGone ? [lifeEvent(subject, 'returned')] : [];
  const changed = (field: string, was: string, is: string): ResourceEvent[] =>
    was === is ? [] : [{ ...subject, kind: 'changed', field, before: was, after: is }];
  return [
    ...life,
    ...changed('name', before.name, observation.name),
    ...changed('image', before.imageReference, observation.imageReference),
    ...changed('imageId', before.imageId, observation.imageId),
    ...changed('state', before.state, observation.state),
    ...(isHealthNews(before.health, observation) ? changed('health', before.health, observation.health) : []),
  ];
}

const STOPPED: ReadonlySet<ContainerState> = new Set(['created', 'exited', 'dead', 'removing', 'unknown']);

/** That a check begins anew, or speaks no more of a container that has ended, is told by the state. */
function isHealthNews(before: ContainerHealth, { health, state }: ContainerObservation): boolean {
  if (health === 'starting' || STOPPED.has(state)) return false;
  return health !== 'healthy' || before === 'unhealthy';
}

function describeEnd({ id, name }: KnownContainer): ResourceEvent {
  return lifeEvent({ resourceType: 'container', resourceId: id, resourceName: name }, 'gone');
}
