import { backupTag } from '../../../domain/containers/backups/names.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import type { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { lockSealingKeyring } from '../../../platform/crypto/key-check.js';
import { sealSecret } from '../../../platform/crypto/envelope.js';
import { imageIdOf, imageReferenceOf, nameOf } from './read-inspect.js';
import { inspectIfThere } from './read-members.js';
import { UpdateError } from './update-error.js';
import { requirePlan, type HostStep } from './with-step.js';

/**
 * The settings, sealed, and the image, kept by a tag where the rules say so. The row is the update’s own: a repetition
 * writes it again.
 */
export async function saveConfig(step: HostStep) {
  const { run, dependencies, confirm, open } = step;
  const facts = requirePlan(step);
  const [target] = facts.members;
  const container = target === undefined ? null : await inspectIfThere(open.engine, target.id);
  if (container === null) throw new UpdateError('container_gone', 'The container is not on the host any more.');
  const name = nameOf(container);
  const imageId = imageIdOf(container);
  const imageTag = run.policy.backup.image ? backupTag(name, facts.backupId) : null;
  await confirm();
  if (imageTag !== null) await open.engine.tagImage(imageId, imageTag);
  const config = Buffer.from(JSON.stringify(container));
  try {
    await dependencies.database.knex.transaction(async (trx) => {
      const keyring = await lockSealingKeyring(trx, dependencies.keyring);
      const place = { table: 'container_backups', rowId: facts.backupId, column: 'config' };
      await ContainerBackupModel.query(trx)
        .insert({
          ...describeOrigin(run),
          id: facts.backupId,
          containerName: name,
          imageReference: imageReferenceOf(container),
          imageId,
          imageTag,
          config: sealSecret(keyring, config, place),
        })
        .onConflict('id')
        .merge(['imageId', 'imageTag', 'config', 'containerName', 'imageReference']);
    });
  } finally {
    config.fill(0);
  }
  return { evidence: { backupId: facts.backupId, imageTag, imageId }, result: undefined };
}

function describeOrigin(run: UpdateRunModel) {
  const { id, containerId, hostId, serverId, requestedBy, correlationId, workflowId } = run;
  const work = { updateRunId: id, state: 'creating' as const, volumes: [], createdBy: requestedBy };
  return { containerId, hostId, serverId, correlationId, workflowId, ...work };
}
