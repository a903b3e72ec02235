import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { findStep, type StepName } from '../../../domain/containers/updates/steps.js';
import { ENDED_STATES } from '../../../domain/containers/updates/update.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { appendAudit } from '../../../platform/audit/append.js';
import type { Database } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { describeStepFailure, evidenceOf } from './step-failure.js';
import { UpdateError } from './update-error.js';

export type Evidence = Readonly<Record<string, unknown>>;

/** What a step may lean on. */
export interface StepContext {
  readonly run: UpdateRunModel;
  readonly step: StepName;
  readonly attempt: number;
  readonly signal: AbortSignal;
  /**
   * To be called right before each change to the host: rejects when a later attempt has taken the step over, so that
   * two of them never act at the same time.
   */
  readonly confirm: () => Promise<void>;
  /** Tells Temporal that the step is alive. */
  readonly beat: (details?: unknown) => void;
}

export const HEARTBEAT_MS = 3_000;

/**
 * Runs a step of an update: its row says when it began, which attempt this is, what it saw, and how it ended. A step
 * of a run that has ended does nothing.
 */
export async function runStep<T>(
  database: Database,
  { updateId, step }: { readonly updateId: string; readonly step: StepName },
  work: (context: StepContext) => Promise<{ readonly evidence: Evidence; readonly result: T }>,
): Promise<T> {
  const signal = cancellationSignal();
  const { run, attempt } = await beginStep(database, updateId, step);
  const context: StepContext = {
    run,
    step,
    attempt,
    signal,
    beat: (details) => heartbeat(details),
    confirm: () => confirmAttempt(database, { updateId, step, attempt }),
  };
  const beating = setInterval(() => heartbeat({ step, attempt }), HEARTBEAT_MS);
  try {
    const { evidence, result } = await work(context);
    await endStep(database, context, { state: 'succeeded', evidence });
    return result;
  } catch (error) {
    await endStep(database, context, {
      state: 'failed',
      evidence: { ...evidenceOf(error), error: describeStepFailure(error) },
    }).catch(() => undefined);
    throw await endIfWished(database, context, error);
  } finally {
    clearInterval(beating);
  }
}

/** From these on the way leads to an end as it is. */
const TO_THE_END: ReadonlySet<StepName> = new Set(['commit', 'rollback', 'rollback_validate', 'clean_up']);

/**
 * What fails for now is tried again, for days while a service is away. Whoever asks for the end of the update meanwhile
 * does not want to wait for the success of what they want no more.
 */
async function endIfWished(database: Database, { run, step }: StepContext, error: unknown): Promise<unknown> {
  if (TO_THE_END.has(step)) return error;
  const now = await UpdateRunModel.query(database.knex)
    .findById(run.id)
    .catch(() => undefined);
  if ((now?.requestedEnd ?? null) === null) return error;
  const { message } = describeStepFailure(error);
  return new UpdateError('asked_back', `A person asked for the end of the update; before that: ${message}`);
}

/** Marks the step as begun; a repetition is its next attempt. */
export async function beginStep(
  database: Database,
  updateId: string,
  step: StepName,
): Promise<{ run: UpdateRunModel; attempt: number }> {
  const { position, state } = findStep(step);
  return database.knex.transaction(async (trx) => {
    const run = await UpdateRunModel.query(trx).findById(updateId).forUpdate();
    if (run === undefined || run.finishedAt !== null || ENDED_STATES.has(run.state)) {
      throw new MillwrightError('intent_missing', `Update ${updateId} is not open: step ${step} did nothing.`);
    }
    const { rows } = await trx.raw<{ rows: { attempt: number }[] }>(
      `insert into update_steps (run_id, position, name, state, started_at) values (?, ?, ?, 'running', now())
       on conflict (run_id, name) do update
         set state = 'running', attempt = update_steps.attempt + 1, finished_at = null
       returning attempt`,
      [updateId, position, step],
    );
    await UpdateRunModel.query(trx).findById(updateId).patch({ state, updatedAt: new Date() });
    return { run: Object.assign(run, { state }), attempt: rows[0]?.attempt ?? 1 };
  });
}

async function confirmAttempt(
  database: Database,
  { updateId, step, attempt }: { readonly updateId: string; readonly step: StepName; readonly attempt: number },
): Promise<void> {
  const { rows } = await database.pool.query<{ attempt: number }>(
    `select s.attempt from update_steps s join update_runs r on r.id = s.run_id
      where s.run_id = $1 and s.name = $2 and r.finished_at is null`,
    [updateId, step],
  );
  if (rows[0]?.attempt === attempt) return;
  throw new MillwrightError(
    'intent_missing',
    `A later attempt of step ${step} of update ${updateId} has begun, or the update has ended: this one did no more.`,
  );
}

interface StepEnd {
  readonly state: 'succeeded' | 'failed' | 'skipped';
  readonly evidence: Evidence;
}

/** Evidence of former attempts stays where this one has nothing to say of it. */
export async function endStep(
  database: Database,
  { run, step, attempt }: Pick<StepContext, 'run' | 'step' | 'attempt'>,
  { state, evidence }: StepEnd,
): Promise<void> {
  await database.knex.transaction(async (trx) => {
    const { rowCount } = await trx.raw<{ rowCount: number }>(
      `update update_steps
          set state = ?, finished_at = now(), evidence = (evidence - 'error') || ?::jsonb
        where run_id = ? and name = ? and attempt = ?`,
      [state, JSON.stringify(evidence), run.id, step, attempt],
    );
    if (rowCount === 0 || !findStep(step).changes || state === 'skipped') return;
    await appendAudit(trx, {
      actor: { kind: 'system', id: 'system', name: 'Millwright' },
      door: 'system',
      action: `container.update.${step}`,
      subject: { type: 'container', id: run.containerId },
      outcome: state,
      correlationId: run.correlationId,
      details: { updateId: run.id, attempt, workflow: workflowId(), ...evidence },
    });
  });
}

function workflowId(): string {
  return activityInfo().workflowExecution?.workflowId ?? '';
}
