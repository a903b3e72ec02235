import { ContainerModel } from '../../../models/containers/container-model.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import type { PlannedUpdate, UpdateSiteActivities } from '../../../domain/containers/updates/messages.js';
import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import { UPDATE_LABEL } from '../../../domain/containers/recreation/recreation.js';
import { measureBackup } from '../backups/measure-backup.js';
import { findProbeFaults } from '../health/observe-container.js';
import { composePlan } from './compose-plan.js';
import type { UpdateDependencies } from './dependencies.js';
import { labelOf, nameOf, stateOf } from './read-inspect.js';
import { inspectIfThere } from './read-members.js';
import { namesOf } from './survey.js';
import { UpdateError } from './update-error.js';
import { backupPlace, requirePlan, withStep, type HostStep } from './with-step.js';

/** An image unpacked takes about so many times what is downloaded, and both are on the disk at once. */
const UNPACKED_FACTOR = 3;

/** The steps that look and decide; none of them changes the host. */
export function createPlanSteps(
  dependencies: UpdateDependencies,
): Pick<UpdateSiteActivities, 'planUpdate' | 'recheckUpdate' | 'precheckUpdate'> {
  return {
    planUpdate: withStep(dependencies, 'plan', planUpdate),
    recheckUpdate: withStep(dependencies, 'recheck', recheckUpdate),
    precheckUpdate: withStep(dependencies, 'precheck', precheckUpdate),
  };
}

async function planUpdate(step: HostStep) {
  const { dependencies, open, run, signal } = step;
  const { database } = dependencies;
  const plan = await composePlan({ dependencies, open, run, reference: run.targetReference, signal });
  if (plan.facts === null) {
    const result = describeUnchanged(run, plan.from, plan.unchanged);
    return { evidence: { outcome: 'unchanged', reason: plan.unchanged }, result };
  }
  const { facts } = plan;
  const container = await ContainerModel.query(database.knex).findById(run.containerId).throwIfNotFound();
  const fromImage = { reference: plan.from, digest: container.imageDigest };
  const toImage = { reference: facts.candidate.reference, digest: facts.candidate.digest };
  await UpdateRunModel.query(database.knex)
    .findById(run.id)
    .patch({ plan: facts, planHash: facts.shown.hash, fromImage, toImage, updatedAt: new Date() });
  const result: PlannedUpdate = {
    outcome: 'update',
    reason: null,
    planHash: facts.shown.hash,
    from: plan.from,
    to: facts.candidate.reference,
    riskLevel: facts.risk.level,
    asksForApproval: asksForApproval(run.policy.approval, facts),
    backsUpVolumes: facts.volumes.length > 0,
    automaticRollback: run.policy.rollback.automatic,
  };
  return { evidence: describePlanned(facts), result };
}

function asksForApproval(approval: UpdateRunModel['policy']['approval'], { risk }: PlanFacts): boolean {
  if (approval === 'risk') return risk.level !== 'none' && risk.level !== 'low';
  return approval === 'always';
}

function describePlanned({ candidate, members, restarts, risk, shown, volumes }: PlanFacts) {
  return {
    outcome: 'update',
    planHash: shown.hash,
    candidate: { reference: candidate.reference, digest: candidate.digest, kind: candidate.kind },
    containers: members.map(({ name, id, role }) => ({ name, id, role })),
    restarts: restarts.map(({ name }) => name),
    volumes,
    risk,
  };
}

function describeUnchanged(run: UpdateRunModel, from: string, reason: string): PlannedUpdate {
  return {
    outcome: 'unchanged',
    reason,
    planHash: '',
    from,
    to: from,
    riskLevel: 'none',
    asksForApproval: false,
    backsUpVolumes: false,
    automaticRollback: run.policy.rollback.automatic,
  };
}

/** The plan made again for the reference that was decided about: its hash says whether anything moved. */
async function recheckUpdate({ dependencies, open, run, signal, ...step }: HostStep) {
  const before = requirePlan({ run });
  const { reference } = before.candidate;
  const now = await composePlan({ dependencies, open, run, reference, signal });
  const changed = now.facts === null ? [now.unchanged] : listChanges(before, now.facts);
  const same = now.facts !== null && now.facts.shown.hash === run.planHash;
  return { evidence: { same, changed, attempt: step.attempt }, result: { same, changed } };
}

