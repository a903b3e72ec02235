import { nextOpening, type WindowAt } from '../../../domain/containers/windows/openings.js';
import type {
  FinishInput,
  OpenedUpdate,
  UpdateEngineActivities,
  WindowAnswer,
} from '../../../domain/containers/updates/messages.js';
import { UPDATE_STEPS, type StepName } from '../../../domain/containers/updates/steps.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import { readSchedule } from '../../../models/containers/read-schedule.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { UpdateStepModel } from '../../../models/containers/update-step-model.js';
import { ServerModel } from '../../../models/inventory/server-model.js';
import { ApprovalModel } from '../../../models/protection/approval-model.js';
import { openApproval } from '../../../models/protection/open-approval.js';
import { appendAudit } from '../../../platform/audit/append.js';
import type { Database } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { beginStep, endStep } from './step-runner.js';

const APPROVAL_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;
/** For stopping, starting and what else is not watching. */
const MARGIN_MS = 2 * 60_000;

/** The steps of an update that only the database knows of. Each looks before it acts. */
export function createUpdateLedger(database: Database): UpdateEngineActivities {
  return {
    openUpdate: (input) => openUpdate(database, input),
    enterStep: async ({ updateId, step }) => {
      await beginStep(database, updateId, requireStep(step));
    },
    leaveStep: async ({ updateId, step, outcome, evidence }) => {
      const name = requireStep(step);
      const [run, row] = await Promise.all([
        UpdateRunModel.query(database.knex).findById(updateId).throwIfNotFound(),
        UpdateStepModel.query(database.knex).findById([updateId, name]).throwIfNotFound(),
      ]);
      await endStep(database, { run, step: name, attempt: row.attempt }, { state: outcome, evidence });
    },
    askForApproval: ({ updateId }) => askForApproval(database, updateId),
    rejectCandidate: (input) => rejectCandidate(database, input),
    readWindow: ({ updateId }) => readWindow(database, updateId),
    readWish: async ({ updateId }) => {
      const run = await UpdateRunModel.query(database.knex).findById(updateId);
      return { wish: run?.requestedEnd ?? null };
    },
    finishUpdate: (input) => finishUpdate(database, input),
  };
}

function requireStep(name: string): StepName {
  const step = UPDATE_STEPS.find((candidate) => candidate.name === name);
  if (step === undefined) throw new MillwrightError('intent_missing', `${name} is no step of an update.`);
  return step.name;
}

/** Demands the intent row: what was started past our operations has none and does not act. */
async function openUpdate(
  database: Database,
  { updateId, workflowId }: { readonly updateId: string; readonly workflowId: string },
): Promise<OpenedUpdate> {
  const run = await UpdateRunModel.query(database.knex).findById(updateId);
  if (run === undefined || run.workflowId !== workflowId || run.finishedAt !== null) {
    throw new MillwrightError(
      'intent_missing',
      `Workflow ${workflowId} has no open update of its own: it was not started through Millwright, or it has ended. Nothing was done.`,
    );
  }
  const [container, server] = await Promise.all([
    ContainerModel.query(database.knex).findById(run.containerId),
    ServerModel.query(database.knex).findById(run.serverId),
  ]);
  const steps = await UpdateStepModel.query(database.knex).where({ runId: updateId });
  const has = (name: StepName): boolean => steps.some((step) => step.name === name);
  return {
    left: has('stop') ? 'stopped' : has('pull') ? 'prepared' : 'fresh',
    updateId,
    containerId: run.containerId,
    serverId: run.serverId,
    site: run.site,
    title: `${container?.name ?? run.containerId} on ${server?.name ?? run.serverId}`,
  };
}

/** One approval a plan: the same plan finds the one that was asked for. */
async function askForApproval(database: Database, updateId: string): Promise<{ approvalId: string }> {
  const opening = await findNextClosing(database, updateId);
  return database.knex.transaction(async (trx) => {
    const run = await UpdateRunModel.query(trx).findById(updateId).forUpdate().throwIfNotFound();
    const { plan } = run;
    if (plan === null) throw new MillwrightError('intent_missing', `Update ${updateId} has no plan to approve.`);
    if (run.approvalId !== null) {
      const known = await ApprovalModel.query(trx).findById(run.approvalId);
      if (known?.planHash === run.planHash) return { approvalId: run.approvalId };
    }
    const [container, server] = await Promise.all([
      ContainerModel.query(trx).findById(run.containerId).throwIfNotFound(),
      ServerModel.query(trx).findById(run.serverId),
    ]);
    const id = newId();
    await openApproval(trx, {
      id,
      subject: { type: 'container_update', id: run.id, title: `Update ${container.name} on ${server?.name ?? ''}` },
      risk: plan.risk,
      plan: plan.shown,
      confirmationLevel: 'confirm',
      workflowId: run.workflowId,
      site: run.site,
      requestedBy: run.requestedBy,
      requestedByName: run.requestedByName,
      correlationId: run.correlationId,
      expiresAt: new Date(Math.max(Date.now() + APPROVAL_DAYS * DAY_MS, opening ?? 0)),
    });
    await UpdateRunModel.query(trx).findById(updateId).patch({ approvalId: id });
    return { approvalId: id };
  });
}

