import { findDependants } from '../../../domain/containers/recreation/find-dependants.js';
import type { PlanFacts, PlanMember } from '../../../domain/containers/updates/plan-facts.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { inParallel } from '../in-parallel.js';
import {
  digestSettings,
  hostConfigOf,
  idOf,
  imageIdOf,
  imageReferenceOf,
  isPaused,
  isRunning,
  nameOf,
  readRestartPolicy,
} from './read-inspect.js';
import { UpdateError } from './update-error.js';

const QUESTIONS_AT_ONCE = 4;

export interface Members {
  /** The target first, owners before those that hang on them. */
  readonly members: readonly PlanMember[];
  readonly inspects: ReadonlyMap<string, EngineObject>;
  readonly restarts: PlanFacts['restarts'];
}

/** The container as it is now; `container_gone` when there is none of this id or name. */
export async function findTarget(
  engine: ContainerEngine,
  { runtimeId, name }: { readonly runtimeId: string; readonly name: string },
): Promise<EngineObject> {
  for (const key of [runtimeId, name]) {
    const found = await inspectIfThere(engine, key);
    if (found !== null) return found;
  }
  throw new UpdateError('container_gone', `There is no container ${name} on the host any more.`);
}

export async function inspectIfThere(engine: ContainerEngine, idOrName: string): Promise<EngineObject | null> {
  return engine.inspectContainer(idOrName).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'not_found') return null;
    throw error;
  });
}

/** The target and everything that has to be recreated or restarted with it. */
export async function readMembers(engine: ContainerEngine, target: EngineObject): Promise<Members> {
  const listed = await engine.listContainers({ all: true });
  const others = listed.filter(({ id }) => id !== idOf(target));
  const found = await inParallel(others, QUESTIONS_AT_ONCE, ({ id }) => inspectIfThere(engine, id));
  const all = [target, ...found.filter((inspect) => inspect !== null)];
  const { members, composeDependants } = findDependants(all, idOf(target), nameOf(target));
  const inspects = new Map(all.map((inspect) => [idOf(inspect), inspect]));
  const dependants = members.flatMap(({ id, ties }) => {
    const inspect = inspects.get(id);
    // A legacy link is a matter of names and addresses: it finds the new container by its name once restarted.
    return inspect === undefined ? [] : [describeMember(inspect, 'dependant', ties)];
  });
  return {
    members: [describeMember(target, 'target', []), ...dependants],
    inspects,
    restarts: composeDependants
      .filter(({ restart, id }) => restart && !members.some((member) => member.id === id) && isUp(inspects.get(id)))
      .map(({ id, name }) => ({ id, name })),
  };
}

const isUp = (inspect: EngineObject | undefined): boolean => inspect !== undefined && isRunning(inspect);

function describeMember(inspect: EngineObject, role: PlanMember['role'], ties: readonly string[]): PlanMember {
  return {
    id: idOf(inspect),
    name: nameOf(inspect),
    role,
    ties: [...ties],
    imageId: imageIdOf(inspect),
    imageReference: imageReferenceOf(inspect),
    running: isRunning(inspect),
    paused: isPaused(inspect),
    removesItself: hostConfigOf(inspect)['AutoRemove'] === true,
    restartPolicy: readRestartPolicy(inspect),
    settingsDigest: digestSettings(inspect),
  };
}
