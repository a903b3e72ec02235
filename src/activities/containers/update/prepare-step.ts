import { createHash } from 'node:crypto';
import { compareCreated } from '../../../domain/containers/recreation/compare-created.js';
import { planRecreation } from '../../../domain/containers/recreation/plan-recreation.js';
import type {
  NewLender,
  PlannedRecreation,
  RecreationRequest,
} from '../../../domain/containers/recreation/recreation.js';
import type { PlanFacts, PlanMember } from '../../../domain/containers/updates/plan-facts.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import { readComposeModel } from './compose-model.js';
import { findNewlyLent } from './find-newly-lent.js';
import { findCandidateImage } from './pull-steps.js';
import { digestSettings, idOf, imageIdOf, stateOf } from './read-inspect.js';
import { inspectImageIfThere } from './resolve-candidate.js';
import { survey, type MemberState } from './survey.js';
import { moveTag } from './tags.js';
import { UpdateError } from './update-error.js';
import { requirePlan, type HostStep } from './with-step.js';

/** Enough to tell two values apart in evidence, and nothing of a secret. */
const digestText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * Makes every new container, not started and under a temporary name, connects its networks, and holds it against what
 * was intended, field by field: all of it while the old one still serves.
 */
export async function prepareContainers(step: HostStep) {
  const { open, run, confirm } = step;
  const facts = requirePlan(step);
  const imageId = await findCandidateImage(step, facts);
  const states = await survey(open.engine, run.id, facts);
  // Its copies name the image as the old ones do, so they are made while the tag still means the old image.
  for (const state of states.filter(({ member }) => member.removesItself)) await makeStandby(step, state);
  await confirm();
  await moveTag(step, facts, imageId);
  const renames: Record<string, string> = {};
  const renamedNames: Record<string, string> = {};
  const newLenders: Record<string, NewLender> = {};
  const made: { name: string; id: string; notes: readonly string[] }[] = [];
  for (const state of states) {
    const newImage = state.member.role === 'target' ? imageId : state.member.imageId;
    const { id, notes } = await makeCandidate(step, { state, facts, renames, renamedNames, newLenders, newImage });
    renames[state.member.id] = id;
    renamedNames[state.member.name] = id;
    const paths = states.length > 1 ? await findNewlyLent(open.engine, { state, id }) : [];
    if (paths.length > 0) newLenders[state.member.name] = { id, paths };
    made.push({ name: state.member.name, id, notes });
  }
  return { evidence: { made, imageId, differences: [] }, result: undefined };
}

interface Making {
  readonly state: MemberState;
  readonly facts: PlanFacts;
  readonly renames: Readonly<Record<string, string>>;
  readonly renamedNames: Readonly<Record<string, string>>;
  readonly newLenders: Readonly<Record<string, NewLender>>;
  readonly newImage: string;
}

async function makeCandidate(step: HostStep, making: Making): Promise<{ id: string; notes: readonly string[] }> {
  const { state, facts, newImage } = making;
  const { member, original } = state;
  if (original === null) throw new UpdateError('container_gone', `${member.name} is not on the host any more.`);
  if (digestSettings(original) !== member.settingsDigest) {
    throw new UpdateError('settings_differ', `${member.name} was changed since the plan was made.`);
  }
  const reference = await chooseReference(step, member, facts, newImage);
  const request: RecreationRequest = {
    container: original,
    oldImage: await requireImage(step, member.imageId),
    newImage: await requireImage(step, newImage),
    engine: step.open.description,
    imageReference: reference,
    name: state.names.temporary,
    runId: step.run.id,
    renames: making.renames,
    renamedNames: making.renamedNames,
    newLenders: making.newLenders,
    ...(await readComposeModel(step.open, original, step.signal)),
  };
  const plan = planRecreation(request);
  if (!plan.ok) throw new UpdateError('not_recreatable', plan.problems.map(({ message }) => message).join(' '));
  return { id: await makeAndCompare(step, { request, plan, found: state.candidate }), notes: plan.notes };
}

/** The copy that a self-removing container is gone back to; made like it, from the image that it runs. */
async function makeStandby(step: HostStep, { member, original, names, standby }: MemberState): Promise<void> {
  if (original === null) {
    if (standby !== null) return;
    throw new UpdateError('container_gone', `${member.name} is not on the host any more.`);
  }
  const image = await requireImage(step, member.imageId);
  const named = await inspectImageIfThere(step.open.engine, member.imageReference);
  const imageReference = named?.['Id'] === member.imageId ? member.imageReference : member.imageId;
  const request: RecreationRequest = {
    container: original,
    oldImage: image,
    newImage: image,
    engine: step.open.description,
    imageReference,
    name: names.aside,
    runId: step.run.id,
    renames: {},
  };
  const plan = planRecreation(request);
  if (!plan.ok) throw new UpdateError('not_recreatable', plan.problems.map(({ message }) => message).join(' '));
  await makeAndCompare(step, { request, plan, found: standby });
}

interface Compared {
  readonly request: RecreationRequest;
  readonly plan: PlannedRecreation;
  /** Of an earlier attempt. */
  readonly found: EngineObject | null;
}

/** One of an earlier attempt is made anew: it may have been cut off before its networks were connected. */
async function makeAndCompare(step: HostStep, { request, plan, found }: Compared): Promise<string> {
  const { engine } = step.open;
  if (found !== null) {
    if (stateOf(found) !== 'created') throw new UpdateError('not_ready', `${request.name} runs already.`);
    await step.confirm();
    await engine.removeContainer(idOf(found), { force: true, removeAnonymousVolumes: true });
  }
  await step.confirm();
  const { id } = await engine.createContainer(plan.create);
  for (const { network, endpoint } of plan.connect) {
    await step.confirm();
    await engine.connectNetwork(network, { container: id, endpoint });
  }
  for (const network of plan.disconnect) {
    await step.confirm();
    await engine.disconnectNetwork(network, { container: id });
  }
  const created = await engine.inspectContainer(id);
  const { container, oldImage, newImage, engine: description, newLenders = {} } = request;
  const differences = compareCreated({
    intended: plan,
    created,
    container,
    oldImage,
    newImage,
    engine: description,
    newLenders,
    digest: digestText,
  });
  if (differences.length === 0 && imageIdOf(created) === String(newImage['Id'])) return id;
  const told = differences.map(({ path, kind, expected, actual }) => ({ path, kind, expected, actual }));
  throw new UpdateError(
    'settings_differ',
    differences.length === 0
      ? `The new container was made from ${imageIdOf(created)}, not from ${String(newImage['Id'])}.`
      : `The new container is not as intended in ${differences.map(({ path }) => path).join(', ')}.`,
    { differences: told },
  );
}

/** A dependant keeps its own image, also when its tag means another one by now. */
async function chooseReference(
  { open }: HostStep,
  member: PlanMember,
  facts: PlanFacts,
  newImage: string,
): Promise<string> {
  if (member.role === 'target') return facts.candidate.reference;
  const named = await inspectImageIfThere(open.engine, member.imageReference);
  return named?.['Id'] === newImage ? member.imageReference : newImage;
}

async function requireImage({ open }: HostStep, id: string): Promise<EngineObject> {
  const image = await inspectImageIfThere(open.engine, id);
  if (image !== null) return image;
  throw new UpdateError('not_recreatable', `The image ${id} is not on the host any more.`);
}
