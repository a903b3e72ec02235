import { ContainerModel } from '../../../models/containers/container-model.js';
import { idOf, imageIdOf, imageReferenceOf, nameOf, stateOf } from './read-inspect.js';
import type { MemberState } from './survey.js';
import type { HostStep } from './with-step.js';

/** Containers keep their rows: they get the engine’s new id at once, not only with the next discovery. */
export async function storeIdentity(
  { dependencies, run }: Pick<HostStep, 'dependencies' | 'run'>,
  states: readonly MemberState[],
): Promise<void> {
  const knex = dependencies.database.knex;
  for (const { candidate, original, standby, names } of states) {
    const current = candidate ?? original ?? standby;
    if (current === null || nameOf(current) !== names.own) continue;
    await ContainerModel.query(knex)
      .where({ hostId: run.hostId, name: names.own })
      .whereNull('asideOf')
      .patch({
        runtimeId: idOf(current),
        imageId: imageIdOf(current),
        imageReference: imageReferenceOf(current),
        state: stateOf(current),
        lastSeenAt: new Date(),
        goneAt: null,
      });
  }
  const [target] = states;
  if (target === undefined || target.candidate === null) return;
  await ContainerModel.query(knex)
    .findById(run.containerId)
    .patch({
      imageDigest: run.toImage?.digest ?? null,
      updateStatus: 'current',
      updateCandidate: null,
      updateReason: 'Just updated',
      updateCheckedAt: new Date(),
    });
}