function listChanges(before: PlanFacts, now: PlanFacts): string[] {
  const changes: string[] = [];
  if (before.candidate.digest !== now.candidate.digest) {
    changes.push(
      `${now.candidate.reference} names another image now: ${now.candidate.digest ?? 'one made on the host'}`,
    );
  }
  for (const member of now.members) {
    const former = before.members.find(({ id }) => id === member.id);
    if (former === undefined) changes.push(`${member.name} is new or was recreated`);
    else if (former.settingsDigest !== member.settingsDigest) changes.push(`the settings of ${member.name} changed`);
    else if (former.running !== member.running || former.paused !== member.paused)
      changes.push(`${member.name} was started, stopped or paused`);
  }
  const gone = before.members.filter(({ id }) => !now.members.some((member) => member.id === id));
  return [...changes, ...gone.map(({ name }) => `${name} is gone`)];
}

/** What would make the update fail later is found here, before anything was changed. */
async function precheckUpdate(step: HostStep) {
  const { open, run } = step;
  const facts = requirePlan(step);
  const [target] = facts.members;
  const problems: string[] = [];
  for (const member of facts.members) {
    const inspect = await inspectIfThere(open.engine, member.id);
    if (inspect === null) throw new UpdateError('container_gone', `${member.name} is not on the host any more.`);
    // The target may be what the new image repairs; another one that does not come up would be taken for its failure.
    if (member.role === 'dependant' && stateOf(inspect) === 'restarting') {
      throw new UpdateError('restart_loop', `${member.name} restarts again and again before the update.`);
    }
    if (member.role === 'dependant' && facts.before[member.id]?.container?.health === 'unhealthy') {
      throw new UpdateError(
        'unhealthy_dependant',
        `${member.name}, which hangs on ${target?.name ?? ''}, is unhealthy.`,
      );
    }
    if (member.role === 'target') {
      const faults = await findProbeFaults(open.engine, inspect, run.policy.health.probes);
      problems.push(...faults.map(({ index, message }) => `Probe ${index + 1}: ${message}`));
    }
  }
  const before = facts.before[target?.id ?? '']?.probes ?? [];
  problems.push(
    ...before.filter(({ asked }) => !asked).map(({ key, detail }) => `The probe ${key} cannot be asked: ${detail}`),
  );
  if (problems.length > 0) throw new UpdateError('not_recreatable', problems.join(' '));
  await refuseTakenNames(step, facts);
  return { evidence: await measureSpace(step, facts), result: undefined };
}

async function refuseTakenNames({ open, run }: HostStep, facts: PlanFacts): Promise<void> {
  for (const member of facts.members) {
    const { temporary, aside } = namesOf(member, run.id);
    for (const name of [temporary, aside]) {
      const taken = await inspectIfThere(open.engine, name);
      if (taken !== null && nameOf(taken) === name && labelOf(taken, UPDATE_LABEL) !== run.id) {
        throw new UpdateError('name_taken', `A container named ${name} is on the host, which the update needs.`);
      }
    }
  }
}

async function measureSpace(step: HostStep, facts: PlanFacts) {
  const [target] = facts.members;
  const alsoNeededBytes = facts.imageWasThere ? 0 : (facts.candidate.downloadBytes ?? 0) * UNPACKED_FACTOR;
  const measure = await measureBackup(await backupPlace(step), {
    containerRuntimeId: target?.id ?? '',
    volumes: step.run.policy.backup.volumes,
    alsoNeededBytes,
  });
  const { restoreVolumes } = step.run.policy.rollback;
  const blocking = measure.problems.find(
    (problem) => problem.blocking || (restoreVolumes && problem.code === 'not_restorable'),
  );
  if (blocking !== undefined) {
    const code = blocking.code === 'not_enough_space' ? 'disk_full' : 'not_recreatable';
    throw new UpdateError(code, blocking.message);
  }
  return {
    neededBytes: measure.neededBytes,
    freeBytes: measure.freeBytes,
    directory: measure.directory,
    volumes: measure.volumes.map(({ volume, method, usedBytes }) => ({ volume, method, usedBytes })),
    remarks: measure.problems.map(({ message }) => message),
  };
}
