import { heartbeat } from '@temporalio/activity';
import { judgeHealthState } from '../../../domain/containers/health/judge-health.js';
import { nextHealthState, startHealth, type HealthState } from '../../../domain/containers/health/health-state.js';
import type { HealthLook, LookInput } from '../../../domain/containers/updates/messages.js';
import type { StepName } from '../../../domain/containers/updates/steps.js';
import type { PlanFacts, PlanMember } from '../../../domain/containers/updates/plan-facts.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { UpdateStepModel } from '../../../models/containers/update-step-model.js';
import { observeContainer } from '../health/observe-container.js';
import type { OpenHostEngine } from '../open-host-engine.js';
import type { UpdateDependencies } from './dependencies.js';
import { idOf } from './read-inspect.js';
import { beginStep, endStep, HEARTBEAT_MS } from './step-runner.js';
import { survey, type MemberState } from './survey.js';
import { requirePlan } from './with-step.js';

const STEPS: Readonly<Record<LookInput['subject'], StepName>> = {
  candidate: 'validate',
  original: 'rollback_validate',
};

/**
 * One look at every container of the update. What was seen so far stands in the run’s row, so that the window goes on
 * in whatever worker looks next; the time between looks is the workflow’s.
 */
export async function lookAtHealth(dependencies: UpdateDependencies, input: LookInput): Promise<HealthLook> {
  const { database, engines } = dependencies;
  const step = STEPS[input.subject];
  const { run, attempt } = await openLook(dependencies, input.updateId, step);
  const beating = setInterval(() => heartbeat({ step }), HEARTBEAT_MS);
  try {
    const facts = requirePlan({ run });
    const former = run.health?.subject === input.subject ? run.health.states : {};
    const states = await engines
      .withEngine(run.hostId, (open) => lookAtMembers({ open, run, facts, subject: input.subject }, former), {
        bypassBreaker: true,
      })
      .catch((error: unknown) => lookBlindly(former, error));
    const health = { subject: input.subject, states };
    await UpdateRunModel.query(database.knex).findById(run.id).patch({ health });
    const { look, evidence } = judge(Object.assign(run, { health }), facts, states);
    const state = look.verdict === 'failed' ? ('failed' as const) : ('succeeded' as const);
    if (look.verdict !== 'waiting') await endStep(database, { run, step, attempt }, { state, evidence });
    else await UpdateStepModel.query(database.knex).findById([run.id, step]).patch({ evidence });
    return look;
  } finally {
    clearInterval(beating);
  }
}

/** The step begins with the first look; the others belong to it. */
async function openLook({ database }: UpdateDependencies, updateId: string, step: StepName) {
  const found = await UpdateStepModel.query(database.knex).findById([updateId, step]);
  if (found === undefined || found.state !== 'running') return beginStep(database, updateId, step);
  const run = await UpdateRunModel.query(database.knex).findById(updateId).throwIfNotFound();
  return { run, attempt: found.attempt };
}

interface Looking {
  readonly open: OpenHostEngine;
  readonly run: UpdateRunModel;
  readonly facts: PlanFacts;
  readonly subject: LookInput['subject'];
}

type States = Record<string, HealthState>;

async function lookAtMembers(looking: Looking, former: Readonly<States>): Promise<States> {
  const { open, run, facts, subject } = looking;
  const { engine, transport } = open;
  const states: States = {};
  for (const found of await survey(engine, run.id, facts)) {
    const { member } = found;
    const probes = member.role === 'target' ? run.policy.health.probes : [];
    const containerId = chooseContainer(found, subject);
    const look = await observeContainer({ engine, transport, containerId, probes });
    const state = former[member.id] ?? startLook(looking, member, probes);
    states[member.id] = nextHealthState(state, look);
  }
  return states;
}

function chooseContainer({ candidate, original, standby, names }: MemberState, subject: LookInput['subject']): string {
  const chosen = subject === 'candidate' ? candidate : (original ?? standby);
  return chosen === null ? names.own : idOf(chosen);
}

function startLook(
  { facts, subject }: Looking,
  member: PlanMember,
  probes: UpdateRunModel['policy']['health']['probes'],
) {
  // A paused one is watched while it runs, and frozen again at the end.
  const running = subject === 'original' && member.paused ? 'paused' : 'running';
  return startHealth({
    probes,
    before: facts.before[member.id] ?? null,
    startedAt: new Date().toISOString(),
    expects: member.running ? running : 'stopped',
    subject,
  });
}

/** A host that cannot be reached says nothing of its containers; the time goes on. */
function lookBlindly(former: Readonly<States>, error: unknown): States {
  const known = Object.entries(former);
  if (known.length === 0) throw error;
  const message = error instanceof Error ? error.message : 'the host did not answer';
  const blind = {
    at: new Date().toISOString(),
    container: null,
    probes: [],
    problem: { code: 'unreachable', message },
  };
  return Object.fromEntries(known.map(([id, state]) => [id, nextHealthState(state, blind)]));
}

/** The very container that ran before has to prove that it came back, not that it is any good. */
const BACK_AGAIN_SECONDS = 10;

function shorten(health: UpdateRunModel['policy']['health']): UpdateRunModel['policy']['health'] {
  return { ...health, stabilitySeconds: Math.min(health.stabilitySeconds, BACK_AGAIN_SECONDS) };
}

/** The worst of all: one that failed fails the update, and it is healthy when all are. */
function judge(run: UpdateRunModel, { members }: PlanFacts, states: States) {
  const now = new Date().toISOString();
  const rules = run.health?.subject === 'original' ? shorten(run.policy.health) : run.policy.health;
  const verdicts = members.flatMap((member) => {
    const state = states[member.id];
    return state === undefined ? [] : [{ member, ...judgeHealthState({ state, rules, now }) }];
  });
  const evidence = Object.fromEntries(
    verdicts.map(({ member, verdict, reason, evidence: seen }) => [member.name, { verdict, reason, ...seen }]),
  );
  const failed = verdicts.find(({ verdict }) => verdict === 'failed');
  const waiting = verdicts.filter(({ verdict }) => verdict === 'waiting');
  const decisive = failed ?? waiting[0] ?? verdicts[0];
  const nextLookMs = waiting.reduce((least, { nextLookMs: ms }) => Math.min(least, ms ?? least), 60_000);
  const look: HealthLook = {
    verdict: decisive?.verdict ?? 'failed',
    code: decisive?.code ?? 'not_observed',
    reason: decisive === undefined ? 'Nothing was looked at.' : `${decisive.member.name}: ${decisive.reason}`,
    nextLookMs: failed === undefined && waiting.length > 0 ? nextLookMs : null,
  };
  return { look, evidence };
}
