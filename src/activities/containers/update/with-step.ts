import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { StepName } from '../../../domain/containers/updates/steps.js';
import type { PlanFacts } from '../../../domain/containers/updates/plan-facts.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { placeOfOpenEngine } from '../backups/open-backup-place.js';
import type { BackupPlace } from '../backups/place.js';
import type { OpenHostEngine } from '../open-host-engine.js';
import type { UpdateDependencies } from './dependencies.js';
import { HEARTBEAT_MS, runStep, type Evidence, type StepContext } from './step-runner.js';
import { UpdateError } from './update-error.js';

/** What a step that touches the host works with. */
export interface HostStep extends StepContext {
  readonly dependencies: UpdateDependencies;
  readonly open: OpenHostEngine;
}

/** A step with the engine of the container’s host open for its time. */
export function withStep<T>(
  dependencies: UpdateDependencies,
  step: StepName,
  work: (host: HostStep) => Promise<{ readonly evidence: Evidence; readonly result: T }>,
): (input: { readonly updateId: string }) => Promise<T> {
  return ({ updateId }) =>
    runStep(dependencies.database, { updateId, step }, (context) =>
      dependencies.engines.withEngine(context.run.hostId, (open) => work({ ...context, dependencies, open }), {
        signal: context.signal,
        bypassBreaker: true,
      }),
    );
}

type StepWork = (host: HostStep) => Promise<{ readonly evidence: Evidence; readonly result: unknown }>;

/**
 * Several steps over one opened engine and in one activity, each with its row: while a service is away, the time for
 * handing work from activity to activity is time without it. Repeated, each step finds what is done.
 */
export function withSteps(
  dependencies: UpdateDependencies,
  steps: readonly (readonly [StepName, StepWork])[],
): (input: { readonly updateId: string }) => Promise<void> {
  return async ({ updateId }) => {
    const { hostId } = await UpdateRunModel.query(dependencies.database.knex).findById(updateId).throwIfNotFound();
    const options = { signal: cancellationSignal(), bypassBreaker: true };
    // What comes before the first step, the way to the host, is under way as well.
    const beating = setInterval(() => heartbeat({ step: steps[0]?.[0] }), HEARTBEAT_MS);
    try {
      await dependencies.engines.withEngine(
        hostId,
        async (open) => {
          for (const [step, work] of steps) {
            await runStep(dependencies.database, { updateId, step }, (context) =>
              work({ ...context, dependencies, open }),
            );
          }
        },
        options,
      );
    } finally {
      clearInterval(beating);
    }
  };
}

export function requirePlan({ run }: Pick<StepContext, 'run'>): PlanFacts {
  if (run.plan === null) throw new UpdateError('not_ready', `Update ${run.id} has no plan yet.`);
  return run.plan;
}

export function backupPlace({ open, signal, beat }: HostStep): Promise<BackupPlace> {
  return placeOfOpenEngine(open, { signal, onProgress: (progress) => beat(progress) });
}
