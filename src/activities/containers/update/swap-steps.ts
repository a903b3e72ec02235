import type { UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { backupVolumes } from '../backups/backup-volumes.js';
import { measureBackup } from '../backups/measure-backup.js';
import { verifyBackup } from '../backups/verify-backup.js';
import type { UpdateDependencies } from './dependencies.js';
import { prepareContainers } from './prepare-step.js';
import { idOf, isPaused, isRunning, nameOf, readRestartPolicy } from './read-inspect.js';
import { setRestartPolicy } from './restart-policy.js';
import { startNew } from './start-new.js';
import { survey, type MemberState } from './survey.js';
import { UpdateError } from './update-error.js';
import { waitForRemoval } from './wait-for-removal.js';
import { backupPlace, requirePlan, withStep, withSteps, type HostStep } from './with-step.js';

/** The steps that change what serves; each brings the host to its end from wherever it finds it. */
export function createSwapSteps(
  dependencies: UpdateDependencies,
): Pick<
  UpdateSiteActivities,
  'prepareContainer' | 'stopContainer' | 'backUpVolumes' | 'swapContainer' | 'startContainer' | 'changeOver'
> {
  return {
    prepareContainer: withStep(dependencies, 'prepare', prepareContainers),
    stopContainer: withStep(dependencies, 'stop', stopOriginals),
    backUpVolumes: withStep(dependencies, 'backup_volumes', saveVolumes),
    swapContainer: withStep(dependencies, 'swap', swapNames),
    startContainer: withStep(dependencies, 'start', startCandidates),
    changeOver: withSteps(dependencies, [
      ['stop', stopOriginals],
      ['swap', swapNames],
      ['start', startCandidates],
    ]),
  };
}

/** Stops those that hang on the target first. Their restart policy goes before, so that nothing starts them meanwhile. */
async function stopOriginals(step: HostStep) {
  const facts = requirePlan(step);
  const states = await survey(step.open.engine, step.run.id, facts);
  for (const state of states) requireCandidate(state);
  const stopped: string[] = [];
  // By an earlier attempt, which did not live to tell, or before the update.
  const foundStopped: string[] = [];
  for (const state of states.toReversed()) {
    const told = (await stopOriginal(step, state)) ? stopped : foundStopped;
    told.push(state.member.name);
  }
  return { evidence: { stopped, foundStopped }, result: undefined };
}

function requireCandidate({ candidate, member }: MemberState): void {
  if (candidate === null) {
    throw new UpdateError('container_gone', `The new container of ${member.name} is not there: somebody removed it.`);
  }
}

async function stopOriginal({ open, confirm }: HostStep, { member, original, standby }: MemberState): Promise<boolean> {
  const { engine } = open;
  if (original === null) {
    if (member.removesItself && standby !== null) return false;
    throw new UpdateError('original_gone', `${member.name} was removed by somebody before it was stopped.`);
  }
  if (!member.removesItself && readRestartPolicy(original).name !== 'no') {
    await confirm();
    await setRestartPolicy(open, member.id, { name: 'no', maximumRetryCount: 0 });
  }
  if (!isRunning(original)) return false;
  await confirm();
  // A frozen process takes no signal.
  if (isPaused(original)) await engine.unpauseContainer(member.id);
  await engine.stopContainer(member.id);
  if (member.removesItself) await waitForRemoval(engine, member.id);
  return true;
}

/** Archived only now that nothing of ours writes to them, and tried by a test restore before anything goes on. */
async function saveVolumes(step: HostStep) {
  const { run, dependencies, confirm, open } = step;
  const facts = requirePlan(step);
  const [state] = await survey(open.engine, run.id, facts);
  const source = state?.original ?? state?.standby;
  if (source === null || source === undefined)
    throw new UpdateError('original_gone', 'The old container is not there.');
  const place = await backupPlace(step);
  const measure = await measureBackup(place, { containerRuntimeId: idOf(source), volumes: run.policy.backup.volumes });
  await confirm();
  const volumes = await backupVolumes(place, {
    containerRuntimeId: idOf(source),
    backupId: facts.backupId,
    directory: measure.directory,
    volumes: measure.volumes,
    live: false,
  });
  const knex = dependencies.database.knex;
  const sizeBytes = volumes.reduce((sum, volume) => sum + volume.sizeBytes, 0);
  await ContainerBackupModel.query(knex).findById(facts.backupId).patch({ volumes, sizeBytes });
  const verification = await verifyBackup(place, { volumes });
  const bad = verification.volumes.find(({ ok }) => !ok);
  if (bad !== undefined)
    throw new UpdateError('not_ready', `The backup of ${bad.volume} is not good: ${bad.problem ?? ''}`);
  await ContainerBackupModel.query(knex).findById(facts.backupId).patch({ verification, verifiedAt: new Date() });
  const told = volumes.map(({ volume, method, location, sizeBytes: bytes, sha256, files }) => {
    return { volume, method, location, sizeBytes: bytes, sha256, files };
  });
  return { evidence: { backupId: facts.backupId, volumes: told, verified: true }, result: undefined };
}

/** The old one steps aside under another name, the new one takes its own. */
async function swapNames(step: HostStep) {
  const { open, run, confirm } = step;
  const states = await survey(open.engine, run.id, requirePlan(step));
  const swapped: Record<string, string>[] = [];
  for (const state of states) {
    requireCandidate(state);
    const { member, original, candidate, standby, names } = state;
    if (original === null && standby === null) throw new UpdateError('original_gone', `${member.name} is gone.`);
    if (original !== null && nameOf(original) !== names.aside) {
      await confirm();
      await open.engine.renameContainer(member.id, names.aside);
    }
    if (candidate !== null && nameOf(candidate) !== names.own) {
      await confirm();
      await open.engine.renameContainer(idOf(candidate), names.own);
    }
    swapped.push({
      name: names.own,
      id: candidate === null ? '' : idOf(candidate),
      aside: names.aside,
      asideId: member.id,
    });
  }
  return { evidence: { swapped }, result: undefined };
}

/** Owners first; what did not run before does not run now. */
async function startCandidates(step: HostStep) {
  const { open, run } = step;
  const states = await survey(open.engine, run.id, requirePlan(step));
  const started: string[] = [];
  const foundStarted: string[] = [];
  for (const { member, candidate } of states) {
    if (candidate === null) throw new UpdateError('container_gone', `The new container of ${member.name} is gone.`);
    if (isRunning(candidate)) foundStarted.push(member.name);
    if (!member.running || isRunning(candidate)) continue;
    await startNew(step, { id: idOf(candidate), name: member.name });
    started.push(member.name);
  }
  return { evidence: { started, foundStarted }, result: undefined };
}