/** An approval stays valid until the end of the next opening. */
async function findNextClosing(database: Database, updateId: string): Promise<number | null> {
  const { closesAt } = await readWindow(database, updateId);
  return closesAt === null ? null : Date.parse(closesAt);
}

/** What a person refused is not proposed again for that image. */
async function rejectCandidate(
  database: Database,
  { updateId, by, reason }: { readonly updateId: string; readonly by: string | null; readonly reason: string | null },
): Promise<void> {
  const run = await UpdateRunModel.query(database.knex).findById(updateId).throwIfNotFound();
  const digest = run.plan?.candidate.digest ?? null;
  if (digest === null) return;
  await database.pool.query(
    `insert into update_rejections (container_id, digest, reference, rejected_by, reason) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [run.containerId, digest, run.plan?.candidate.reference ?? '', by ?? 'unknown', reason],
  );
}

/** Before it closes there has to be time to stop, start and watch; an opening that is shorter than that is taken anyway. */
async function readWindow(database: Database, updateId: string): Promise<WindowAnswer> {
  const run = await UpdateRunModel.query(database.knex).findById(updateId).throwIfNotFound();
  const schedule = await readSchedule(database.knex, run.policy.maintenanceWindowId);
  if (schedule === undefined) {
    throw new MillwrightError('not_found', `The maintenance window ${run.policy.maintenanceWindowId ?? ''} is gone.`);
  }
  const nowMs = Date.now();
  const neededMs = run.policy.health.stabilitySeconds * 1_000 + MARGIN_MS;
  const at = nextOpening(schedule, new Date(nowMs).toISOString());
  const isLate =
    at.state === 'open' &&
    at.closesAt !== null &&
    Date.parse(at.closesAt) - nowMs < neededMs &&
    Date.parse(at.closesAt) - Date.parse(at.opensAt) >= neededMs;
  return describeWindow(isLate && at.closesAt !== null ? nextOpening(schedule, at.closesAt) : at, isLate);
}

function describeWindow(at: WindowAt, isLate: boolean): WindowAnswer {
  if (at.state === 'never') return { open: false, opensAt: null, closesAt: null, reason: at.reason };
  return { open: at.state === 'open' && !isLate, opensAt: at.opensAt, closesAt: at.closesAt, reason: null };
}

/** The end of a run, once: with its audit entry, and every step that was left open closed. */
async function finishUpdate(database: Database, input: FinishInput): Promise<void> {
  const { updateId, state, code, message, step, rollback, needsAttention = false } = input;
  await database.knex.transaction(async (trx) => {
    const run = await UpdateRunModel.query(trx).findById(updateId).forUpdate().throwIfNotFound();
    if (run.finishedAt !== null) return;
    const error =
      code === undefined
        ? null
        : { code, message: message ?? '', step: step ?? null, remedy: null, rollback: rollback ?? null };
    await UpdateRunModel.query(trx)
      .findById(updateId)
      .patch({ state, error, needsAttention, finishedAt: new Date(), updatedAt: new Date() });
    await trx.raw(
      `update update_steps set state = 'failed', finished_at = now() where run_id = ? and state = 'running'`,
      [updateId],
    );
    await appendAudit(trx, {
      actor: { kind: 'system', id: 'system', name: 'Millwright' },
      door: 'system',
      action: 'container.update.ended',
      subject: { type: 'container', id: run.containerId },
      outcome: OUTCOMES[state] ?? 'failed',
      correlationId: run.correlationId,
      details: { updateId, state, code: code ?? null, needsAttention, lastStep: step ?? null },
    });
  });
}

const OUTCOMES: Readonly<Record<string, 'succeeded' | 'rolled_back' | 'cancelled' | 'expired' | 'denied' | 'failed'>> =
  {
    committed: 'succeeded',
    unchanged: 'succeeded',
    rolled_back: 'rolled_back',
    cancelled: 'cancelled',
    expired: 'expired',
    rejected: 'denied',
    failed: 'failed',
  };
