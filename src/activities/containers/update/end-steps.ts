import type { UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { UpdateStepModel } from '../../../models/containers/update-step-model.js';
import { BackupError } from '../backups/backup-error.js';
import { commitRestore, restoreVolumes, undoRestore } from '../backups/restore-volumes.js';
import { removeBackup } from '../backups/remove-backup.js';
import type { UpdateDependencies } from './dependencies.js';
import { lookAtHealth } from './look-at-health.js';
import { idOf, isPaused, isRunning, nameOf, readRestartPolicy, startedAtOf } from './read-inspect.js';
import { inspectIfThere } from './read-members.js';
import { setRestartPolicy } from './restart-policy.js';
import { storeIdentity } from './store-identity.js';
import { survey, type MemberState } from './survey.js';
import { putTagsBack } from './tags.js';
import { UpdateError } from './update-error.js';
import { backupPlace, requirePlan, withStep, type HostStep } from './with-step.js';

export function createEndSteps(
  dependencies: UpdateDependencies,
): Pick<UpdateSiteActivities, 'lookAtHealth' | 'commitUpdate' | 'rollBackUpdate' | 'cleanUpUpdate'> {
  return {
    lookAtHealth: (input) => lookAtHealth(dependencies, input),
    commitUpdate: withStep(dependencies, 'commit', commitUpdate),
    rollBackUpdate: withStep(dependencies, 'rollback', goBack),
    cleanUpUpdate: withStep(dependencies, 'clean_up', goBack),
  };
}

/** The new one has proved healthy: what it was kept for is let go of. Its volumes never go with it. */
async function commitUpdate(step: HostStep) {
  const { open, run, confirm } = step;
  const facts = requirePlan(step);
  const states = await survey(open.engine, run.id, facts);
  const restarted = await restartDependants(step, states);
  const removed: string[] = [];
  // By an earlier attempt, which did not live to tell.
  const foundGone: string[] = [];
  for (const { member, original, candidate, standby, names } of states.toReversed()) {
    if (candidate === null) throw new UpdateError('container_gone', `The new container of ${member.name} is gone.`);
    if (member.paused && !isPaused(candidate)) {
      await confirm();
      await open.engine.pauseContainer(idOf(candidate));
    }
    if (original === null && standby === null) foundGone.push(names.aside);
    for (const kept of [original, standby]) {
      if (kept === null) continue;
      await confirm();
      await open.engine.removeContainer(idOf(kept), { force: true });
      removed.push(nameOf(kept));
    }
  }
  await storeIdentity(step, await survey(open.engine, run.id, facts));
  await settleBackup(step, 'completed');
  return { evidence: { removed, foundGone, restarted }, result: undefined };
}

/** Those that ask for it by `depends_on` with `restart: true`, each once: one that started later has been restarted. */
async function restartDependants({ open, confirm, ...step }: HostStep, states: readonly MemberState[]) {
  const [target] = states;
  const restarted: string[] = [];
  if (target === undefined || target.candidate === null || !isRunning(target.candidate)) return restarted;
  const since = startedAtOf(target.candidate);
  for (const { id, name } of requirePlan(step).restarts) {
    const inspect = await inspectIfThere(open.engine, id);
    if (inspect === null || !isRunning(inspect) || startedAtOf(inspect) > since) continue;
    await confirm();
    await open.engine.stopContainer(id);
    await open.engine.startContainer(id);
    restarted.push(name);
  }
  return restarted;
}

/**
 * Back to what was there: new containers go, the old ones get their names, policies and state. The same from every
 * point of the way; what was never touched stays untouched.
 */
async function goBack(step: HostStep) {
  const { open, run, dependencies } = step;
  const facts = requirePlan(step);
  const knex = dependencies.database.knex;
  const hadStopped = (await UpdateStepModel.query(knex).findById([run.id, 'stop'])) !== undefined;
  const hadStarted = (await UpdateStepModel.query(knex).findById([run.id, 'start'])) !== undefined;
  const states = await survey(open.engine, run.id, facts);
  for (const { member, original, standby } of states) {
    if (original === null && standby === null) {
      throw new UpdateError(
        'original_gone',
        `${member.name}, which was to be gone back to, is not on the host any more.`,
      );
    }
  }
  await removeCandidates(step, states);
  const volumes = hadStarted ? await giveVolumesBack(step, states) : { restored: [], failure: null };
  const back: string[] = [];
  // With volumes that are not what they were, starting it is for a person to decide.
  const starts = hadStopped && volumes.failure === null;
  for (const state of states) back.push(await reinstate(step, state, starts));
  const tags = await putTagsBack(step, facts);
  if (volumes.failure !== null) throw volumes.failure;
  await storeIdentity(step, await survey(open.engine, run.id, facts));
  if (!hadStopped) await settleBackup(step, 'removed');
  else await settleBackup(step, 'completed');
  return { evidence: { back, restoredVolumes: volumes.restored, ...tags }, result: { hadStopped } };
}

/** Those that hang on others first. Only volumes that were made for them alone go with them. */
async function removeCandidates({ open, confirm }: HostStep, states: readonly MemberState[]): Promise<void> {
  for (const { candidate, original, member } of states.toReversed()) {
    if (candidate === null) continue;
    await confirm();
    if (isRunning(candidate)) {
      if (isPaused(candidate)) await open.engine.unpauseContainer(idOf(candidate));
      await open.engine.stopContainer(idOf(candidate));
    }
    const left = await inspectIfThere(open.engine, idOf(candidate));
    if (left === null || (original !== null && idOf(left) === member.id)) continue;
    await open.engine.removeContainer(idOf(candidate), { force: true, removeAnonymousVolumes: true });
  }
}

/** A restore that cannot be finished is undone: the volumes are then as the new version left them. */
async function giveVolumesBack(
  step: HostStep,
  states: readonly MemberState[],
): Promise<{ restored: string[]; failure: BackupError | null }> {
  const { run, dependencies, confirm } = step;
  const facts = requirePlan(step);
  const [target] = states;
  // An earlier attempt got as far as the start, so the volumes have been given back.
  const isBack = target?.original !== undefined && target.original !== null && isRunning(target.original);
  if (!run.policy.rollback.restoreVolumes || isBack) return { restored: [], failure: null };
  const backup = await ContainerBackupModel.query(dependencies.database.knex).findById(facts.backupId);
  if (backup === undefined || backup.volumes.length === 0) return { restored: [], failure: null };
  const { volumes } = backup;
  await confirm();
  const place = await backupPlace(step);
  try {
    await restoreVolumes(place, { volumes });
  } catch (error) {
    if (!(error instanceof BackupError) || error.retryable) throw error;
    await undoRestore(place, { volumes });
    return { restored: [], failure: error };
  }
  await commitRestore(place, { volumes });
  return { restored: volumes.map(({ volume }) => volume), failure: null };
}

/** Name, restart policy and state as the plan found them. A copy takes the place of one that removed itself. */
async function reinstate({ open, confirm }: HostStep, state: MemberState, starts: boolean): Promise<string> {
  const { engine } = open;
  const { member, original, standby, names } = state;
  const container = original ?? standby;
  if (container === null) throw new UpdateError('original_gone', `${member.name} is gone.`);
  const id = idOf(container);
  if (nameOf(container) !== names.own) {
    await confirm();
    await engine.renameContainer(id, names.own);
  }
  const policy = readRestartPolicy(container);
  if (original !== null && policy.name !== member.restartPolicy.name) {
    await confirm();
    await setRestartPolicy(open, id, member.restartPolicy);
  }
  if (original !== null && standby !== null) {
    await confirm();
    await engine.removeContainer(idOf(standby), { force: true });
  }
  if (starts && member.running && !isRunning(container)) {
    await confirm();
    await engine.startContainer(id);
    if (member.paused) await engine.pauseContainer(id);
  }
  return `${names.own} (${original === null ? 'a copy of it' : 'the same container'})`;
}

/** The backup’s row as the list shows it; one of an update that changed nothing is of no use. */
async function settleBackup(step: HostStep, state: 'completed' | 'removed'): Promise<void> {
  const { dependencies, run, confirm } = step;
  const { backupId } = requirePlan(step);
  const knex = dependencies.database.knex;
  const backup = await ContainerBackupModel.query(knex).findById(backupId);
  if (backup === undefined) return;
  const keeps = state === 'completed' && (backup.imageTag !== null || backup.volumes.length > 0);
  if (!keeps) {
    await confirm();
    const { volumes, imageTag } = backup;
    await removeBackup(await backupPlace(step), { backupId, volumes, imageTag });
  }
  await ContainerBackupModel.query(knex)
    .findById(backupId)
    .patch({
      state: keeps ? 'completed' : 'removed',
      finishedAt: new Date(),
      expiresAt: keeps ? new Date(run.createdAt.getTime() + RETENTION_MS) : null,
    });
}

const RETENTION_MS = 7 * 24 * 60 * 60_000;
