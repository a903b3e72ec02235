import { hostname } from 'node:os';
import { readMounts, selectMounts } from '../../../domain/containers/backups/mounts.js';
import { planRecreation } from '../../../domain/containers/recreation/plan-recreation.js';
import { assessRisk } from '../../../domain/containers/updates/assess-risk.js';
import { describePlan } from '../../../domain/containers/updates/describe-plan.js';
import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import type { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { hashJson } from '../../../platform/json/canonical-json.js';
import { observeContainer } from '../health/observe-container.js';
import type { OpenHostEngine } from '../open-host-engine.js';
import { readImagePlatform } from '../read-host.js';
import type { UpdateDependencies } from './dependencies.js';
import { readComposeModel } from './compose-model.js';
import { findChange } from './find-change.js';
import { hasHealthCheck, hostConfigOf, idOf, imageIdOf, imageReferenceOf, writableVolumesOf } from './read-inspect.js';
import { findTarget, readMembers, type Members } from './read-members.js';
import { inspectImageIfThere, type Candidate } from './resolve-candidate.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import { UpdateError } from './update-error.js';

export interface PlanQuestion {
  readonly dependencies: UpdateDependencies;
  readonly open: OpenHostEngine;
  readonly run: UpdateRunModel;
  /** Overrides what the run was asked for: the reference that was approved. */
  readonly reference: string | null;
  readonly signal: AbortSignal;
}

export type ComposedPlan =
  | { readonly facts: PlanFacts; readonly from: string; readonly unchanged: null }
  | { readonly facts: null; readonly from: string; readonly unchanged: string };

/** Everything an update rests on, read from host and registry now. Changes nothing. */
export async function composePlan(question: PlanQuestion): Promise<ComposedPlan> {
  const { dependencies, open, run, signal } = question;
  const { engine, description } = open;
  const row = await ContainerModel.query(dependencies.database.knex).findById(run.containerId).throwIfNotFound();
  const target = await findTarget(engine, row);
  assertForeign(open, target);
  const from = imageReferenceOf(target);
  const change = await findChange({
    dependencies,
    engine,
    description,
    run,
    target,
    reference: question.reference,
    signal,
  });
  if (change.candidate === null) return { facts: null, from, unchanged: change.unchanged };
  const found = await readMembers(engine, target);
  const notes = await rehearse(open, found, signal);
  const facts = await gatherFacts(question, { target, found, candidate: change.candidate });
  return { facts: { ...facts, shown: show({ run, facts, notes, from }) }, from, unchanged: null };
}

/** Whether the container is the one that this Millwright itself runs in: it would end in the middle of its own update. */
function assertForeign({ host }: OpenHostEngine, target: EngineObject): void {
  if (host.handle.transportKind !== 'local' || !idOf(target).startsWith(hostname())) return;
  throw new UpdateError('own_container', 'Millwright itself runs in this container.');
}

/** Plans every recreation with the present image: what cannot be recreated is found before anything is asked or pulled. */
async function rehearse(open: OpenHostEngine, { members, inspects }: Members, signal: AbortSignal): Promise<string[]> {
  const { engine, description } = open;
  const notes: string[] = [];
  for (const member of members) {
    const container = inspects.get(member.id);
    const image = await inspectImageIfThere(engine, member.imageId);
    if (container === undefined || image === null) {
      throw new UpdateError(
        'not_recreatable',
        `The image ${member.imageId} of ${member.name} is not on the host any more: its settings cannot be told from the image’s.`,
      );
    }
    const plan = planRecreation({
      container,
      oldImage: image,
      newImage: image,
      engine: description,
      imageReference: member.imageReference,
      name: member.name,
      runId: null,
      renames: {},
      ...(await readComposeModel(open, container, signal)),
    });
    if (!plan.ok) {
      const problems = plan.problems.map(({ message }) => message).join(' ');
      throw new UpdateError('not_recreatable', `${member.name} cannot be recreated: ${problems}`);
    }
    notes.push(...plan.notes.map((note) => (member.role === 'target' ? note : `${member.name}: ${note}`)));
  }
  return [...new Set(notes)];
}

interface Gathered {
  readonly target: EngineObject;
  readonly found: Members;
  readonly candidate: Candidate;
}

async function gatherFacts(
  { open, run }: PlanQuestion,
  { target, found, candidate }: Gathered,
): Promise<Omit<PlanFacts, 'shown'>> {
  const { engine, transport } = open;
  const named = await inspectTag(open, candidate.reference);
  const there = candidate.pullReference === null ? named : await inspectImageIfThere(engine, candidate.pullReference);
  const before: PlanFacts['before'] = {};
  for (const { id, role } of found.members) {
    const probes = role === 'target' ? run.policy.health.probes : [];
    before[id] = await observeContainer({ engine, transport, containerId: id, probes });
  }
  const volumes = selectMounts(readMounts(target), run.policy.backup.volumes).chosen.map(
    ({ destination }) => destination,
  );
  const oldImage = await inspectImageIfThere(engine, imageIdOf(target));
  const platform = oldImage === null ? null : readImagePlatform(oldImage);
  return {
    candidate,
    taggedBefore: named === null ? null : String(named['Id']),
    imageWasThere: there !== null,
    platform: platform === null ? '' : [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/'),
    members: [...found.members],
    restarts: [...found.restarts],
    before,
    volumes,
    backupId: run.id,
    risk: assessRisk({
      kind: candidate.kind,
      rules: run.policy,
      members: [...found.members],
      writableVolumes: writableVolumesOf(target),
      hasHealthCheck: hasHealthCheck(target),
      privileged: hostConfigOf(target)['Privileged'] === true,
      isLocalImage: candidate.pullReference === null,
    }),
  };
}

/** A reference with a digest names no tag that could be moved. */
async function inspectTag({ engine }: OpenHostEngine, reference: string): Promise<EngineObject | null> {
  if (reference.includes('@')) return null;
  try {
    return await inspectImageIfThere(engine, reference);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'bad_request') return null;
    throw error;
  }
}

interface Shown {
  readonly run: UpdateRunModel;
  readonly facts: Omit<PlanFacts, 'shown'>;
  readonly notes: readonly string[];
  readonly from: string;
}

function show({ run, facts, notes, from }: Shown): PlanFacts['shown'] {
  return describePlan({ ...facts, rules: run.policy, from, notes, hash: hashPlan(run, facts) });
}

/** Moves when anything moves that the decision rests on; what only describes the host at this moment is no part of it. */
function hashPlan(run: UpdateRunModel, facts: Omit<PlanFacts, 'shown'>): string {
  const { candidate, members, restarts, volumes, platform } = facts;
  return hashJson({
    container: run.containerId,
    host: run.hostId,
    candidate: { reference: candidate.reference, digest: candidate.digest, imageIds: candidate.imageIds },
    members: members.map(({ id, name, settingsDigest, running, paused }) => ({
      id,
      name,
      settingsDigest,
      running,
      paused,
    })),
    restarts: restarts.map(({ id }) => id),
    volumes,
    platform,
    rules: run.policy,
  });
}
