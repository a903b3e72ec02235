import { UPDATE_LABEL } from '../../../domain/containers/recreation/recreation.js';
import {
  asideName,
  temporaryName,
  type PlanFacts,
  type PlanMember,
} from '../../../domain/containers/updates/plan-facts.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import { shortId } from '../../../domain/containers/backups/names.js';
import { nameOf } from './read-inspect.js';
import { inspectIfThere } from './read-members.js';

/** What of a member is on the host right now, found by id and by the label that carries the run’s id. */
export interface MemberState {
  readonly member: PlanMember;
  /** The container that was there before the update; null once the engine or somebody removed it. */
  readonly original: EngineObject | null;
  readonly candidate: EngineObject | null;
  /** The copy that stands for an original which removes itself. */
  readonly standby: EngineObject | null;
  readonly names: { readonly own: string; readonly temporary: string; readonly aside: string };
}

export function namesOf({ name }: Pick<PlanMember, 'name'>, runId: string): MemberState['names'] {
  const short = shortId(runId);
  return { own: name, temporary: temporaryName(name, short), aside: asideName(name, short) };
}

/** Looks before every act: a step never assumes that it is the first attempt. */
export async function survey(engine: ContainerEngine, runId: string, facts: PlanFacts): Promise<MemberState[]> {
  const ours = await engine.listContainers({ all: true, labels: [`${UPDATE_LABEL}=${runId}`] });
  const inspects: EngineObject[] = [];
  for (const { id } of ours) {
    const found = await inspectIfThere(engine, id);
    if (found !== null) inspects.push(found);
  }
  const states: MemberState[] = [];
  for (const member of facts.members) {
    const names = namesOf(member, runId);
    const named = (...wanted: string[]): EngineObject | null =>
      inspects.find((inspect) => wanted.includes(nameOf(inspect))) ?? null;
    states.push({
      member,
      original: await inspectIfThere(engine, member.id),
      candidate: named(names.temporary, names.own),
      standby: named(names.aside),
      names,
    });
  }
  return states;
}
